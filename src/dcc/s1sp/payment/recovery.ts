import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { S1benchError } from '../../../core/errors.ts';
import type { Data } from '../../../protocol/cosem/data.ts';
import type { Device } from '../device.ts';
import type { ObjectRef } from '../objects/object-ref.ts';
import { chargeParts } from '../objects/payment.ts';
import { whole } from '../parameters.ts';
import { integerOf, listOf, numberOf } from '../values.ts';
import { int, rescaled } from './money.ts';

/** DUIS DebtRecoveryRatePeriod, and how many seconds it is. */
const seconds = { HOURLY: 3600, DAILY: 86_400 } as const;
export const recoveryPeriod = z.enum(['HOURLY', 'DAILY']);
type RecoveryPeriod = z.output<typeof recoveryPeriod>;

/** Gas has its rates in thousandths of a penny; public: an example of the DCC has 50000 a day. */
const GAS_SCALE = -5;
const COARSEST_SCALE = 0;
const SHORT = { lowest: -0x8000, highest: 0x7fff } as const;

/** DUIS ElecDebtRecovery: pounds times ten to the power of the scale. */
export const electricityRecovery = z.strictObject({
  DebtRecoveryRate: whole(SHORT.lowest, SHORT.highest),
  DebtRecoveryRatePriceScale: whole(-128, 127),
  DebtRecoveryRatePeriod: recoveryPeriod,
});
export type ElectricityRecovery = z.output<typeof electricityRecovery>;

/** DUIS GasDebtRecovery: thousandths of a penny. */
export const gasRecovery = z.strictObject({ DebtRecoveryRate: int, DebtRecoveryRatePeriod: recoveryPeriod });
export type GasRecovery = z.output<typeof gasRecovery>;

/** At which rate a time-based debt is recovered: so much times ten to the power of `scale` in pounds, each period. */
export interface Recovery {
  /** Of 16 bits. */
  readonly rate: number;
  readonly scale: number;
  readonly period: RecoveryPeriod;
}

export function recoveryOfElectricity(given: ElectricityRecovery): Recovery {
  const { DebtRecoveryRate: rate, DebtRecoveryRatePriceScale: scale, DebtRecoveryRatePeriod: period } = given;
  return { rate, scale, period };
}

/** @throws `step-value-unexpected` for a rate that no 16 bits at any scale say exactly */
export function recoveryOfGas({ DebtRecoveryRate, DebtRecoveryRatePeriod: period }: GasRecovery): Recovery {
  let [rate, scale] = [DebtRecoveryRate, GAS_SCALE];
  while ((rate < SHORT.lowest || rate > SHORT.highest) && rate % 10 === 0 && scale < COARSEST_SCALE) {
    rate /= 10;
    scale++;
  }
  if (rate >= SHORT.lowest && rate <= SHORT.highest) return { rate, scale, period };
  throw new S1benchError('step-value-unexpected', {
    found: `a rate of ${DebtRecoveryRate}`,
    expected: 'one that the 16 bits of a charge say exactly',
  });
}

export function electricityRecoveryOf({ rate, scale, period }: Recovery): ElectricityRecovery {
  return { DebtRecoveryRate: rate, DebtRecoveryRatePriceScale: scale, DebtRecoveryRatePeriod: period };
}

/** @throws `step-value-unexpected` for a rate that thousandths of a penny can't say exactly */
export function gasRecoveryOf({ rate, scale, period }: Recovery): GasRecovery {
  return { DebtRecoveryRate: rescaled(BigInt(rate), scale, GAS_SCALE), DebtRecoveryRatePeriod: period };
}

/** Reads how a debt is recovered now. */
export async function readRecovery(device: Device, debt: ObjectRef): Promise<Recovery> {
  const unitCharge = await device.read(debt, chargeParts.active, unitChargeOf);
  return { ...unitCharge, period: await device.read(debt, chargeParts.period, periodOf) };
}

/** Prepares a rate: it has no effect yet. */
export function writePassiveRate(device: Device, debt: ObjectRef, recovery: Recovery): Promise<void> {
  return device.write(debt, chargeParts.passive, unitChargeData(recovery));
}

export function writePeriod(device: Device, debt: ObjectRef, { period }: Recovery): Promise<void> {
  return device.write(debt, chargeParts.period, { type: 'double-long-unsigned', value: seconds[period] });
}

/** Puts the rate in force that was prepared. To do that twice is to do it once. */
export function activateRate(device: Device, debt: ObjectRef, { rate, scale }: Recovery): Promise<void> {
  return device.invoke(debt, chargeParts.activatePassive, { type: 'integer', value: 0 }, async () => {
    const active = await device.peek(debt, chargeParts.active);
    return active !== undefined && isDeepStrictEqual(unitChargeOf(active), { rate, scale });
  });
}

/** Blue Book 4.6.4, unit_charge: scaling, commodity, and a table that has the price of a charge without a commodity alone. */
function unitChargeData({ rate, scale }: Pick<Recovery, 'rate' | 'scale'>): Data {
  const structure = (...value: readonly Data[]): Data => ({ type: 'structure', value });
  const noCommodity = structure(
    { type: 'long-unsigned', value: 0 },
    { type: 'octet-string', value: new Uint8Array(6) },
    { type: 'integer', value: 0 },
  );
  const price = structure({ type: 'octet-string', value: new Uint8Array() }, { type: 'long', value: rate });
  const scaling = structure({ type: 'integer', value: 0 }, { type: 'integer', value: scale });
  return structure(scaling, noCommodity, { type: 'array', value: [price] });
}

function unitChargeOf(data: Data): Pick<Recovery, 'rate' | 'scale'> {
  const [scaling, , table] = listOf(data).map(listOf);
  const [element, ...others] = table ?? [];
  const price = element === undefined ? undefined : listOf(element)[1];
  const [commodityScale, scale] = scaling ?? [];
  if (
    price !== undefined &&
    others.length === 0 &&
    commodityScale !== undefined &&
    scale !== undefined &&
    numberOf(commodityScale) === 0
  )
    return { rate: Number(integerOf(price)), scale: numberOf(scale) };
  throw new S1benchError('step-value-unexpected', { found: 'another unit charge', expected: 'one price, of nothing' });
}

function periodOf(data: Data): RecoveryPeriod {
  const length = numberOf(data);
  const period = recoveryPeriod.options.find((each) => seconds[each] === length);
  if (period !== undefined) return period;
  throw new S1benchError('step-value-unexpected', { found: `a period of ${length} s`, expected: '3600 or 86400' });
}
