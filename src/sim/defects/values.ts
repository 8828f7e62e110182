import type { Data } from '../../protocol/cosem/data.ts';
import { millisecondsOf } from '../classes/clock.ts';
import { dateTime } from '../classes/values.ts';
import { DAY } from '../readings/civil-date.ts';

/** A number times `factor`, cut off to a whole one; anything else as it is. */
export function scaled(data: Data, factor: number): Data {
  return 'value' in data && typeof data.value === 'number'
    ? ({ ...data, value: Math.trunc(data.value * factor) } as Data)
    : data;
}

/** A number and `by`, not below 0; anything else as it is. */
export function moved(data: Data, by: number): Data {
  return 'value' in data && typeof data.value === 'number'
    ? ({ ...data, value: Math.max(0, data.value + by) } as Data)
    : data;
}

/** A scaler_unit (Blue Book 4.3.2). */
export function scalerUnitOf(scaler: number, unit: number): Data {
  return {
    type: 'structure',
    value: [
      { type: 'integer', value: scaler },
      { type: 'enum', value: unit },
    ],
  };
}

/** What the first column of a profile's row shows, milliseconds from 1970; nothing where it shows no time. */
export function timeOf(row: Data): number | undefined {
  const clock = row.type === 'structure' ? row.value[0] : undefined;
  const shown = clock === undefined ? undefined : dateTime.decode(clock);
  return shown === undefined ? undefined : millisecondsOf(shown);
}

/** The time of day of a profile's row, in minutes. */
export function minuteOf(row: Data): number {
  return ((timeOf(row) ?? Number.NaN) % DAY) / 60_000;
}

/** The status that the second column of a profile's row shows. */
export function statusOf(row: Data): number {
  const status = row.type === 'structure' ? row.value[1] : undefined;
  return status?.type === 'unsigned' ? status.value : 0;
}

export function withStatus(row: Data, value: number): Data {
  if (row.type !== 'structure' || row.value[1]?.type !== 'unsigned') return row;
  return { type: 'structure', value: row.value.with(1, { type: 'unsigned', value }) };
}
