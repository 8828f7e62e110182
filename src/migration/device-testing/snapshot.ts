import { hash } from 'node:crypto';
import { type ServiceVariations, takesSteps } from '../../core/srv/service-variations.ts';
import type { DeviceSession } from '../../dcc/device/session.ts';
import { Device, StepFailed } from '../../dcc/s1sp/device.ts';
import type { ObjectRef } from '../../dcc/s1sp/objects/object-ref.ts';
import { accountParts, creditParts, payment } from '../../dcc/s1sp/objects/payment.ts';
import { Money } from '../../dcc/s1sp/payment/money.ts';
import { Profile } from '../../dcc/s1sp/profile.ts';
import { integerOf, numberOf } from '../../dcc/s1sp/values.ts';
import type { AttributeDescriptor } from '../../protocol/cosem/apdu/descriptors.ts';
import { dataAccessResults } from '../../protocol/cosem/apdu/results.ts';
import { encodeData } from '../../protocol/cosem/axdr.ts';
import type { Data } from '../../protocol/cosem/data.ts';
import type { Procedures } from './procedures.ts';
import { ReadAhead } from './read-ahead.ts';
import type { LogItem, Reach, SnapshotItem } from './snapshot-contents.ts';

/** A row of a log: its time, and what tells its values from others. Consumption itself is nobody's business here. */
export interface SnapshotRow {
  readonly at: string;
  readonly digest: string;
}

/** What was found of an item; all as JSON has it. */
export type Recorded =
  /** The oldest row first, though some devices give the newest first; for how many there is room. */
  | { readonly kind: 'log'; readonly rows: readonly SnapshotRow[]; readonly room: number }
  /** Whole number of steps, and in which steps it counts. */
  | { readonly kind: 'register'; readonly value: string; readonly steps: string }
  | { readonly kind: 'setting'; readonly digest: string }
  /** Thousandths of a penny. */
  | { readonly kind: 'balance'; readonly amount: number };

/** What a device had recorded at an instant. */
export interface Snapshot {
  readonly at: string;
  /** By name; nothing of what the device hasn't got. */
  readonly items: Readonly<Record<string, Recorded>>;
}

/** When a snapshot is taken, and from when on logs are read, which is when they were read from the first time. */
export interface SnapshotTimes {
  readonly at: Temporal.Instant;
  readonly since: Temporal.Instant;
}

const VALUE = 2;
const SCALER_UNIT = 3;
const PROFILE_COLUMNS = 3;
const PROFILE_ENTRIES = 8;
/** Rows of a clock that is ahead are wanted, too. */
const AHEAD = { hours: 24 } as const;
/** What a device says of objects and attributes that it hasn't got, or has for others. */
const ABSENT: readonly number[] = [
  dataAccessResults['object-undefined'],
  dataAccessResults['object-unavailable'],
  dataAccessResults['object-class-inconsistent'],
  dataAccessResults['read-write-denied'],
];

/**
 * Reads what a device has recorded.
 * @throws StepFailed
 */
export async function takeSnapshot(
  session: DeviceSession,
  contents: readonly SnapshotItem[],
  { at, since }: SnapshotTimes,
  days: Procedures['snapshot'],
  variations: ServiceVariations = {},
): Promise<Snapshot> {
  const services = new ReadAhead(session);
  await services.fetch(contents.flatMap(attributesOf));
  const device = new Device(services);
  const logs = new Map<string, OpenLog>();
  for (const item of contents) {
    if (item.kind !== 'log') continue;
    const log = await unlessAbsent(() => openLog(device, item, variations));
    if (log !== undefined) logs.set(item.name, log);
  }
  const to = at.add(AHEAD);
  const fromOf = (reach: Reach): Temporal.Instant => since.subtract({ hours: 24 * days[reach] });
  await services.fetch([...logs.values()].flatMap(({ profile, reach }) => profile.requestFor(fromOf(reach), to) ?? []));
  const items: Record<string, Recorded> = {};
  for (const item of contents) {
    const recorded = await unlessAbsent(() => {
      switch (item.kind) {
        case 'log':
          return readLog(logs.get(item.name), fromOf(item.reach), to);
        case 'register':
          return readRegister(device, item.object);
        case 'setting':
          return readSetting(device, item.object, item.attribute);
        case 'balance':
          return readBalance(device, item.object);
      }
    });
    if (recorded !== undefined) items[item.name] = recorded;
  }
  return { at: at.toString(), items };
}

/** All but the rows of logs. */
function attributesOf(item: SnapshotItem): readonly AttributeDescriptor[] {
  const of = (...attributes: readonly number[]): readonly AttributeDescriptor[] =>
    attributes.map((attribute) => ({ ...item.object, attribute }));
  switch (item.kind) {
    case 'log':
      return of(PROFILE_COLUMNS, PROFILE_ENTRIES);
    case 'register':
      return of(VALUE, SCALER_UNIT);
    case 'setting':
      return of(item.attribute);
    case 'balance':
      return [...of(creditParts.amount), { ...payment.account, attribute: accountParts.currency }];
  }
}

/** A log that a device has, and its room for rows. */
interface OpenLog {
  readonly profile: Profile;
  readonly room: number;
  readonly reach: Reach;
}

async function openLog(
  device: Device,
  { object, srv, reach }: LogItem,
  variations: ServiceVariations,
): Promise<OpenLog> {
  const profile = await Profile.open(device, object, takesSteps(variations, srv, 'by-entry') ? 'entry' : 'range');
  return { profile, room: await device.read(object, PROFILE_ENTRIES, numberOf), reach };
}

async function readLog(
  log: OpenLog | undefined,
  from: Temporal.Instant,
  to: Temporal.Instant,
): Promise<Recorded | undefined> {
  if (log === undefined) return undefined;
  const rows = await log.profile.rows(from, to);
  return {
    kind: 'log',
    rows: rows
      .toSorted((one, other) => Temporal.Instant.compare(one.at, other.at))
      .map(({ at, values }) => ({ at: at.toString(), digest: digestOf({ type: 'structure', value: values }) })),
    room: log.room,
  };
}

async function readRegister(device: Device, register: ObjectRef): Promise<Recorded> {
  const value = await device.read(register, VALUE, integerOf);
  return { kind: 'register', value: `${value}`, steps: await device.read(register, SCALER_UNIT, digestOf) };
}

async function readSetting(device: Device, object: ObjectRef, attribute: number): Promise<Recorded> {
  return { kind: 'setting', digest: await device.read(object, attribute, digestOf) };
}

async function readBalance(device: Device, object: ObjectRef): Promise<Recorded> {
  const money = await Money.of(device);
  return { kind: 'balance', amount: await money.read(object, creditParts.amount) };
}

async function unlessAbsent<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    const isAbsent = error instanceof StepFailed && error.code === 'step-refused' && error.cause === undefined;
    if (isAbsent && ABSENT.includes(error.debug.responseCode)) return undefined;
    throw error;
  }
}

/** Twelve bytes, as hex. */
function digestOf(data: Data): string {
  return hash('sha256', encodeData(data)).slice(0, 24);
}
