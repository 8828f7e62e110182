import type { CaptureObjectDefinition } from '../../protocol/cosem/selective-access.ts';
import { counter, type Shape } from '../classes/values.ts';
import { capturedValue } from '../device/captured.ts';
import type { MeterModel } from '../files/device-model.ts';
import type { Meter } from '../meter/meter.ts';
import { blockRatesOf } from '../tariff/initial-terms.ts';
import type { Measured } from '../tariff/measured.ts';
import { names as tariffNames } from '../tariff/names.ts';
import { BLOCKS } from '../tariff/terms.ts';

/** What one column of the billing data log captures: a whole number at the instant of the row. */
export interface BillingColumn<M extends Meter> {
  readonly captures: CaptureObjectDefinition;
  readonly shape: Shape<number>;
  capture(meter: M): number;
}

const REGISTER = 3;

/** What every meter captures: what `consumptionValues` gives, in its order. */
export function consumptionColumns(model: MeterModel, { total, byRate }: Measured): readonly CaptureObjectDefinition[] {
  const blockRates = Array.from({ length: blockRatesOf(model) }, (_, rate) => rate);
  const blocks = Array.from({ length: BLOCKS }, (_, block) => block);
  return [
    capturedValue(REGISTER, total),
    ...Array.from({ length: model.rates }, (_, rate) => capturedValue(REGISTER, byRate(rate))),
    ...blockRates.flatMap((rate) =>
      // An element of the matrix: the upper byte of a data index is that of the row, the lower one that within it.
      blocks.map((block) => ({
        ...capturedValue(1, tariffNames.blockCounters),
        dataIndex: ((rate + 1) << 8) + block + 1,
      })),
    ),
    capturedValue(REGISTER, tariffNames.cost),
  ];
}

export const consumptionShape = counter;
