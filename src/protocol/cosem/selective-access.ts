import { S1benchError } from '../../core/errors.ts';
import { type Obis, obisBytes, obisFromBytes, parseObis } from '../../core/identifiers.ts';
import type { AccessSelection } from './apdu/descriptors.ts';
import type { Data } from './data.ts';
import { dateTimeFromInstant, encodeDateTime } from './date-time.ts';

/** What a column of a profile captures (Blue Book, Profile generic: capture_object_definition). */
export interface CaptureObjectDefinition {
  readonly classId: number;
  readonly logicalName: Obis;
  readonly attributeIndex: number;
  /** 0: the whole attribute; else the element of it, from 1. */
  readonly dataIndex: number;
}

/** Entries whose restricting object lies within bounds, both included (Blue Book, range_descriptor). */
export interface RangeDescriptor {
  readonly kind: 'range';
  readonly restrictingObject: CaptureObjectDefinition;
  readonly from: Data;
  readonly to: Data;
  /** The columns that are wanted; none named: all. */
  readonly selectedValues: readonly CaptureObjectDefinition[];
}

/** Entries and columns by their positions, from 1, both ends included (Blue Book, entry_descriptor). */
export interface EntryDescriptor {
  readonly kind: 'entry';
  readonly fromEntry: number;
  /** 0: to the last. */
  readonly toEntry: number;
  readonly fromSelectedValue: number;
  /** 0: to the last. */
  readonly toSelectedValue: number;
}

/** Selectors of the buffer of a profile (Blue Book, Profile generic). */
export const selectors = { range: 1, entry: 2 } as const;

/** Selective access to the buffer of a profile, as it travels. */
export function selectionOf(descriptor: RangeDescriptor | EntryDescriptor): AccessSelection {
  const parameters = descriptor.kind === 'range' ? rangeParameters(descriptor) : entryParameters(descriptor);
  return { selector: selectors[descriptor.kind], parameters };
}

/** The time of the clock, by which profiles are read (Blue Book 4.5.1, 4.3.6). */
const clockTime: CaptureObjectDefinition = {
  classId: 8,
  logicalName: parseObis('0.0.1.0.0.255'),
  attributeIndex: 2,
  dataIndex: 0,
};

/** The entries of a profile that were captured within a period, both ends included, with all columns. */
export function rangeByTime(
  from: Temporal.Instant,
  to: Temporal.Instant,
  restrictingObject: CaptureObjectDefinition = clockTime,
): AccessSelection {
  const bound = (instant: Temporal.Instant): Data => ({
    type: 'octet-string',
    value: encodeDateTime(dateTimeFromInstant(instant)),
  });
  return selectionOf({ kind: 'range', restrictingObject, from: bound(from), to: bound(to), selectedValues: [] });
}

/**
 * What selective access asks of the buffer of a profile.
 * @throws `selective-access-selector-unknown`, `selective-access-invalid`
 */
export function parseSelection(selection: AccessSelection): RangeDescriptor | EntryDescriptor {
  switch (selection.selector) {
    case selectors.range:
      return parseRange(selection.parameters);
    case selectors.entry:
      return parseEntry(selection.parameters);
    default:
      throw new S1benchError('selective-access-selector-unknown', {
        found: `${selection.selector}`,
        expected: Object.values(selectors).join(' or '),
      });
  }
}

/** A capture_object_definition as COSEM data. */
export function captureObjectData(definition: CaptureObjectDefinition): Data {
  return {
    type: 'structure',
    value: [
      { type: 'long-unsigned', value: definition.classId },
      { type: 'octet-string', value: obisBytes(definition.logicalName) },
      { type: 'integer', value: definition.attributeIndex },
      { type: 'long-unsigned', value: definition.dataIndex },
    ],
  };
}

/**
 * The capture_object_definition that COSEM data holds.
 * @throws `selective-access-invalid`
 */
export function parseCaptureObject(data: Data): CaptureObjectDefinition {
  const [classId, logicalName, attributeIndex, dataIndex] = structureOfFour(data);
  const name = expectType(logicalName, 'octet-string').value;
  if (name.length !== 6) throw invalid(`a logical name of ${name.length} byte(s)`, '6');
  return {
    classId: expectType(classId, 'long-unsigned').value,
    logicalName: obisFromBytes(name),
    attributeIndex: expectType(attributeIndex, 'integer').value,
    dataIndex: expectType(dataIndex, 'long-unsigned').value,
  };
}

function rangeParameters(range: RangeDescriptor): Data {
  return {
    type: 'structure',
    value: [
      captureObjectData(range.restrictingObject),
      range.from,
      range.to,
      { type: 'array', value: range.selectedValues.map(captureObjectData) },
    ],
  };
}

function parseRange(parameters: Data): RangeDescriptor {
  const [restrictingObject, from, to, selectedValues] = structureOfFour(parameters);
  return {
    kind: 'range',
    restrictingObject: parseCaptureObject(restrictingObject),
    from: from,
    to: to,
    selectedValues: expectType(selectedValues, 'array').value.map(parseCaptureObject),
  };
}

function entryParameters(entry: EntryDescriptor): Data {
  return {
    type: 'structure',
    value: [
      { type: 'double-long-unsigned', value: entry.fromEntry },
      { type: 'double-long-unsigned', value: entry.toEntry },
      { type: 'long-unsigned', value: entry.fromSelectedValue },
      { type: 'long-unsigned', value: entry.toSelectedValue },
    ],
  };
}

function parseEntry(parameters: Data): EntryDescriptor {
  const [fromEntry, toEntry, fromSelectedValue, toSelectedValue] = structureOfFour(parameters);
  return {
    kind: 'entry',
    fromEntry: expectType(fromEntry, 'double-long-unsigned').value,
    toEntry: expectType(toEntry, 'double-long-unsigned').value,
    fromSelectedValue: expectType(fromSelectedValue, 'long-unsigned').value,
    toSelectedValue: expectType(toSelectedValue, 'long-unsigned').value,
  };
}

type Four = readonly [Data, Data, Data, Data];

function structureOfFour(data: Data): Four {
  const { value } = expectType(data, 'structure');
  if (!hasFour(value)) throw invalid(`a structure of ${value.length}`, 'a structure of 4');
  return value;
}

function hasFour(values: readonly Data[]): values is Four {
  return values.length === 4;
}

function expectType<Type extends Data['type']>(data: Data, type: Type): Extract<Data, { readonly type: Type }> {
  if (data.type !== type) throw invalid(data.type, type);
  return data as Extract<Data, { readonly type: Type }>;
}

function invalid(found: string, expected: string): S1benchError {
  return new S1benchError('selective-access-invalid', { found, expected });
}
