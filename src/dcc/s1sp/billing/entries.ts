import { z } from 'zod';
import { electricity } from '../objects/electricity.ts';
import { gas } from '../objects/gas.ts';
import { electricityRates, gasRates } from '../objects/tariff.ts';
import { indexed, withIndex } from '../tariff/indexed.ts';
import { decimals, wholes } from '../values.ts';
import type { Billed, BillingEntry } from './log.ts';

export const ofElectricity: Billed = {
  total: electricity.activeImport,
  registers: electricityRates,
  unit: wholes('Wh'),
};
export const ofGas: Billed = { total: gas.volume, registers: gasRates, unit: decimals('m3') };

/** xs:dateTime. */
const timestamp = z.string();
const amount = z.int();
const energy = z.int();
const volume = z.number();

/** MMC PrepaymentOperationalDataType; thousandths of a penny. */
export const prepaymentData = z.strictObject({
  AccumulatedDebtRegister: amount,
  EmergencyCreditBalance: amount,
  MeterBalance: amount,
  PaymentDebtRegister: amount,
  TimeDebtRegisters1: amount,
  TimeDebtRegisters2: amount,
  Timestamp: timestamp,
});

export function prepaymentDataOf({ at, payment }: BillingEntry): z.output<typeof prepaymentData> {
  return { ...payment, Timestamp: at.toString() };
}

const byBlockRate = z.array(indexed(8, energy)).max(8);

/**
 * Matrices of an electricity meter, Wh; `index` is the rate. Those of the blocks hold what the meter captures of blocks,
 * which is its counters in the block period.
 */
export const electricityMatrices = {
  TariffTOURegisterMatrixValue: z.array(indexed(48, energy)).max(48),
  TariffTOUBlock1RegisterMatrixValue: byBlockRate,
  TariffTOUBlock2RegisterMatrixValue: byBlockRate,
  TariffTOUBlock3RegisterMatrixValue: byBlockRate,
  TariffTOUBlock4RegisterMatrixValue: byBlockRate,
} as const;

export function electricityMatricesOf({ rates, blocks }: BillingEntry) {
  const block = (index: number) => withIndex(blocks[index] ?? []);
  return {
    TariffTOURegisterMatrixValue: withIndex(rates),
    TariffTOUBlock1RegisterMatrixValue: block(0),
    TariffTOUBlock2RegisterMatrixValue: block(1),
    TariffTOUBlock3RegisterMatrixValue: block(2),
    TariffTOUBlock4RegisterMatrixValue: block(3),
  };
}

/** Matrices of a gas meter, cubic metres: by rate, and the counters of its blocks in the block period. */
export const gasMatrices = {
  TariffTOURegisterMatrixValue: z.array(indexed(4, volume)).max(4),
  BlockRegisterMatrixValue: z.array(indexed(4, volume)).max(4),
} as const;

export function gasMatricesOf({ rates, blocks }: BillingEntry) {
  return {
    TariffTOURegisterMatrixValue: withIndex(rates),
    BlockRegisterMatrixValue: withIndex(blocks.map(([first = 0]) => first)),
  };
}
