import { z } from 'zod';
import type { DeviceType } from '../../../../core/srv/catalogue.ts';
import type { Data } from '../../../../protocol/cosem/data.ts';
import type { Device } from '../../device.ts';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { common } from '../../objects/common.ts';
import type { ObjectRef } from '../../objects/object-ref.ts';
import { readLogPeriod } from '../../parameters.ts';
import { isBefore, Profile } from '../../profile.ts';
import { numberOf } from '../../values.ts';

const entry = z.strictObject({ Timestamp: z.string(), LogCode: z.string().regex(/^([0-9A-F]{2})+$/) });
const response = z.strictObject({ Log: z.strictObject({ LogEntry: z.array(entry).max(100) }) });
type Entry = z.output<typeof entry>;

const logNames = ['Event', 'ALCSEvent', 'PowerEvent', 'Security', 'GSMEEvent', 'GSMESecurity'] as const;
type LogName = (typeof logNames)[number];
type Logs = { readonly [Name in LogName]?: readonly ObjectRef[] };
const parameters = z.strictObject({ ReadLogPeriod: readLogPeriod, LogToRead: z.enum(logNames) });
type Parameters = z.output<typeof parameters>;

/** Most entries of a log in one response (MMC, LogType). */
const MOST_ENTRIES = 100;
const DATA_CLASS = 1;

/** SMETS1 has tampering in the security log [recalled]; these meters keep a log of its own for it. */
const meterSecurity = [common.securityLog, common.tamperLog];
/**
 * The logs that DUIS names (LogToRead), with the objects that hold each. What a gas proxy shows is the gas meter's; its
 * own events are in the logs of its hub.
 */
const logs: { readonly [Type in DeviceType]?: Logs } = {
  ESME: { Event: [common.eventLog], PowerEvent: [common.powerEventLog], Security: meterSecurity },
  GSME: {
    Event: [common.eventLog],
    Security: meterSecurity,
    GSMEEvent: [common.eventLog],
    GSMESecurity: meterSecurity,
  },
  GPF: { GSMEEvent: [common.eventLog], GSMESecurity: meterSecurity },
  CHF: { Event: [common.eventLog], PowerEvent: [common.powerEventLog], Security: [common.securityLog] },
};

const read = (type: DeviceType) =>
  steps(parameters, response, async (device, given) => {
    const objects = logs[type]?.[given.LogToRead];
    if (objects === undefined) throw device.unexpected(`a device (${type}) that keeps no log ${given.LogToRead}`);
    let entries: readonly Entry[] = [];
    for (const object of objects) entries = merged(entries, await readLog(device, object, given));
    return { Log: { LogEntry: entries.slice(-MOST_ENTRIES) } };
  });

/** SRV 6.13. */
export const readEventOrSecurityLog = equivalentSteps('6.13', {
  ESME: read('ESME'),
  GSME: read('GSME'),
  GPF: read('GPF'),
  CHF: read('CHF'),
});

async function readLog(device: Device, object: ObjectRef, { ReadLogPeriod }: Parameters): Promise<readonly Entry[]> {
  const log = await Profile.open(device, object);
  const code = log.column(({ classId }) => classId === DATA_CLASS, 'an event code');
  const rows = await log.rows(ReadLogPeriod.StartDateTime, ReadLogPeriod.EndDateTime);
  return rows.map(({ at, values }) => ({
    Timestamp: at.toString(),
    LogCode: device.decoded(() => hexCode(values[code] as Data)),
  }));
}

/** Entries of two logs by their times. Each log keeps the order that the device gave it: a wrong one is to be seen. */
function merged(one: readonly Entry[], other: readonly Entry[]): readonly Entry[] {
  const entries: Entry[] = [];
  const rest = [...other];
  for (const entry of one) {
    while (
      rest[0] !== undefined &&
      isBefore(Temporal.Instant.from(rest[0].Timestamp), Temporal.Instant.from(entry.Timestamp))
    ) {
      entries.push(rest.shift() as Entry);
    }
    entries.push(entry);
  }
  return [...entries, ...rest];
}

function hexCode(code: Data): string {
  return numberOf(code).toString(16).toUpperCase().padStart(4, '0');
}
