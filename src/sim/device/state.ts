import { z } from 'zod';
import { toHex } from '../../core/bytes.ts';
import { parseDocument } from '../../core/documents.ts';
import { count, dateTimeSchema, whole } from '../classes/value-schemas.ts';
import { keySchema } from '../files/keys.ts';

/** The logs that a SMETS1 device may have. */
export const logNames = ['event', 'security', 'power', 'tamper'] as const;
export type LogName = (typeof logNames)[number];

const logEntry = z
  .strictObject({
    /** Of the device's clock, milliseconds from 1970. */
    time: whole,
    code: count,
  })
  .readonly();
export type LogEntry = z.infer<typeof logEntry>;

/** A key of the device, as hexadecimal. */
export const storedKey = keySchema.transform((bytes) => toHex(bytes));

const clientState = z
  .strictObject({
    /** Nothing where they are those that the device came with. */
    keys: z.strictObject({ encryption: storedKey, authentication: storedKey }).readonly().nullable(),
    /** The lowest invocation counter that is still accepted from the client. */
    nextAccepted: count,
    /** The invocation counter of the next message to the client. */
    nextSent: count,
  })
  .readonly();
/** What a device keeps for a client that has keys. */
export type ClientState = z.infer<typeof clientState>;

const entries = z.array(logEntry).readonly();

/**
 * What every device keeps. All that tells one simulated device from another of its design, apart from its seed and its
 * entry in the installation, is its state: plain JSON. Each part is a value that is replaced, never changed: parts that
 * are alike are shared between devices, so an idle device costs next to nothing.
 */
export const deviceStateShape = {
  firmware: z.string(),
  /** True time until which everything that was due is done, milliseconds from 1970. */
  settled: whole,
  /** Whether it has power, and since when, milliseconds from 1970. */
  power: z.strictObject({ on: z.boolean(), since: whole }).readonly(),
  preset: z.strictObject({ time: dateTimeSchema, from: dateTimeSchema, until: dateTimeSchema }).readonly().nullable(),
  /** The oldest entry first. */
  logs: z.strictObject({ event: entries, security: entries, power: entries, tamper: entries }).readonly(),
  clients: z.strictObject({ 1: clientState, 2: clientState }).readonly(),
  /** HLS challenges drawn so far: the next one follows from it and the seed. */
  challenges: count,
};

const deviceState = z.strictObject(deviceStateShape);
export type DeviceState = z.infer<typeof deviceState>;

const NO_ENTRIES: DeviceState['logs'] = { event: [], security: [], power: [], tamper: [] };
const AS_DELIVERED: ClientState = { keys: null, nextAccepted: 0, nextSent: 1 };
const CLIENTS: DeviceState['clients'] = { 1: AS_DELIVERED, 2: AS_DELIVERED };

/** The state of a device when it comes into being at `at`, milliseconds from 1970. */
export function initialDeviceState(firmware: string, at: number): DeviceState {
  return {
    firmware,
    settled: at,
    power: { on: true, since: at },
    preset: null,
    logs: NO_ENTRIES,
    clients: CLIENTS,
    challenges: 0,
  };
}

/**
 * A state from what `Device.save` gave.
 * @throws DocumentErrors
 */
export function restoreState<S extends DeviceState>(text: string, schema: z.ZodType<S>): S {
  return parseDocument(text, 'the saved state', schema, { secret: true });
}
