import { z } from 'zod';
import type { Eui64 } from '../../core/identifiers.ts';
import { deviceTypes } from '../../core/srv/catalogue.ts';
import { count, whole } from '../classes/value-schemas.ts';
import { type EventName, events } from '../device/events.ts';
import { deviceStateShape, initialDeviceState } from '../device/state.ts';
import { noOutages, outageState } from '../power/state.ts';

const eui64 = z.custom<Eui64>((value) => typeof value === 'string');

const hanDevice = z
  .strictObject({
    eui64,
    /** Nothing until it has joined. */
    type: z.enum(deviceTypes).nullable(),
    /** When it was added, true time; and when it joined, if it did. */
    added: whole,
    joined: whole.nullable(),
    /** Whether it didn't join in time. */
    failed: z.boolean(),
  })
  .readonly();
export type HanDevice = z.infer<typeof hanDevice>;

/** The links of the home area network that can be lost. */
export const hanSides = ['electricity', 'gas'] as const;
export type HanSide = (typeof hanSides)[number];

const hanState = z
  .strictObject({
    /** Nothing while it is as when the installation was made: all that is around has joined. */
    devices: z.array(hanDevice).readonly().nullable(),
    /** ZigBee network control: whether devices may join. */
    joining: z.boolean(),
    /** Since when a link has been lost, true time. */
    lost: z.strictObject({ electricity: whole.nullable(), gas: whole.nullable() }).readonly(),
  })
  .readonly();
export type HanState = z.infer<typeof hanState>;

const wanState = z
  .strictObject({
    /** Whether there is a network. */
    coverage: z.boolean(),
    sms: count,
    /** When the last of them came, the oldest first; no more than any rule asks for. */
    smsTimes: z.array(whole).readonly(),
    attempts: count,
    connections: count,
    lastConnected: whole.nullable(),
    /** The connection stands from then on; true times. */
    connectedFrom: whole,
    /** It sleeps from then on unless something passes. */
    awakeUntil: whole,
    /** Seconds; nothing where the model says it. */
    awakeSeconds: count.nullable(),
    /** APDUs that passed, both ways. */
    messages: count,
  })
  .readonly();
export type WanState = z.infer<typeof wanState>;

const keptAlert = z
  .strictObject({
    device: eui64,
    event: z.custom<EventName>((name) => typeof name === 'string' && Object.hasOwn(events, name)),
    code: count,
    at: whole,
  })
  .readonly();

/** All that tells one simulated hub from another of its design, apart from its seed and its entry. */
export const hubState = z.strictObject({
  ...deviceStateShape,
  outages: outageState,
  /** Milliseconds by which its clock is ahead. */
  clockOffset: whole,
  han: hanState,
  wan: wanState,
  /** What waits to be sent, the oldest first. */
  alerts: z.array(keptAlert).readonly(),
  /** True time at which some of it is sent; nothing where that isn't planned. */
  push: whole.nullable(),
  /** True time until which the faults of the world around it have occurred; nothing before the first. */
  world: whole.nullable(),
});
export type HubState = z.infer<typeof hubState>;

const HAN: HanState = { devices: null, joining: true, lost: { electricity: null, gas: null } };
const WAN: WanState = {
  coverage: true,
  sms: 0,
  smsTimes: [],
  attempts: 0,
  connections: 0,
  lastConnected: null,
  connectedFrom: 0,
  awakeUntil: 0,
  awakeSeconds: null,
  messages: 0,
};
const NO_WAN: WanState = { ...WAN, coverage: false };
const NO_ALERTS: HubState['alerts'] = [];

/** @param coverage whether there is a mobile network where the hub is */
export function initialHubState(firmware: string, at: number, coverage: boolean): HubState {
  return {
    ...initialDeviceState(firmware, at),
    outages: noOutages,
    clockOffset: 0,
    han: HAN,
    wan: coverage ? WAN : NO_WAN,
    alerts: NO_ALERTS,
    push: null,
    world: null,
  };
}

/** All that tells one gas proxy from another. Its time is the hub's, and so are its logs. */
export const gpfState = z.strictObject({
  ...deviceStateShape,
  /** True time at which the gas meter was heard, at the least. */
  heard: whole,
  /** The state of the gas meter as it was heard last, as `Device.save` gives it; nothing while it can be heard. */
  frozen: z.string().nullable(),
});
export type GpfState = z.infer<typeof gpfState>;

export function initialGpfState(firmware: string, at: number): GpfState {
  return { ...initialDeviceState(firmware, at), heard: at, frozen: null };
}
