import { z } from 'zod';
import type { Data } from '../../../../protocol/cosem/data.ts';
import type { Device } from '../../device.ts';
import { equivalentSteps, type Steps, steps } from '../../equivalent-steps.ts';
import type { ObjectRef } from '../../objects/object-ref.ts';
import { chargeParts, payment } from '../../objects/payment.ts';
import { nothing, whole } from '../../parameters.ts';
import { type Holding, peekAmount, peekTaken, readTaken, wasMade } from '../../payment/change.ts';
import { int, Money } from '../../payment/money.ts';
import {
  activateRate,
  electricityRecovery,
  gasRecovery,
  type Recovery,
  recoveryOfElectricity,
  recoveryOfGas,
  writePassiveRate,
  writePeriod,
} from '../../payment/recovery.ts';

/** What is common to both fuels. The registers are changed by so much, thousandths of a penny. */
const debts = z.strictObject({
  TimeDebtRegister1: int,
  TimeDebtRegister2: int,
  PaymentDebtRegister: int,
  /** Hundredths of a per cent. */
  DebtRecoveryPerPayment: whole(0, 10_000),
});
type Debts = z.output<typeof debts>;

/** SRV 2.3, critical. */
export const updateDebt = equivalentSteps('2.3', {
  ESME: debtSteps(
    debts.extend({ ElecDebtRecovery1: electricityRecovery, ElecDebtRecovery2: electricityRecovery }),
    ({ ElecDebtRecovery1, ElecDebtRecovery2 }) => [ElecDebtRecovery1, ElecDebtRecovery2].map(recoveryOfElectricity),
  ),
  GSME: debtSteps(
    debts.extend({ GasDebtRecovery1: gasRecovery, GasDebtRecovery2: gasRecovery }),
    ({ GasDebtRecovery1, GasDebtRecovery2 }) => [GasDebtRecovery1, GasDebtRecovery2].map(recoveryOfGas),
  ),
});

/** A debt to change, and by how much. */
interface DebtChange {
  readonly debt: ObjectRef;
  readonly by: number;
  readonly data: Data;
  readonly before: Holding;
}

/**
 * Everything that can be repeated comes first, the changes of the registers last: what fails before them can be asked for
 * again. That registers are changed by an amount, rather than set to it, is public: in the DCC's test data for GBCS ECS07
 * it is update_total_amount_remaining of each charge, after the rates.
 */
function debtSteps<Parameters extends Debts>(
  parameters: z.ZodType<Parameters>,
  recoveriesOf: (given: Parameters) => readonly Recovery[],
): Steps {
  return steps(parameters, nothing, async (device, given) => {
    const recoveries = device.decoded(() => recoveriesOf(given));
    const money = await Money.of(device);
    const changes = await changesOf(device, money, given);
    await updateRecoveries(device, recoveries, given.DebtRecoveryPerPayment);
    for (const change of changes) await updateRegister(device, money, change);
    return {};
  });
}

/** @throws StepFailed where a debt would be less than nothing, before anything is changed */
async function changesOf(device: Device, money: Money, given: Debts): Promise<readonly DebtChange[]> {
  const wanted = [
    [payment.paymentDebt, given.PaymentDebtRegister],
    [payment.timeDebt1, given.TimeDebtRegister1],
    [payment.timeDebt2, given.TimeDebtRegister2],
  ] as const;
  const changes: DebtChange[] = [];
  for (const [debt, by] of wanted) {
    if (by === 0) continue;
    const taken = await readTaken(money, [debt]);
    const amount = await money.read(debt, chargeParts.remaining);
    if (amount + by < 0) throw device.unexpected(`a debt of ${amount}, to be changed by ${by}`);
    changes.push({ debt, by, data: money.data(by), before: { amount, taken } });
  }
  return changes;
}

async function updateRecoveries(device: Device, recoveries: readonly Recovery[], perPayment: number): Promise<void> {
  const all = recoveries.map((recovery, i) => [i === 0 ? payment.timeDebt1 : payment.timeDebt2, recovery] as const);
  for (const [debt, recovery] of all) await writePassiveRate(device, debt, recovery);
  await device.write(payment.paymentDebt, chargeParts.proportion, { type: 'long-unsigned', value: perPayment });
  for (const [debt, recovery] of all) await writePeriod(device, debt, recovery);
  for (const [debt, recovery] of all) await activateRate(device, debt, recovery);
}

async function updateRegister(device: Device, money: Money, { debt, by, data, before }: DebtChange): Promise<void> {
  await device.invoke(debt, chargeParts.updateRemaining, data, async () => {
    const amount = await peekAmount(device, money, debt, chargeParts.remaining);
    return wasMade({ before, by, after: { amount, taken: await peekTaken(device, money, [debt]) } });
  });
}
