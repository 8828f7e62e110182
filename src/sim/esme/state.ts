import { z } from 'zod';
import { toHex } from '../../core/bytes.ts';
import { parseDocument } from '../../core/documents.ts';
import type { Obis } from '../../core/identifiers.ts';
import type { CosemDateTime } from '../../protocol/cosem/data.ts';
import type { Calendar } from '../classes/activity-calendar.ts';
import type { PresetTime } from '../classes/clock.ts';
import { type ControlState, controlStates } from '../classes/disconnect-control.ts';
import { type DeviceKeys, keySchema } from '../files/keys.ts';
import { quantities } from '../readings/energy.ts';
import type { Era } from '../readings/registers.ts';
import type { Tariff } from '../tariff/tariff.ts';

export interface LogEntry {
  /** Of the meter's clock, milliseconds from 1970. */
  readonly time: number;
  readonly code: number;
}

/** What an ESME keeps for a client that has keys. */
export interface ClientState {
  /** Hexadecimal. */
  encryption: string;
  authentication: string;
  /** The lowest invocation counter that is still accepted from the client. */
  nextAccepted: number;
  /** The invocation counter of the next message to the client. */
  nextSent: number;
}

/**
 * All that tells one simulated ESME from another of its model, apart from its seed and its identity: plain JSON, a few
 * kilobytes at most. Its readings are not in it: they follow from the seed and `eras`.
 */
export interface EsmeState {
  firmware: string;
  mpan: string;
  supply: { state: ControlState; mode: number };
  /** How it has measured since it was installed: clock, tariff and supply changes, bounded in number. */
  readonly eras: Era[];
  /** Those that eras name. */
  tariffs: Tariff[];
  passive: Calendar;
  activationTime: CosemDateTime;
  preset: PresetTime | null;
  /** Ring buffers, the oldest entry first. */
  readonly eventLog: LogEntry[];
  readonly securityLog: LogEntry[];
  readonly master: string;
  readonly clients: Readonly<Record<1 | 2, ClientState>>;
  /** HLS challenges drawn so far: the next one follows from it and the seed. */
  challenges: number;
}

interface Beginnings {
  readonly firmware: string;
  readonly mpan: string;
  readonly installed: Temporal.Instant;
  readonly keys: DeviceKeys;
  readonly controlMode: number;
  readonly rates: number;
  readonly calendar: Calendar;
}

const NO_ENERGY = quantities.map(() => 0);

/** The state of an ESME at the moment of its installation. */
export function initialState(from: Beginnings): EsmeState {
  const client = (sap: 1 | 2): ClientState => ({
    encryption: toHex(from.keys.clients[sap].encryption),
    authentication: toHex(from.keys.clients[sap].authentication),
    nextAccepted: 0,
    nextSent: 1,
  });
  const noEnergyByRate = quantities.map(() => Array.from({ length: from.rates }, () => 0));
  return {
    firmware: from.firmware,
    mpan: from.mpan,
    supply: { state: 'connected', mode: from.controlMode },
    eras: [
      {
        from: from.installed.epochMilliseconds,
        clockOffset: 0,
        tariff: 0,
        measuring: true,
        ticks: NO_ENERGY,
        rates: noEnergyByRate,
      },
    ],
    tariffs: [{ calendar: from.calendar, specialDays: [] }],
    passive: from.calendar,
    activationTime: {},
    preset: null,
    eventLog: [],
    securityLog: [],
    master: toHex(from.keys.master),
    clients: { 1: client(1), 2: client(2) },
    challenges: 0,
  };
}

export function saveState(state: EsmeState): string {
  return JSON.stringify(state);
}

const whole = z.number().int();
const count = whole.nonnegative();
const key = keySchema.transform((bytes) => toHex(bytes));
const dateFields = {
  year: z.exactOptional(whole),
  month: z.exactOptional(whole),
  dayOfMonth: z.exactOptional(whole),
  dayOfWeek: z.exactOptional(whole),
};
const timeFields = {
  hour: z.exactOptional(whole),
  minute: z.exactOptional(whole),
  second: z.exactOptional(whole),
  hundredths: z.exactOptional(whole),
};
const dateTime = z.strictObject({
  ...dateFields,
  ...timeFields,
  deviation: z.exactOptional(whole),
  clockStatus: z.exactOptional(whole),
});
const dayAction = z.strictObject({
  start: z.strictObject(timeFields),
  script: z.custom<Obis>(Number.isInteger),
  selector: count,
});
const weekdays = {
  monday: count,
  tuesday: count,
  wednesday: count,
  thursday: count,
  friday: count,
  saturday: count,
  sunday: count,
};
const calendar = z.strictObject({
  name: z.string(),
  seasons: z.array(z.strictObject({ name: z.string(), start: dateTime, week: z.string() })),
  weeks: z.array(z.strictObject({ name: z.string(), ...weekdays })),
  days: z.array(z.strictObject({ id: count, schedule: z.array(dayAction) })),
});
const specialDay = z.strictObject({ index: count, date: z.strictObject(dateFields), dayId: count });
const era = z.strictObject({
  from: whole,
  clockOffset: whole,
  tariff: count,
  measuring: z.boolean(),
  ticks: z.array(count).length(quantities.length),
  rates: z.array(z.array(count)).length(quantities.length),
});
const logEntry = z.strictObject({ time: whole, code: count });
const client = z.strictObject({ encryption: key, authentication: key, nextAccepted: count, nextSent: count });

const stateSchema: z.ZodType<EsmeState> = z.strictObject({
  firmware: z.string(),
  mpan: z.string(),
  supply: z.strictObject({ state: z.enum(Object.keys(controlStates) as ControlState[]), mode: count }),
  eras: z.array(era).min(1),
  tariffs: z.array(z.strictObject({ calendar, specialDays: z.array(specialDay) })).min(1),
  passive: calendar,
  activationTime: dateTime,
  preset: z.strictObject({ time: dateTime, from: dateTime, until: dateTime }).nullable(),
  eventLog: z.array(logEntry),
  securityLog: z.array(logEntry),
  master: key,
  clients: z.strictObject({ 1: client, 2: client }),
  challenges: count,
});

/**
 * A state from what `saveState` wrote.
 * @throws DocumentErrors
 */
export function restoreState(text: string): EsmeState {
  return parseDocument(text, 'the saved state', stateSchema, { secret: true });
}
