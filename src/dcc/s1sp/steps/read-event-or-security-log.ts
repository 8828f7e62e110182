import { z } from 'zod';
import type { Data } from '../../../protocol/cosem/data.ts';
import { equivalentSteps } from '../equivalent-steps.ts';
import type { EsmeObjectName } from '../objects.ts';
import { readLogPeriod } from '../parameters.ts';
import { Profile } from '../profile.ts';
import { numberOf } from '../values.ts';

export interface LogEntry {
  readonly Timestamp: string;
  /** Hexadecimal, four digits at least. */
  readonly LogCode: string;
}

export interface ReadEventOrSecurityLogRsp {
  /** The latest 100 at most. */
  readonly Log: { readonly LogEntry: readonly LogEntry[] };
}

/** The logs that DUIS names (LogToRead), with the object that holds each in an electricity meter. */
const logs = {
  Event: 'eventLog',
  Security: 'securityLog',
  ALCSEvent: undefined,
  PowerEvent: undefined,
  GSMEEvent: undefined,
  GSMESecurity: undefined,
} as const satisfies Record<string, EsmeObjectName | undefined>;

/** Most entries of a log in one response (MMC, LogType). */
const MOST_ENTRIES = 100;
const DATA_CLASS = 1;

/** SRV 6.13. */
export const readEventOrSecurityLog = equivalentSteps(
  '6.13',
  z.strictObject({
    ReadLogPeriod: readLogPeriod,
    LogToRead: z.enum(Object.keys(logs) as (keyof typeof logs)[]),
  }),
  async (meter, { ReadLogPeriod, LogToRead }, { objects }): Promise<ReadEventOrSecurityLogRsp> => {
    const name = logs[LogToRead];
    if (name === undefined) throw meter.unexpected(`an electricity meter, which keeps no log of the kind ${LogToRead}`);
    const log = await Profile.open(meter, objects[name]);
    const code = log.column(({ classId }) => classId === DATA_CLASS, 'an event code');
    const rows = await log.rows(ReadLogPeriod.StartDateTime, ReadLogPeriod.EndDateTime);
    return {
      Log: {
        LogEntry: rows.slice(-MOST_ENTRIES).map(({ at, values }) => ({
          Timestamp: at.toString(),
          LogCode: meter.decoded(() => hexCode(values[code] as Data)),
        })),
      },
    };
  },
);

function hexCode(code: Data): string {
  return numberOf(code).toString(16).toUpperCase().padStart(4, '0');
}
