import { z } from 'zod';
import { type Device, StepFailed } from '../../device.ts';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { payment, tokenParts } from '../../objects/payment.ts';
import { nothing } from '../../parameters.ts';
import {
  isSameEntry,
  peekLastToken,
  readLastDigits,
  readLastStatus,
  readLastToken,
  tokenOf,
} from '../../payment/tokens.ts';

const parameters = z.strictObject({ UTRN: z.string().regex(/^\d{20}$/, { error: 'twenty digits, in quotes' }) });

/**
 * SRV 2.2. The meter says what became of the token; a success that doesn't show is none. Where the answer is lost, a token
 * gateway that shows no new token was given none, and one that shows this token executed is not given it again.
 */
const topUp = steps(parameters, nothing, async (device, { UTRN }) => {
  const before = await readLastToken(device);
  await enter(device, UTRN, async () => {
    const now = await peekLastToken(device);
    if (isSameEntry(before, now)) return false;
    // What was refused may be entered again, and is refused again: the meter's answer is wanted.
    if (now.digits === UTRN) return now.status === 'executed';
    throw device.unexpected('another token, which came meanwhile');
  });
  if ((await readLastDigits(device)) !== UTRN) throw device.unexpected('another token that was entered last');
  const status = await readLastStatus(device);
  if (status !== 'executed') throw device.unexpected(`a token that was taken, and is ${status}`);
  return {};
});

export const topUpDevice = equivalentSteps('2.2', { ESME: topUp, GSME: topUp });

/** Enters a token. What the meter refuses fails with its reason, by token_status. */
async function enter(device: Device, digits: string, isDone: () => Promise<boolean>): Promise<void> {
  try {
    await device.invoke(payment.tokenGateway, tokenParts.enter, tokenOf(digits), isDone);
  } catch (error) {
    if (!(error instanceof StepFailed) || error.code !== 'step-refused') throw error;
    const last = await peekLastToken(device).catch(() => undefined);
    if (last?.digits !== digits) throw error;
    const reason = `${error.debug.error}; token status ${last.status}`;
    throw new StepFailed(error.code, { ...error.debug, error: reason }, error);
  }
}
