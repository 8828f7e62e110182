import type { Data } from '../../protocol/cosem/data.ts';
import {
  type CaptureObjectDefinition,
  parseCaptureObject,
  rangeByTime,
} from '../../protocol/cosem/selective-access.ts';
import type { Device } from './device.ts';
import type { ObjectRef } from './objects/object-ref.ts';
import { instantOf, listOf } from './values.ts';

const BUFFER = 2;
const CAPTURE_OBJECTS = 3;
const CLOCK_CLASS = 8;
const CLOCK_TIME = 2;

/** One row of a profile's buffer. */
export interface ProfileRow {
  readonly at: Temporal.Instant;
  /** By the position of the column. */
  readonly values: readonly Data[];
}

/** What a profile captures, read from itself. */
export class Profile {
  readonly columns: readonly CaptureObjectDefinition[];
  readonly #device: Device;
  readonly #object: ObjectRef;
  readonly #clock: number;

  private constructor(device: Device, object: ObjectRef, columns: readonly CaptureObjectDefinition[], clock: number) {
    this.#device = device;
    this.#object = object;
    this.columns = columns;
    this.#clock = clock;
  }

  /** Reads which columns a profile (Blue Book 4.3.6) has; one of them must be the time of a clock. */
  static async open(device: Device, object: ObjectRef): Promise<Profile> {
    const columns = await device.read(object, CAPTURE_OBJECTS, (data) => listOf(data).map(parseCaptureObject));
    const clock = columns.findIndex((column) => column.classId === CLOCK_CLASS && column.attributeIndex === CLOCK_TIME);
    if (clock === -1) throw device.unexpected('a profile without a clock among its capture objects');
    return new Profile(device, object, columns, clock);
  }

  /** Position of the first column that is captured from such an object. */
  column(meets: (column: CaptureObjectDefinition) => boolean, wanted: string): number {
    const position = this.columns.findIndex(meets);
    if (position === -1) throw this.#device.unexpected(`a profile that doesn't capture ${wanted}`);
    return position;
  }

  /** Reads the rows of a period, both ends included, with all columns. */
  rows(from: Temporal.Instant, to: Temporal.Instant): Promise<readonly ProfileRow[]> {
    const clock = this.columns[this.#clock] as CaptureObjectDefinition;
    const selection = rangeByTime(from, to, clock);
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
