import type { Obis } from '../../core/identifiers.ts';
import type { OperationResult } from '../device/operations.ts';
import type { Hub } from './hub.ts';
import type { WanState } from './state.ts';

/** Kinds of chance, so that none shifts another. */
const draws = { connecting: 3, roundTrip: 4, signal: 5 } as const;
const HOUR = 3_600_000;

/** An object that a request is about. */
export interface RequestedObject {
  readonly classId: number;
  readonly logicalName: Obis;
}

/** Whether it is connected to the WAN. */
export function isConnected(hub: Hub): boolean {
  const { connectedFrom, awakeUntil } = hub.state.wan;
  const now = hub.now();
  return hub.state.power.on && connectedFrom <= now && now < awakeUntil;
}

/** Milliseconds until it is connected: 0 where it is, nothing where it sleeps. */
export function untilConnected(hub: Hub): number | undefined {
  const { connectedFrom, awakeUntil } = hub.state.wan;
  const now = hub.now();
  if (!hub.state.power.on || now >= awakeUntil) return undefined;
  return Math.max(0, connectedFrom - now);
}

/** How many SMS it must still hear before it takes a request about these objects. */
export function smsMissing(hub: Hub, objects: readonly RequestedObject[]): number {
  const { wan, 'more-sms': rules } = hub.model;
  const asleep = untilConnected(hub) === undefined;
  const toWake = asleep ? wan['sms-to-wake'] - heardAsleep(hub) : 0;
  const missing = rules
    .filter((rule) =>
      objects.some(({ classId, logicalName }) => classId === rule['class-id'] && logicalName === rule.object),
    )
    .map((rule) => rule.sms - heardWithin(hub, rule['within-seconds']));
  return Math.max(0, toWake, ...missing);
}

/** An SMS has arrived. */
export function hearSms(hub: Hub): void {
  const now = hub.now();
  const { sms, smsTimes } = hub.state.wan;
  changeWan(hub, { sms: sms + 1, smsTimes: [...smsTimes, now].slice(-mostSms(hub)) });
  if (untilConnected(hub) === undefined && heardAsleep(hub) >= hub.model.wan['sms-to-wake']) connect(hub);
}

/** It connects to the WAN, where there is one. @returns whether it will be connected */
export function connect(hub: Hub): boolean {
  const { attempts, connections, coverage } = hub.state.wan;
  changeWan(hub, { attempts: attempts + 1 });
  if (!coverage || !hub.state.power.on) return false;
  const { least, most } = hub.model.wan['sms-to-connected-milliseconds'];
  const connectedFrom = hub.now() + least + (hub.chance(draws.connecting, attempts) % (most - least + 1));
  const awakeUntil = connectedFrom + awakeMilliseconds(hub);
  changeWan(hub, { connections: connections + 1, connectedFrom, lastConnected: connectedFrom, awakeUntil });
  return true;
}

/** Something passes over the WAN, which keeps the hub awake. @returns milliseconds from one end to the other and back */
export function pass(hub: Hub): number {
  const { messages, awakeUntil } = hub.state.wan;
  const { least, most } = hub.model.wan['round-trip-milliseconds'];
  changeWan(hub, {
    messages: messages + 1,
    awakeUntil: Math.max(awakeUntil, hub.now() + awakeMilliseconds(hub)),
  });
  return least + (hub.chance(draws.roundTrip, messages) % (most - least + 1));
}

/** It stays awake for as long as something is under way behind it. */
export function holdAwake(hub: Hub, milliseconds: number): void {
  const until = hub.now() + milliseconds + awakeMilliseconds(hub);
  if (isConnected(hub) && until > hub.state.wan.awakeUntil) changeWan(hub, { awakeUntil: until });
}

export function disconnect(hub: Hub): void {
  if (hub.now() < hub.state.wan.awakeUntil) changeWan(hub, { awakeUntil: hub.now() });
}

/** The mobile network goes, or is there again. */
export function changeCoverage(hub: Hub, is: 'lost' | 'back'): OperationResult {
  const coverage = is === 'back';
  if (coverage === hub.state.wan.coverage) return 'success';
  if (!coverage) disconnect(hub);
  changeWan(hub, { coverage });
  hub.record(coverage ? 'wan-back' : 'wan-lost');
  return 'success';
}

export function awakeSeconds(hub: Hub): number {
  return hub.state.wan.awakeSeconds ?? hub.model.wan['awake-seconds'];
}

/** 0 to 31, as modems tell it; 99 where there is no network. Each place has its own, and it varies a little by the hour. */
export function signalQuality(hub: Hub): number {
  if (!hub.state.wan.coverage) return 99;
  const hour = Math.floor(hub.now() / HOUR);
  return 8 + (hub.chance(draws.signal) % 20) + (hub.chance(draws.signal, hour) % 4);
}

export function changeWan(hub: Hub, change: Partial<WanState>): void {
  hub.state.wan = { ...hub.state.wan, ...change };
}

function awakeMilliseconds(hub: Hub): number {
  return 1000 * awakeSeconds(hub);
}

/** SMS that count towards waking: those since it fell asleep. */
function heardAsleep(hub: Hub): number {
  const { awakeUntil } = hub.state.wan;
  return heardWithin(hub, hub.model.wan['sms-within-seconds'], awakeUntil);
}

function heardWithin(hub: Hub, seconds: number, from = 0): number {
  const since = Math.max(from, hub.now() - 1000 * seconds);
  return hub.state.wan.smsTimes.filter((time) => time >= since).length;
}

function mostSms({ model }: Hub): number {
  return Math.max(model.wan['sms-to-wake'], ...model['more-sms'].map(({ sms }) => sms));
}
