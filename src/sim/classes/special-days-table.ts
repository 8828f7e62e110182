import type { Obis } from '../../core/identifiers.ts';
import type { ActionResult, DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import type { CosemDate } from '../../protocol/cosem/data.ts';
import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { attribute, method, type Rights } from './members.ts';
import { array, date, longUnsigned, type Shape, structure, unsigned } from './values.ts';

/** A date on which another day profile is in force; fields that aren't specified fit any day. */
export interface SpecialDay {
  readonly index: number;
  readonly date: CosemDate;
  readonly dayId: number;
}

export interface SpecialDaysAccess<D> {
  entries(device: D): readonly SpecialDay[];
  setEntries(device: D, entries: readonly SpecialDay[]): DataAccessResult & ActionResult;
}

const specialDay: Shape<SpecialDay> = structure({ index: longUnsigned, date, dayId: unsigned });

/** Special days table (class 11, version 0), Blue Book 4.5.4. */
export function specialDaysTable<D>(
  logicalName: Obis,
  rights: Required<Rights>,
  most: number,
  access: SpecialDaysAccess<D>,
): CosemObject<D> {
  const without = (device: D, index: number): readonly SpecialDay[] =>
    access.entries(device).filter((entry) => entry.index !== index);
  return {
    classId: 11,
    version: 0,
    logicalName,
    description: 'Special days table',
    attributes: {
      2: attribute('entries', array(specialDay, most), rights, access.entries, (device, entries) => {
        const indices = new Set(entries.map(({ index }) => index));
        return indices.size === entries.length ? access.setEntries(device, entries) : 'other-reason';
      }),
    },
    methods: {
      1: method('insert', specialDay, rights.write, (device, entry) => {
        const others = without(device, entry.index);
        return others.length < most ? access.setEntries(device, [...others, entry]) : 'other-reason';
      }),
      2: method('delete', longUnsigned, rights.write, (device, index) => {
        const others = without(device, index);
        return others.length < access.entries(device).length ? access.setEntries(device, others) : 'other-reason';
      }),
    },
  };
}
