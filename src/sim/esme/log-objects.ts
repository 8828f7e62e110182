import type { Obis } from '../../core/identifiers.ts';
import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { utc } from '../classes/clock.ts';
import { data } from '../classes/data.ts';
import { method } from '../classes/members.ts';
import { profileGeneric, type Rows } from '../classes/profile-generic.ts';
import { dateTime, integer, longUnsigned } from '../classes/values.ts';
import { NON_CRITICAL, securedClients } from './clients.ts';
import type { Esme } from './esme.ts';
import { obis } from './obis.ts';
import { capturedValue, clockCaptured } from './profile-objects.ts';
import type { LogEntry } from './state.ts';

const forSecured = { read: securedClients };

/** The two logs, each with the object whose value it captures: the code of the last event. */
export function logObjects(entries: number): readonly CosemObject<Esme>[] {
  const eventLog = (esme: Esme): readonly LogEntry[] => {
    // What is due writes its event before the log is read.
    esme.now();
    return esme.state.eventLog;
  };
  const securityLog = (esme: Esme): readonly LogEntry[] => esme.state.securityLog;
  return [
    lastCode(obis.eventCode, 'Event code: event log', eventLog),
    lastCode(obis.securityEventCode, 'Event code: security log', securityLog),
    profileGeneric({
      ...log(obis.eventCode, entries, eventLog),
      logicalName: obis.eventLog,
      description: 'Event log',
      methods: {
        1: method('reset', integer, [NON_CRITICAL], (esme) => {
          esme.now();
          esme.state.eventLog.length = 0;
          esme.record('event-log-cleared');
          return 'success';
        }),
      },
    }),
    profileGeneric({
      ...log(obis.securityEventCode, entries, securityLog),
      logicalName: obis.securityLog,
      description: 'Security log',
    }),
  ];
}

function lastCode(logicalName: Obis, description: string, entries: (esme: Esme) => readonly LogEntry[]) {
  return data<Esme, number>(
    logicalName,
    description,
    longUnsigned,
    forSecured,
    (esme) => entries(esme).at(-1)?.code ?? 0,
  );
}

function log(code: Obis, most: number, entries: (esme: Esme) => readonly LogEntry[]) {
  return {
    rights: forSecured,
    capturePeriod: 0,
    profileEntries: most,
    columns: [
      { captures: clockCaptured, value: (_: Esme, entry: LogEntry) => dateTime.encode(utc(entry.time)) },
      { captures: capturedValue(1, code), value: (_: Esme, entry: LogEntry) => longUnsigned.encode(entry.code) },
    ] as const,
    rows: (esme: Esme) => rowsOf(entries(esme)),
  };
}

function rowsOf(entries: readonly LogEntry[]): Rows<LogEntry> {
  return {
    count: entries.length,
    slice: (start, end) => entries.slice(start, end),
    between: (from, to) => entries.filter(({ time }) => time >= from && time <= to),
  };
}
