import { isS1benchError } from '../../core/errors.ts';
import type { Obis } from '../../core/identifiers.ts';
import type { AccessSelection } from '../../protocol/cosem/apdu/descriptors.ts';
import type { DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import type { Data } from '../../protocol/cosem/data.ts';
import {
  type CaptureObjectDefinition,
  captureObjectData,
  parseSelection,
  type RangeDescriptor,
  selectors,
} from '../../protocol/cosem/selective-access.ts';
import type { CosemObject, Method } from '../../protocol/cosem/server/object.ts';
import { millisecondsOf } from './clock.ts';
import { attribute, constant, type Rights } from './members.ts';
import { dateTime, doubleLongUnsigned, enumeration, type Shape } from './values.ts';

/** The rows of a profile that are kept at an instant, the oldest first. Times are of the device's clock, in milliseconds. */
export interface Rows<Row> {
  readonly count: number;
  /** Rows by position from 0, the end not included. */
  slice(start: number, end: number): readonly Row[];
  /** Rows with a time within bounds, both included. */
  between(from: number, to: number): readonly Row[];
}

/** Rows that are kept as they are, the oldest first. */
export function keptRows<Row>(rows: readonly Row[], timeOf: (row: Row) => number): Rows<Row> {
  return {
    count: rows.length,
    slice: (start, end) => rows.slice(start, end),
    between: (from, to) => rows.filter((row) => timeOf(row) >= from && timeOf(row) <= to),
  };
}

export interface Column<D, Row> {
  readonly captures: CaptureObjectDefinition;
  value(device: D, row: Row): Data;
}

export interface ProfileSpec<D, Row> {
  readonly logicalName: Obis;
  readonly description: string;
  readonly rights: Rights;
  /** Seconds; 0 where something else than time triggers the capture. */
  readonly capturePeriod: number;
  readonly profileEntries: number;
  /** Whether its rows can be selected by range, and not only by entry; they can unless told otherwise. */
  readonly byRange?: boolean;
  /** The first one is the clock: selection by range goes by it. */
  readonly columns: readonly [Column<D, Row>, ...Column<D, Row>[]];
  rows(device: D): Rows<Row>;
  readonly methods?: Readonly<Record<number, Method<D>>>;
}

const FIRST_IN_FIRST_OUT = 1;
const captureObject: Shape<CaptureObjectDefinition> = { encode: captureObjectData, decode: () => undefined };
const NO_OBJECT: CaptureObjectDefinition = { classId: 0, logicalName: 0 as Obis, attributeIndex: 0, dataIndex: 0 };

/**
 * Profile generic (class 7, version 1), Blue Book 4.3.6. The buffer is made up when it is read, and only the rows and
 * columns that are asked for: selective access by range of the clock, and by entry. A selection that names what the
 * profile doesn't have is refused as `scope-of-access-violated`, one that isn't a selection as `type-unmatched`.
 */
export function profileGeneric<D, Row>(spec: ProfileSpec<D, Row>): CosemObject<D> {
  const { logicalName, description, rights, columns, methods, byRange = true } = spec;
  const captureObjects: Data = { type: 'array', value: columns.map(({ captures }) => captureObjectData(captures)) };
  const access = Object.fromEntries(rights.read.map((sap) => [sap, 'read-only'] as const));
  return {
    classId: 7,
    version: 1,
    logicalName,
    description,
    attributes: {
      2: {
        name: 'buffer',
        access,
        selectors: byRange ? Object.values(selectors) : [selectors.entry],
        read: (device, { selection }) => buffer(device, spec, selection),
      },
      3: { name: 'capture_objects', access, read: () => captureObjects },
      4: constant('capture_period', doubleLongUnsigned, rights, spec.capturePeriod),
      5: constant('sort_method', enumeration, rights, FIRST_IN_FIRST_OUT),
      6: constant('sort_object', captureObject, rights, NO_OBJECT),
      7: attribute('entries_in_use', doubleLongUnsigned, { read: rights.read }, (device) => spec.rows(device).count),
      8: constant('profile_entries', doubleLongUnsigned, rights, spec.profileEntries),
    },
    ...(methods !== undefined && { methods }),
  };
}

function buffer<D, Row>(
  device: D,
  spec: ProfileSpec<D, Row>,
  selection: AccessSelection | undefined,
): Data | DataAccessResult {
  const rows = spec.rows(device);
  const selected = selection === undefined ? everything(rows, spec.columns) : select(rows, spec.columns, selection);
  if (typeof selected === 'string') return selected;
  return {
    type: 'array',
    value: selected.rows.map((row) => ({
      type: 'structure',
      value: selected.columns.map((column) => column.value(device, row)),
    })),
  };
}

interface Selected<D, Row> {
  readonly rows: readonly Row[];
  readonly columns: readonly Column<D, Row>[];
}

function everything<D, Row>(rows: Rows<Row>, columns: readonly Column<D, Row>[]): Selected<D, Row> {
  return { rows: rows.slice(0, rows.count), columns };
}

function select<D, Row>(
  rows: Rows<Row>,
  columns: readonly Column<D, Row>[],
  selection: AccessSelection,
): Selected<D, Row> | DataAccessResult {
  try {
    const wanted = parseSelection(selection);
    if (wanted.kind === 'range') return selectRange(rows, columns, wanted);
    const { fromEntry, toEntry, fromSelectedValue, toSelectedValue } = wanted;
    if (fromEntry === 0 || fromSelectedValue === 0) return 'scope-of-access-violated';
    return {
      rows: rows.slice(fromEntry - 1, toEntry === 0 ? rows.count : Math.min(toEntry, rows.count)),
      columns: columns.slice(fromSelectedValue - 1, toSelectedValue === 0 ? columns.length : toSelectedValue),
    };
  } catch (error) {
    if (isS1benchError(error)) return 'type-unmatched';
    throw error;
  }
}

function selectRange<D, Row>(
  rows: Rows<Row>,
  columns: readonly Column<D, Row>[],
  range: RangeDescriptor,
): Selected<D, Row> | DataAccessResult {
  const clock = columns[0]?.captures;
  if (clock === undefined || !sameObject(clock, range.restrictingObject)) return 'scope-of-access-violated';
  const from = bound(range.from, Number.NEGATIVE_INFINITY);
  const to = bound(range.to, Number.POSITIVE_INFINITY);
  if (from === undefined || to === undefined) return 'type-unmatched';
  const wanted = range.selectedValues.map((object) => columns.find(({ captures }) => sameObject(captures, object)));
  if (!wanted.every((column) => column !== undefined)) return 'scope-of-access-violated';
  return { rows: rows.between(from, to), columns: wanted.length === 0 ? columns : wanted };
}

/** A bound without a year leaves that side open. */
function bound(data: Data, open: number): number | undefined {
  const value = data.type === 'date-time' ? data.value : dateTime.decode(data);
  if (value === undefined) return undefined;
  return value.year === undefined ? open : millisecondsOf(value);
}

function sameObject(a: CaptureObjectDefinition, b: CaptureObjectDefinition): boolean {
  return (
    a.classId === b.classId &&
    a.logicalName === b.logicalName &&
    a.attributeIndex === b.attributeIndex &&
    a.dataIndex === b.dataIndex
  );
}
