import { S1benchError } from '../../core/errors.ts';
import { parseObis } from '../../core/identifiers.ts';
import type { Data } from '../../protocol/cosem/data.ts';
import type { CaptureObjectDefinition } from '../../protocol/cosem/selective-access.ts';
import type { Device } from './device.ts';
import type { ObjectRef } from './objects/object-ref.ts';
import { isBefore, Profile, type ProfileRow, type Selection } from './profile.ts';
import { countOf, type MmcUnit, numberOf, quantityOfCount, type ScalerUnit, scalerUnitOf } from './values.ts';

const REGISTER_CLASSES: readonly number[] = [3, 4];
const VALUE = 2;
const SCALER_UNIT = 3;
const CAPTURE_PERIOD = 4;
/** Seconds. */
const LONGEST_PERIOD = 86_400;
/** Blue Book, status of a load profile: the clock was set since the row before. */
const PROFILE_STATUS = parseObis('0.0.96.10.1.255');
const CLOCK_ADJUSTED = 0x20;
/** How far back the row before a period is looked for: where nothing was captured for a while it lies farther back. */
const REACHES = [{ hours: 24 * 31 }, { hours: 24 * 400 }] as const;
/** By how much a clock is taken to have been set at most. */
const CLOCK_CHANGE = { hours: 24 } as const;

/** What is measured over each period of a profile. */
export interface IntervalQuantity {
  /** For people. */
  readonly name: string;
  /** Register since the meter was made. */
  readonly cumulative?: ObjectRef;
  /** Register of each recording interval alone, which some profiles capture. */
  readonly interval?: ObjectRef;
  readonly unit: MmcUnit;
}

/** A period of a profile. */
export interface Interval {
  /** Its end. */
  readonly at: Temporal.Instant;
  /** In the order of the quantities that were asked for. */
  readonly quantities: readonly number[];
}

interface Period {
  readonly StartDateTime: Temporal.Instant;
  readonly EndDateTime: Temporal.Instant;
}

/** A column, and how to understand it. */
interface Column {
  readonly position: number;
  readonly isCumulative: boolean;
  readonly scalerUnit: ScalerUnit;
  readonly unit: MmcUnit;
}

/**
 * Reads what was measured in each period of a profile that ended between two instants, both included. A column of a
 * cumulative register gives the difference from the row before, whatever lies between the two: where the meter missed a
 * capture, the next one counts for both. A row that has none before it is left out.
 */
export async function readIntervals(
  device: Device,
  object: ObjectRef,
  wanted: readonly IntervalQuantity[],
  { StartDateTime: start, EndDateTime: end }: Period,
  selection: Selection,
): Promise<readonly Interval[]> {
  const profile = await Profile.open(device, object, selection);
  const columns: Column[] = [];
  for (const quantity of wanted) columns.push(await openColumn(device, profile, quantity));
  const isWithin = ({ at }: ProfileRow): boolean => !isBefore(at, start) && !isBefore(end, at);
  const measure = (row: ProfileRow, before: ProfileRow | undefined): readonly number[] =>
    device.decoded(() => columns.map((column) => quantityOf(column, row, before)));
  if (!columns.some(({ isCumulative }) => isCumulative)) {
    const rows = await profile.rows(start, end);
    return rows.map((row) => ({ at: row.at, quantities: measure(row, undefined) }));
  }
  const period = await device.read(object, CAPTURE_PERIOD, capturePeriodOf);
  const rows = await rowsFromBefore(profile, start, end, period);
  return rows.flatMap((row, i) => {
    const before = rows[i - 1];
    return before !== undefined && isWithin(row) ? [{ at: row.at, quantities: measure(row, before) }] : [];
  });
}

/** Rows of a period, each with the row before it: others may be among them, which lie outside. */
async function rowsFromBefore(
  profile: Profile,
  start: Temporal.Instant,
  end: Temporal.Instant,
  period: number,
): Promise<readonly ProfileRow[]> {
  const from = start.subtract({ seconds: period });
  const narrow = await profile.rows(from, end);
  const isBegun = ([first]: readonly ProfileRow[]): boolean => first === undefined || isBefore(first.at, start);
  const isChanged = isClockChanged(profile, narrow);
  if (isBegun(narrow) && !isChanged) return narrow;
  // Where the clock was set back, the row before may be one of a later time, and rows of earlier times may come after.
  const early = from.subtract(CLOCK_CHANGE);
  const rows = await profile.rows(early, isChanged ? end.add(CLOCK_CHANGE) : end);
  if (isBegun(rows)) return rows;
  for (const reach of REACHES) {
    const before = (await profile.rows(early.subtract(reach), early.subtract({ seconds: 1 }))).at(-1);
    if (before !== undefined) return [before, ...rows];
  }
  return rows;
}

/** Whether a row says so, or times don't rise: the row that says so may lie outside the period. */
function isClockChanged({ columns }: Profile, rows: readonly ProfileRow[]): boolean {
  const status = columns.findIndex(({ logicalName }) => logicalName === PROFILE_STATUS);
  return rows.some(({ at, values }, i) => {
    const before = rows[i - 1];
    return isClockAdjusted(values[status]) || (before !== undefined && !isBefore(before.at, at));
  });
}

/** Any status that isn't unsigned is a manufacturer's own. */
function isClockAdjusted(status: Data | undefined): boolean {
  return status?.type === 'unsigned' && (status.value & CLOCK_ADJUSTED) !== 0;
}

async function openColumn(device: Device, profile: Profile, quantity: IntervalQuantity): Promise<Column> {
  const { name, cumulative, interval, unit } = quantity;
  const position = profile.column((column) => isOf(column, cumulative) || isOf(column, interval), name);
  const { classId, logicalName } = profile.columns[position] as CaptureObjectDefinition;
  const scalerUnit = await device.read({ classId, instance: logicalName }, SCALER_UNIT, scalerUnitOf);
  return { position, isCumulative: logicalName === cumulative?.instance, scalerUnit, unit };
}

function isOf({ classId, logicalName, attributeIndex }: CaptureObjectDefinition, register?: ObjectRef): boolean {
  return logicalName === register?.instance && REGISTER_CLASSES.includes(classId) && attributeIndex === VALUE;
}

/** Rounded first, so that what was used in all periods together is what the register went up by. */
function quantityOf(
  { position, isCumulative, scalerUnit, unit }: Column,
  row: ProfileRow,
  before?: ProfileRow,
): number {
  const count = ({ values }: ProfileRow): bigint => countOf(values[position] as Data, scalerUnit, unit);
  const from = isCumulative && before !== undefined ? count(before) : 0n;
  return quantityOfCount(count(row) - from, scalerUnit, unit);
}

/** Seconds. */
function capturePeriodOf(data: Data): number {
  const period = numberOf(data);
  if (period >= 1 && period <= LONGEST_PERIOD) return period;
  throw new S1benchError('step-value-unexpected', {
    found: `a capture period of ${period} s`,
    expected: `1 to ${LONGEST_PERIOD}`,
  });
}
