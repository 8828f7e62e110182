import type { Clock } from '../core/clock.ts';
import type { Eui64 } from '../core/identifiers.ts';
import type { InstallationUnit } from './installation/population.ts';

/** How long a connection server waits for a hub that it has sent an SMS to, before it sends another one. */
const PATIENCE = Temporal.Duration.from({ seconds: 20 });
const MOST_TRIES = 3;

/** A request of a head-end. */
export interface WanRequest {
  readonly device: Eui64;
  readonly source: number;
  readonly destination: number;
  readonly apdu: Uint8Array;
  /** The connection that it came by. */
  readonly connection: object;
}

/** When the last that waits for a hub has had its turn, well or not: what fails is the business of its own request. */
const turns = new WeakMap<InstallationUnit, Promise<void>>();

/**
 * What the SMSO's connection server does: it wakes the hub by as many SMS as the request needs, and again where they
 * seem not to have arrived. Requests that come meanwhile wait for that instead of sending SMS of their own.
 */
export async function wakeFor(unit: InstallationUnit, request: WanRequest, clock: Clock): Promise<void> {
  const turn = (turns.get(unit) ?? Promise.resolve()).then(() => wake(unit, request, clock));
  const done = turn.catch(() => undefined);
  turns.set(unit, done);
  await turn;
}

async function wake(unit: InstallationUnit, request: WanRequest, clock: Clock): Promise<void> {
  const { device, source, destination, apdu, connection } = request;
  const needed = (): number => unit.smsNeeded(device, source, destination, apdu, connection);
  for (let tries = 0; tries < MOST_TRIES && needed() > 0; tries++) {
    if (tries > 0) await clock.sleep(PATIENCE);
    for (let sms = needed(); sms > 0; sms--) unit.sms();
  }
}
