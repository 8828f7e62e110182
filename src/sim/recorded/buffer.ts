import { isS1benchError } from '../../core/errors.ts';
import type { DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import type { Data } from '../../protocol/cosem/data.ts';
import { type CaptureObjectDefinition, parseCaptureObject } from '../../protocol/cosem/selective-access.ts';
import type { Call } from '../../protocol/cosem/server/object.ts';
import { millisecondsOf } from '../classes/clock.ts';
import { type Column, profileGeneric, type Rows } from '../classes/profile-generic.ts';
import { dateTime } from '../classes/values.ts';
import type { RecordedObject } from './model.ts';
import type { RecordedValues } from './values.ts';

const BUFFER = 2;
const CAPTURE_OBJECTS = 3;

interface Row {
  readonly values: readonly Data[];
  readonly time: number;
}

/** The rows of a profile that were recorded, all or those that are asked for: by range of the clock, or by entry. */
export function recordedBuffer(
  device: RecordedValues,
  { name }: RecordedObject,
  call: Call<RecordedValues>,
): Data | DataAccessResult {
  const recorded = device.recorded(name, BUFFER);
  if (recorded === undefined || !('value' in recorded)) {
    return recorded !== undefined && 'refused' in recorded ? recorded.refused : 'object-unavailable';
  }
  if (call.selection === undefined) return recorded.value;
  const captured = device.recorded(name, CAPTURE_OBJECTS);
  const captures = captured !== undefined && 'value' in captured ? capturesIn(captured.value) : [];
  const rows = rowsIn(recorded.value);
  const [first, ...others] = captures.map(columnOf);
  // What can't be told apart can't be selected from.
  if (first === undefined || rows === undefined) return 'scope-of-access-violated';
  const profile = profileGeneric<RecordedValues, Row>({
    logicalName: name,
    description: '',
    rights: { read: [] },
    capturePeriod: 0,
    profileEntries: rows.length,
    columns: [first, ...others],
    rows: () => positioned(rows, recorded.rows?.of ?? rows.length),
  });
  return profile.attributes[BUFFER]?.read?.(device, call) ?? 'object-unavailable';
}

function columnOf(captures: CaptureObjectDefinition, position: number): Column<RecordedValues, Row> {
  return { captures, value: (_, { values }) => values[position] ?? { type: 'null-data' } };
}

function capturesIn(data: Data): readonly CaptureObjectDefinition[] {
  if (data.type !== 'array') return [];
  try {
    return data.value.map(parseCaptureObject);
  } catch (error) {
    if (isS1benchError(error)) return [];
    throw error;
  }
}

/** Nothing where they aren't rows one by one. */
function rowsIn(data: Data): readonly Row[] | undefined {
  if (data.type !== 'array') return undefined;
  const rows = data.value.map((row) =>
    row.type === 'structure' ? { values: row.value, time: timeOf(row.value) } : undefined,
  );
  return rows.every((row) => row !== undefined) ? rows : undefined;
}

function timeOf([first]: readonly Data[]): number {
  const value = first?.type === 'date-time' ? first.value : first && dateTime.decode(first);
  return (value && millisecondsOf(value)) ?? Number.NaN;
}

/** Positions are those that the rows had in the device, of which the latest were recorded. */
function positioned(rows: readonly Row[], count: number): Rows<Row> {
  const before = Math.max(0, count - rows.length);
  return {
    count: before + rows.length,
    slice: (start, end) => rows.slice(Math.max(0, start - before), Math.max(0, end - before)),
    between: (from, to) => rows.filter(({ time }) => time >= from && time <= to),
  };
}
