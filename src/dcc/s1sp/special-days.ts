import type { CosemDate } from '../../protocol/cosem/data.ts';
import type { Device } from './device.ts';
import type { ObjectRef } from './objects/object-ref.ts';
import { isSameData } from './stored.ts';
import { type SpecialDayEntry, specialDayEntries, specialDayTable } from './tariff/calendar-tables.ts';

const ENTRIES = 2;

/**
 * Adds the special days of a calendar that waits, and leaves those of the one that is in force: a meter has one table for
 * both (Blue Book 4.5.4). What neither of them knows is given up.
 * @param inForce identifiers of the day profiles that are in force; the calendar that waits has none of these
 * @param room entries that the table is sure to have room for: where both don't fit, those in force are given up early
 */
export async function addSpecialDays(
  device: Device,
  table: ObjectRef,
  added: readonly { readonly date: CosemDate; readonly day: number }[],
  inForce: readonly number[],
  room = Number.POSITIVE_INFINITY,
): Promise<void> {
  const known = await device.read(table, ENTRIES, specialDayEntries);
  const kept = known.filter(({ day }) => inForce.includes(day));
  const fitting = kept.length + added.length > room ? [] : kept;
  const entries = specialDayTable(numbered(fitting, added));
  if (isSameData(specialDayTable(known), entries)) return;
  await device.write(table, ENTRIES, entries);
}

function numbered(
  kept: readonly SpecialDayEntry[],
  added: readonly Omit<SpecialDayEntry, 'index'>[],
): readonly SpecialDayEntry[] {
  const taken = new Set(kept.map(({ index }) => index));
  let next = 1;
  return [
    ...kept,
    ...added.map((day) => {
      while (taken.has(next)) next++;
      return { ...day, index: next++ };
    }),
  ];
}
