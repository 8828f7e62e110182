import { z } from 'zod';
import type { Data } from '../../../../protocol/cosem/data.ts';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { common } from '../../objects/common.ts';
import { readLogPeriod } from '../../parameters.ts';
import { Profile } from '../../profile.ts';
import { numberOf } from '../../values.ts';

const response = z.strictObject({
  Log: z.strictObject({
    LogEntry: z
      .array(z.strictObject({ Timestamp: z.string(), LogCode: z.string().regex(/^([0-9A-F]{2})+$/) }))
      .max(100),
  }),
});

/** The logs that DUIS names (LogToRead), with the object that holds each in an electricity meter. */
const logs = {
  Event: common.eventLog,
  Security: common.securityLog,
  ALCSEvent: undefined,
  PowerEvent: undefined,
  GSMEEvent: undefined,
  GSMESecurity: undefined,
} as const;
const parameters = z.strictObject({
  ReadLogPeriod: readLogPeriod,
  LogToRead: z.enum(Object.keys(logs) as (keyof typeof logs)[]),
});

/** Most entries of a log in one response (MMC, LogType). */
const MOST_ENTRIES = 100;
const DATA_CLASS = 1;

/** SRV 6.13. */
export const readEventOrSecurityLog = equivalentSteps('6.13', {
  ESME: steps(parameters, response, async (device, { ReadLogPeriod, LogToRead }) => {
    const object = logs[LogToRead];
    if (object === undefined) {
      throw device.unexpected(`an electricity meter, which keeps no log of the kind ${LogToRead}`);
    }
    const log = await Profile.open(device, object);
    const code = log.column(({ classId }) => classId === DATA_CLASS, 'an event code');
    const rows = await log.rows(ReadLogPeriod.StartDateTime, ReadLogPeriod.EndDateTime);
    return {
      Log: {
        LogEntry: rows.slice(-MOST_ENTRIES).map(({ at, values }) => ({
          Timestamp: at.toString(),
          LogCode: device.decoded(() => hexCode(values[code] as Data)),
        })),
      },
    };
  }),
});

function hexCode(code: Data): string {
  return numberOf(code).toString(16).toUpperCase().padStart(4, '0');
}
