import { isDeepStrictEqual } from 'node:util';
import type { AttributeDescriptor } from '../../protocol/cosem/apdu/descriptors.ts';
import type { Data } from '../../protocol/cosem/data.ts';
import {
  type CaptureObjectDefinition,
  parseCaptureObject,
  rangeByTime,
  selectionOf,
} from '../../protocol/cosem/selective-access.ts';
import type { Device } from './device.ts';
import type { ObjectRef } from './objects/object-ref.ts';
import { instantOf, listOf, numberOf } from './values.ts';

const BUFFER = 2;
const CAPTURE_OBJECTS = 3;
const ENTRIES_IN_USE = 7;
const CLOCK_CLASS = 8;
const CLOCK_TIME = 2;
/** Rows that are asked for at once by their position: about as many bytes as a small meter takes in at once. */
const CHUNK = 96;

/** One row of a profile's buffer. */
export interface ProfileRow {
  readonly at: Temporal.Instant;
  /** By the position of the column. */
  readonly values: readonly Data[];
}

/** How rows are selected: by the range of their times, or by their positions, where the meter knows no ranges. */
export type Selection = 'range' | 'entry';

/** What a profile captures, read from itself. */
export class Profile {
  readonly columns: readonly CaptureObjectDefinition[];
  readonly #device: Device;
  readonly #object: ObjectRef;
  readonly #clock: number;
  readonly #selection: Selection;
  /** Rows that were read by their position, how many are before them, and until when none is missing. */
  #known: { readonly rows: readonly ProfileRow[]; readonly end: number; readonly to: Temporal.Instant } | undefined;

  private constructor(
    device: Device,
    object: ObjectRef,
    columns: readonly CaptureObjectDefinition[],
    clock: number,
    selection: Selection,
  ) {
    this.#device = device;
    this.#object = object;
    this.columns = columns;
    this.#clock = clock;
    this.#selection = selection;
  }

  /** Reads which columns a profile (Blue Book 4.3.6) has; one of them must be the time of a clock. */
  static async open(device: Device, object: ObjectRef, selection: Selection = 'range'): Promise<Profile> {
    const columns = await device.read(object, CAPTURE_OBJECTS, (data) => listOf(data).map(parseCaptureObject));
    const clock = columns.findIndex((column) => column.classId === CLOCK_CLASS && column.attributeIndex === CLOCK_TIME);
    if (clock === -1) throw device.unexpected('a profile without a clock among its capture objects');
    return new Profile(device, object, columns, clock, selection);
  }

  /** Position of the first column that is captured from such an object. */
  column(meets: (column: CaptureObjectDefinition) => boolean, wanted: string): number {
    const position = this.columns.findIndex(meets);
    if (position === -1) throw this.#device.unexpected(`a profile that doesn't capture ${wanted}`);
    return position;
  }

  /** Reads the rows of a period, both ends included, with all columns, in the order in which the profile has them. */
  rows(from: Temporal.Instant, to: Temporal.Instant): Promise<readonly ProfileRow[]> {
    const { selection } = this.requestFor(from, to) ?? {};
    if (selection === undefined) return this.#rowsByEntry(from, to);
    return this.#device.read(this.#object, BUFFER, (data) => this.#decode(listOf(data)), selection);
  }

  /** The one request that reads the rows of a period; nothing where it takes several. */
  requestFor(from: Temporal.Instant, to: Temporal.Instant): AttributeDescriptor | undefined {
    if (this.#selection === 'entry') return undefined;
    const clock = this.columns[this.#clock] as CaptureObjectDefinition;
    return { ...this.#object, attribute: BUFFER, selection: rangeByTime(from, to, clock) };
  }

  /** Goes back from well after the period until all of a chunk is from before it, or from where that was left. */
  async #rowsByEntry(from: Temporal.Instant, to: Temporal.Instant): Promise<readonly ProfileRow[]> {
    if (this.#known === undefined || isBefore(this.#known.to, to)) {
      this.#known = { rows: [], end: await this.#endBeyond(to), to };
    }
    let { rows, end } = this.#known;
    while (end > 0 && (rows.length === 0 || rows.slice(0, CHUNK).some(({ at }) => !isBefore(at, from)))) {
      const start = Math.max(1, end - CHUNK + 1);
      rows = joined(await this.#chunk(start, end), rows);
      end = start - 1;
    }
    this.#known = { ...this.#known, rows, end };
    return rows.filter(({ at }) => !isBefore(at, from) && !isBefore(to, at));
  }

  /** A position a chunk beyond the last row until an instant, by halving: more than a clock is set by, or a buffer moves. */
  async #endBeyond(to: Temporal.Instant): Promise<number> {
    const entries = await this.#device.read(this.#object, ENTRIES_IN_USE, numberOf);
    const isBeyond = async (entry: number): Promise<boolean> => {
      const [row] = await this.#chunk(entry, entry);
      return row === undefined || isBefore(to, row.at);
    };
    let [low, high] = [0, entries - CHUNK];
    if (high <= 0 || !(await isBeyond(high))) return entries;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (await isBeyond(middle)) high = middle - 1;
      else low = middle;
    }
    return low + CHUNK;
  }

  #chunk(fromEntry: number, toEntry: number): Promise<readonly ProfileRow[]> {
    const selection = selectionOf({ kind: 'entry', fromEntry, toEntry, fromSelectedValue: 1, toSelectedValue: 0 });
    return this.#device.read(this.#object, BUFFER, (data) => this.#decode(listOf(data)), selection);
  }

  /** A device may send null-data for a value that is the same as in the row before (Blue Book, Profile generic). */
  #decode(rows: readonly Data[]): readonly ProfileRow[] {
    let before: readonly Data[] = [];
    return rows.map((row) => {
      const values = listOf(row).map((value, column) =>
        value.type === 'null-data' ? (before[column] ?? value) : value,
      );
      if (values.length !== this.columns.length) {
        throw this.#device.unexpected(
          `a row of ${values.length} values in a profile of ${this.columns.length} columns`,
        );
      }
      before = values;
      return { at: instantOf(values[this.#clock] as Data), values };
    });
  }
}

export function isBefore(a: Temporal.Instant, b: Temporal.Instant): boolean {
  return Temporal.Instant.compare(a, b) < 0;
}

/** When a full buffer captures, all of its rows move on, and those that were read last come once more. */
function joined(older: readonly ProfileRow[], newer: readonly ProfileRow[]): readonly ProfileRow[] {
  const most = Math.min(older.length, newer.length);
  const again = Array.from({ length: most }, (_, i) => most - i).find((count) =>
    older.slice(-count).every(({ values }, i) => isDeepStrictEqual(values, newer[i]?.values)),
  );
  return [...older.slice(0, older.length - (again ?? 0)), ...newer];
}
