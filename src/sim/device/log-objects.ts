import type { Obis } from '../../core/identifiers.ts';
import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { utc } from '../classes/clock.ts';
import { data } from '../classes/data.ts';
import { method } from '../classes/members.ts';
import { keptRows, profileGeneric } from '../classes/profile-generic.ts';
import { dateTime, integer, longUnsigned } from '../classes/values.ts';
import { capturedValue, clockCaptured } from './captured.ts';
import { NON_CRITICAL, securedClients } from './clients.ts';
import type { DeviceDesign } from './design.ts';
import type { Device } from './device.ts';
import { obis } from './obis.ts';
import { type LogEntry, type LogName, logNames } from './state.ts';

const forSecured = { read: securedClients };

/** Where each log is, and where the code of its last event. */
const places = {
  event: { log: obis.eventLog, code: obis.eventCode, description: 'Event log' },
  security: { log: obis.securityLog, code: obis.securityEventCode, description: 'Security log' },
  power: { log: obis.powerLog, code: obis.powerEventCode, description: 'Power event log' },
  tamper: { log: obis.tamperLog, code: obis.tamperEventCode, description: 'Tamper event log' },
} as const satisfies Record<LogName, { log: Obis; code: Obis; description: string }>;

/** The logs of a model, each with the object whose value it captures: the code of the last event. */
export function logObjects(logs: DeviceDesign<Device>['logs']): readonly CosemObject<Device>[] {
  return logNames.flatMap((name) => {
    const most = logs[name];
    if (most === undefined) return [];
    const { log, code, description } = places[name];
    const entriesOf = ({ state }: Device): readonly LogEntry[] => state.logs[name];
    return [
      lastCode(code, `Event code: ${description.toLowerCase()}`, entriesOf),
      profileGeneric({
        ...logColumns(code, most, entriesOf),
        logicalName: log,
        description,
        ...(name === 'event' && { methods: { 1: clearEventLog } }),
      }),
    ];
  });
}

const clearEventLog = method<Device, number>('reset', integer, [NON_CRITICAL], (device) => {
  device.state.logs = { ...device.state.logs, event: [] };
  device.record('event-log-cleared');
  return 'success';
});

function lastCode(logicalName: Obis, description: string, entries: (device: Device) => readonly LogEntry[]) {
  return data<Device, number>(
    logicalName,
    description,
    longUnsigned,
    forSecured,
    (device) => entries(device).at(-1)?.code ?? 0,
  );
}

function logColumns(code: Obis, most: number, entries: (device: Device) => readonly LogEntry[]) {
  return {
    rights: forSecured,
    capturePeriod: 0,
    profileEntries: most,
    columns: [
      { captures: clockCaptured, value: (_: Device, entry: LogEntry) => dateTime.encode(utc(entry.time)) },
      { captures: capturedValue(1, code), value: (_: Device, entry: LogEntry) => longUnsigned.encode(entry.code) },
    ] as const,
    rows: (device: Device) => keptRows(entries(device), ({ time }) => time),
  };
}
