import { createHash } from 'node:crypto';
import { toHex } from '../../core/bytes.ts';
import { type ServiceVariations, takesSteps } from '../../core/srv/service-variations.ts';
import { type Device, StepFailed } from '../../dcc/s1sp/device.ts';
import type { ObjectRef } from '../../dcc/s1sp/objects/object-ref.ts';
import { creditParts } from '../../dcc/s1sp/objects/payment.ts';
import { Money } from '../../dcc/s1sp/payment/money.ts';
import { Profile } from '../../dcc/s1sp/profile.ts';
import { integerOf, numberOf } from '../../dcc/s1sp/values.ts';
import { dataAccessResults } from '../../protocol/cosem/apdu/results.ts';
import { encodeData } from '../../protocol/cosem/axdr.ts';
import type { Data } from '../../protocol/cosem/data.ts';
import type { Procedures } from './procedures.ts';
import type { SnapshotItem } from './snapshot-contents.ts';

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
  device: Device,
  contents: readonly SnapshotItem[],
  { at, since }: SnapshotTimes,
  days: Procedures['snapshot'],
  variations: ServiceVariations = {},
): Promise<Snapshot> {
  const items: Record<string, Recorded> = {};
  for (const item of contents) {
    const recorded = await unlessAbsent(() => {
      switch (item.kind) {
        case 'log': {
          const from = since.subtract({ hours: 24 * days[item.reach] });
          return readLog(device, item, from, at.add(AHEAD), variations);
        }
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

async function readLog(
  device: Device,
  { object, srv }: Extract<SnapshotItem, { kind: 'log' }>,
  from: Temporal.Instant,
  to: Temporal.Instant,
  variations: ServiceVariations,
): Promise<Recorded> {
  const profile = await Profile.open(device, object, takesSteps(variations, srv, 'by-entry') ? 'entry' : 'range');
  const room = await device.read(object, PROFILE_ENTRIES, numberOf);
  const rows = await profile.rows(from, to);
  return {
    kind: 'log',
    rows: rows
      .toSorted((one, other) => Temporal.Instant.compare(one.at, other.at))
      .map(({ at, values }) => ({ at: at.toString(), digest: digestOf({ type: 'structure', value: values }) })),
    room,
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

function digestOf(data: Data): string {
  return toHex(createHash('sha256').update(encodeData(data)).digest().subarray(0, 12));
}
