import type { Data } from '../../../protocol/cosem/data.ts';
import type { CaptureObjectDefinition } from '../../../protocol/cosem/selective-access.ts';
import type { Device } from '../device.ts';
import { billingObjects } from '../objects/billing.ts';
import type { ObjectRef } from '../objects/object-ref.ts';
import { payment } from '../objects/payment.ts';
import { type RateRegisters, tariffObjects } from '../objects/tariff.ts';
import { Money } from '../payment/money.ts';
import { Profile, type ProfileRow, type Selection } from '../profile.ts';
import { BLOCKS } from '../tariff/tariff.ts';
import { blockScale } from '../tariff/terms.ts';
import { type MmcUnit, numberOf, quantityOf, type ScalerUnit, scalerUnitOf } from '../values.ts';

const SCALER_UNIT = 3;

/** Why a row of the billing data log was written, by its cause column. */
export const causes = { billingDate: 0, command: 1, tariffChange: 2, paymentModeChange: 3 } as const;
export type Cause = keyof typeof causes;

/** MMC: entries of one kind in a response. */
export const MOST_ENTRIES = 12;

/** What a meter counts, of which it keeps the registers at the end of a billing period. */
export interface Billed {
  readonly total: ObjectRef;
  readonly registers: RateRegisters;
  readonly unit: MmcUnit;
}

/** Quantities in the MMC's unit, amounts in thousandths of a penny. */
export interface BillingEntry {
  readonly at: Temporal.Instant;
  readonly total: number;
  readonly rates: readonly number[];
  /** By block, and in it by rate. */
  readonly blocks: readonly (readonly number[])[];
  readonly payment: Readonly<Record<keyof typeof paymentColumns, number>>;
}

/** MMC PrepaymentOperationalDataType, in its order. */
const paymentColumns = {
  AccumulatedDebtRegister: payment.accumulatedDebt,
  EmergencyCreditBalance: payment.emergencyCredit,
  MeterBalance: payment.meterBalance,
  PaymentDebtRegister: payment.paymentDebt,
  TimeDebtRegisters1: payment.timeDebt1,
  TimeDebtRegisters2: payment.timeDebt2,
} as const;

/** Rows of the billing data log of a period, both ends included, that were written for one of these causes: the latest of them. */
export async function readBillingLog(
  device: Device,
  { total, registers, unit }: Billed,
  wanted: readonly Cause[],
  period: { readonly StartDateTime: Temporal.Instant; readonly EndDateTime: Temporal.Instant },
  selection: Selection,
): Promise<readonly BillingEntry[]> {
  const log = await Profile.open(device, billingObjects.log, selection);
  const cause = log.column(capturedFrom(billingObjects.cause), 'the cause of a row');
  const rows = await log.rows(period.StartDateTime, period.EndDateTime);
  const codes: readonly number[] = wanted.map((name) => causes[name]);
  const chosen = device.decoded(() => rows.filter(({ values }) => codes.includes(numberOf(values[cause] as Data))));
  if (chosen.length === 0) return [];
  const columns = await columnsOf(device, log, { total, registers, unit });
  return device.decoded(() => chosen.slice(-MOST_ENTRIES).map((row) => entryOf(row, columns)));
}

/** A column, and how a value in it becomes a number of the MMC. */
interface Column {
  readonly position: number;
  toValue(data: Data): number;
}

interface Columns {
  readonly total: Column;
  readonly rates: readonly Column[];
  readonly blocks: readonly (readonly Column[])[];
  readonly payment: Readonly<Record<keyof typeof paymentColumns, Column>>;
}

async function columnsOf(device: Device, log: Profile, { total, registers, unit }: Billed): Promise<Columns> {
  const totalScale = await device.read(total, SCALER_UNIT, scalerUnitOf);
  const rateScale = await device.read(registers.byRate(1), SCALER_UNIT, scalerUnitOf);
  const scaleOfBlocks = await blockScale(device, registers);
  const money = await Money.of(device);
  const quantity = (position: number, scale: ScalerUnit): Column => ({
    position,
    toValue: (data) => quantityOf(data, scale, unit),
  });
  return {
    total: quantity(log.column(capturedFrom(total), 'the total'), totalScale),
    rates: ratePositions(log, registers).map((position) => quantity(position, rateScale)),
    blocks: blockPositions(log).map((positions) => positions.map((position) => quantity(position, scaleOfBlocks))),
    payment: recordOf((name) => ({
      position: log.column(capturedFrom(paymentColumns[name]), name),
      toValue: (data) => money.amountOf(data),
    })),
  };
}

/** Of the rates that the log captures, from the first on. */
function ratePositions(log: Profile, { byRate }: RateRegisters): readonly number[] {
  const positions: number[] = [];
  for (let rate = 1; ; rate++) {
    const position = log.columns.findIndex(capturedFrom(byRate(rate)));
    if (position === -1) return positions;
    positions.push(position);
  }
}

/** By block, and in it by rate: the upper byte of a data index is the row of a matrix, the lower one the place in it. */
function blockPositions(log: Profile): readonly (readonly number[])[] {
  const isCounter = capturedFrom(tariffObjects.blockCounters);
  return Array.from({ length: BLOCKS }, (_, block) =>
    log.columns.flatMap((column, position) =>
      isCounter(column) && (column.dataIndex & 0xff) === block + 1 ? [position] : [],
    ),
  );
}

function capturedFrom({ classId, instance }: ObjectRef): (column: CaptureObjectDefinition) => boolean {
  return (column) => column.classId === classId && column.logicalName === instance;
}

function entryOf({ at, values }: ProfileRow, { total, rates, blocks, payment: columns }: Columns): BillingEntry {
  const value = ({ position, toValue }: Column): number => toValue(values[position] as Data);
  return {
    at,
    total: value(total),
    rates: rates.map(value),
    blocks: blocks.map((row) => row.map(value)),
    payment: recordOf((name) => value(columns[name])),
  };
}

function recordOf<T>(toValue: (name: keyof typeof paymentColumns) => T): Record<keyof typeof paymentColumns, T> {
  const names = Object.keys(paymentColumns) as (keyof typeof paymentColumns)[];
  return Object.fromEntries(names.map((name) => [name, toValue(name)])) as Record<keyof typeof paymentColumns, T>;
}
