import type { EquivalentSteps } from '../../equivalent-steps.ts';
import { resetTariffBlockCounterMatrix } from './reset-tariff-block-counter-matrix.ts';
import { updateImportTariff } from './update-import-tariff.ts';
import { updateMeterBalance } from './update-meter-balance.ts';
import { updatePaymentMode } from './update-payment-mode.ts';
import { updatePrice } from './update-price.ts';

export const productManagement: readonly EquivalentSteps[] = [
  updateImportTariff,
  updatePrice,
  updateMeterBalance,
  updatePaymentMode,
  resetTariffBlockCounterMatrix,
];
