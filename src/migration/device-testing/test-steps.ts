import type { Clock } from '../../core/clock.ts';
import { S1benchError } from '../../core/errors.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import type { ServiceVariations } from '../../core/srv/service-variations.ts';
import { type DeviceAccess, type DeviceSessions, sessionOf } from '../../dcc/device/sessions.ts';
import { Device } from '../../dcc/s1sp/device.ts';
import { common } from '../../dcc/s1sp/objects/common.ts';
import { firmware } from '../../dcc/s1sp/objects/firmware.ts';
import { eui64Of, instantOf, textOf } from '../../dcc/s1sp/values.ts';
import type { KeyRotation } from '../keys/rotation.ts';
import type { MigratingInstallation, Product } from '../model/installation.ts';
import type { StoreTable } from '../store/party-store.ts';
import { differencesBetween, refuseDifferences } from './comparison.ts';
import type { Procedures, StepName, TestedDevice } from './procedures.ts';
import { ReadAhead } from './read-ahead.ts';
import { type Snapshot, takeSnapshot } from './snapshot.ts';
import { snapshotContents } from './snapshot-contents.ts';

/** A step at a device: who is asked, and what whoever asks has to ask with. */
export interface TestStep {
  readonly installation: MigratingInstallation;
  readonly device: Eui64;
  readonly name: TestedDevice;
  readonly procedures: Procedures;
  readonly access: DeviceAccess;
  readonly clock: Clock;
  /** Of the client of the party that carries it out, under the keys in force. */
  readonly sessions: DeviceSessions;
  readonly rotation: KeyRotation;
  /** Of that party, by the device. */
  readonly snapshots: StoreTable<Snapshot>;
  /** Under which the snapshot of this device is kept. */
  readonly key: string;
  readonly variations: ServiceVariations | undefined;
}

/** What is to be stored along with the report that a step is done. */
export type ToStore = (() => void) | undefined;
type Perform = (step: TestStep) => Promise<ToStore>;

const PUBLIC_CLIENT = 16;
const VALUE = 2;
const TIME = 2;

/** How each step is carried out. What goes wrong is thrown, by the code that reports name it with. */
export const testSteps: Readonly<Record<StepName, Perform>> = {
  wake: nothingToStore(wake),
  identify: nothingToStore(identify),
  clock: nothingToStore(checkClock),
  snapshot,
  'rotate-keys': nothingToStore(({ rotation, device }) => rotation.rotate(device)),
  'check-associations': nothingToStore(({ rotation, device }) => rotation.check(device)),
  compare,
};

/** Whoever brings the requests to the hub wakes it: to be answered is all that is asked. */
async function wake({ device, access }: TestStep): Promise<void> {
  const session = sessionOf({ sap: PUBLIC_CLIENT }, device, access);
  await session.open();
  await session.suspend();
}

/** A gas proxy is a part of its hub, and mirrors the meter: of its own it has no more than its EUI-64. */
async function identify({ installation, name, device: id, sessions }: TestStep): Promise<void> {
  const { hub, esme, gsme } = installation;
  const mpxn = { hub: undefined, esme: esme.mpxn, gpf: gsme?.mpxn, gsme: gsme?.mpxn }[name];
  const services = new ReadAhead(sessions.of(id));
  const product: Product | undefined = { hub, esme, gpf: undefined, gsme }[name];
  await services.fetch(
    [
      common.eui64,
      ...(mpxn === undefined ? [] : [common.meteringPoint]),
      ...(product === undefined ? [] : [common.manufacturer, common.model, firmware.version]),
    ].map((object) => ({ ...object, attribute: VALUE })),
  );
  const device = new Device(services);
  refuseOther('EUI-64', await device.read(common.eui64, VALUE, eui64Of), id);
  refuseOther('metering point', mpxn && (await device.read(common.meteringPoint, VALUE, textOf)), mpxn);
  if (product === undefined) return;
  refuseOther('manufacturer', await device.read(common.manufacturer, VALUE, textOf), product.manufacturer);
  refuseOther('model', await device.read(common.model, VALUE, textOf), product.model);
  refuseOther('firmware', await device.read(firmware.version, VALUE, textOf), product.firmware);
}

function refuseOther(what: string, found: string | undefined, expected: string | undefined): void {
  if (found === expected) return;
  throw new S1benchError('device-identity-differs', { found: `${what} ${found}`, expected: `${expected}` });
}

/** The time that a device tells was its own at some instant between question and answer. */
async function checkClock({ device: id, sessions, clock, procedures }: TestStep): Promise<void> {
  const { seconds } = procedures.clock;
  const device = new Device(sessions.of(id));
  // A gas meter is asleep until it is asked for the first time.
  await device.read(common.clock, TIME, instantOf);
  const asked = clock.milliseconds();
  const told = await device.read(common.clock, TIME, instantOf);
  const wrong = Math.max(0, asked - told.epochMilliseconds, told.epochMilliseconds - clock.milliseconds());
  if (wrong <= 1000 * seconds) return;
  const found = `${Math.round(wrong / 1000)} s from the right time`;
  throw new S1benchError('device-clock-wrong', { found, expected: `${seconds} s at most` });
}

async function snapshot(step: TestStep): Promise<ToStore> {
  const at = step.clock.now();
  const taken = await take(step, at, at);
  return () => step.snapshots.put(step.key, taken);
}

/** What was noted down is of no use once it was compared: it isn't kept longer than that. */
async function compare(step: TestStep): Promise<ToStore> {
  const before = step.snapshots.get(step.key);
  if (before === undefined) throw new S1benchError('snapshot-missing', { found: step.device });
  const after = await take(step, step.clock.now(), Temporal.Instant.from(before.at));
  refuseDifferences(differencesBetween(before, after, step.procedures.snapshot));
  return () => step.snapshots.remove(step.key);
}

function take(
  { device, name, sessions, procedures, variations }: TestStep,
  at: Temporal.Instant,
  since: Temporal.Instant,
): Promise<Snapshot> {
  return takeSnapshot(sessions.of(device), snapshotContents[name], { at, since }, procedures.snapshot, variations);
}

function nothingToStore(work: (step: TestStep) => Promise<void>): Perform {
  return async (step) => {
    await work(step);
    return undefined;
  };
}
