import { z } from 'zod';
import type { Device } from '../../device.ts';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { creditParts, payment } from '../../objects/payment.ts';
import { exactlyOne, nothing } from '../../parameters.ts';
import { type Holding, peekAmount, peekTaken, readTaken, wasMade } from '../../payment/change.ts';
import { readPaymentMode } from '../../payment/mode.ts';
import { int, Money } from '../../payment/money.ts';

/** DUIS AdjustOrReset. AdjustMeterBalance is added to the balance, thousandths of a penny. */
const adjustOrReset = z
  .strictObject({ AdjustMeterBalance: int.optional(), ResetMeterBalance: nothing.optional() })
  .superRefine(exactlyOne('AdjustMeterBalance', 'ResetMeterBalance'));
const parameters = z
  .strictObject({ PrepaymentMode: adjustOrReset.optional(), CreditMode: adjustOrReset.optional() })
  .superRefine(exactlyOne('PrepaymentMode', 'CreditMode'));

/** What takes from the balance all the time. */
const charges = [payment.consumption, payment.standingCharge, payment.timeDebt1, payment.timeDebt2];

/**
 * SRV 1.5, critical. A request for the other payment mode than the meter's changes nothing and fails. Where the answer to
 * an adjustment is lost, what the balance and the charges show decides whether it was made; where they can't, the failure says
 * that it may have been. To add is the public reading of AdjustMeterBalance: in the DCC's test data for GBCS ECS04a it is
 * update_amount of the credit; that a reset is to 0 is ours.
 */
const update = steps(parameters, nothing, async (device, { PrepaymentMode, CreditMode }) => {
  const wanted = PrepaymentMode === undefined ? 'Credit' : 'Prepayment';
  const mode = await readPaymentMode(device);
  if (mode !== wanted) throw device.unexpected(`a request for ${wanted} mode, and a meter in ${mode} mode`);
  const money = await Money.of(device);
  const by = (PrepaymentMode ?? CreditMode)?.AdjustMeterBalance;
  if (by !== undefined) await adjust(device, money, by);
  // To set it to nothing twice is to do it once.
  else await device.invoke(payment.meterBalance, creditParts.setAmount, money.data(0), async () => false);
  return {};
});

export const updateMeterBalance = equivalentSteps('1.5', { ESME: update, GSME: update });

async function adjust(device: Device, money: Money, by: number): Promise<void> {
  const data = money.data(by);
  const before = await look(money);
  await device.invoke(payment.meterBalance, creditParts.updateAmount, data, async () =>
    wasMade({ before, by, after: await peek(device, money) }),
  );
}

/** What was taken is read outside of the balance, before and after: it is no less than what went off the balance. */
async function look(money: Money): Promise<Holding> {
  const taken = await readTaken(money, charges);
  return { taken, amount: await money.read(payment.meterBalance, creditParts.amount) };
}

async function peek(device: Device, money: Money): Promise<Holding> {
  const amount = await peekAmount(device, money, payment.meterBalance, creditParts.amount);
  return { amount, taken: await peekTaken(device, money, charges) };
}
