import type { Charged } from '../tariff/block-periods.ts';
import { blockCounters } from '../tariff/blocks.ts';
import { costRegister } from '../tariff/charging.ts';
import type { Blocks } from '../tariff/state.ts';
import type { BillingRow } from './state.ts';

/**
 * What a row of the billing data log captures of consumption: the total, the rates, the block counters by rate, the cost.
 * @param blocks how the blocks had been filled when they last changed before `at`
 */
export function consumptionValues(meter: Charged, at: number, blocks: Blocks | null): readonly number[] {
  const { registers } = meter;
  return [
    registers.total(0, at),
    ...registers.rates(0, at),
    ...blockCounters(meter, at, blocks).flat(),
    costRegister(meter, at),
  ];
}

/** A row with all that it captured. What was consumed needn't be summed before somebody reads it, or it no longer can. */
export function wholeRow(meter: Charged, row: BillingRow): BillingRow & { readonly consumption: readonly number[] } {
  if (row.consumption !== null) return { ...row, consumption: row.consumption };
  return { ...row, blocks: null, consumption: consumptionValues(meter, row.at, row.blocks) };
}

/** Something changes by which what the rows captured would no longer follow from what the meter has measured. */
export function keepRows(meter: Charged): void {
  const { billing } = meter.state;
  if (billing.rows.every(({ consumption }) => consumption !== null)) return;
  meter.state.billing = { ...billing, rows: billing.rows.map((row) => wholeRow(meter, row)) };
}
