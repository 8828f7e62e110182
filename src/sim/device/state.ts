import { z } from 'zod';
import { parseDocument } from '../../core/documents.ts';
import { count, dateTimeSchema, whole } from '../classes/value-schemas.ts';
import { imageState, noImage } from '../firmware/state.ts';
import { clientStates, clientsAsDelivered } from '../keys/state.ts';
import { clockState, initialClock } from './clock-state.ts';
import { hardwareState, soundHardware } from './hardware-state.ts';

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

const entries = z.array(logEntry).readonly();

/**
 * What every device keeps. All that tells one simulated device from another of its design, apart from its seed and its
 * entry in the installation, is its state: plain JSON. Each part is a value that is replaced, never changed: parts that
 * are alike are shared between devices, so an idle device costs next to nothing.
 */
export const deviceStateShape = {
  firmware: z.string(),
  /** The version that the installation named when the device last began, or began anew. */
  delivered: z.string(),
  image: imageState,
  /** True time until which everything that was due is done, milliseconds from 1970. */
  settled: whole,
  /** True time since which it has only gone on as it was, milliseconds from 1970. */
  changed: whole,
  /** Whether it has power, and since when, milliseconds from 1970. */
  power: z.strictObject({ on: z.boolean(), since: whole }).readonly(),
  preset: z.strictObject({ time: dateTimeSchema, from: dateTimeSchema, until: dateTimeSchema }).readonly().nullable(),
  /** The oldest entry first. */
  logs: z.strictObject({ event: entries, security: entries, power: entries, tamper: entries }).readonly(),
  clients: clientStates,
  clock: clockState,
  hardware: hardwareState,
  /** HLS challenges drawn so far: the next one follows from it and the seed. */
  challenges: count,
};

const deviceState = z.strictObject(deviceStateShape);
export type DeviceState = z.infer<typeof deviceState>;

const NO_ENTRIES: DeviceState['logs'] = { event: [], security: [], power: [], tamper: [] };

/** The state of a device when it comes into being at `at`, milliseconds from 1970. */
export function initialDeviceState(firmware: string, at: number): DeviceState {
  return {
    firmware,
    delivered: firmware,
    image: noImage,
    settled: at,
    changed: at,
    power: { on: true, since: at },
    preset: null,
    logs: NO_ENTRIES,
    clients: clientsAsDelivered,
    clock: initialClock(at),
    hardware: soundHardware,
    challenges: 0,
  };
}

/**
 * A state from what `Device.save` gave.
 * @throws DocumentErrors
 */
export function restoreState<S extends DeviceState>(text: string, schema: z.ZodType<S>, file = 'the saved state'): S {
  return parseDocument(text, file, schema, { secret: true });
}
