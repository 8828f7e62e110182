import { fromHex, toHex } from '../../core/bytes.ts';
import type { ActionResult } from '../../protocol/cosem/apdu/results.ts';
import { utc } from '../classes/clock.ts';
import type { EnteredToken, tokenStatuses } from '../classes/token-gateway.ts';
import type { Meter } from '../meter/meter.ts';
import type { TokenOutcome } from './state.ts';
import { enterUtrn } from './utrn-entry.ts';

const statusOf: Readonly<Record<TokenOutcome, keyof typeof tokenStatuses>> = {
  executed: 'executed',
  format: 'format-failure',
  authentication: 'authentication-failure',
  validation: 'validation-failure',
  execution: 'execution-failure',
};

/** A client tops up: the token is the digits of the UTRN in ASCII. */
export function takeToken(meter: Meter, token: string): ActionResult {
  const digits = String.fromCharCode(...fromHex(token));
  return enterUtrn(meter, digits, 'remote') === 'executed' ? 'success' : 'other-reason';
}

/** The token that was entered last, by whichever way. */
export function enteredToken(meter: Meter): EnteredToken | undefined {
  meter.now();
  const { last } = meter.state.payment.utrns;
  if (last === null) return undefined;
  return {
    token: toHex(Buffer.from(last.digits, 'latin1')),
    time: utc(last.time),
    descriptions: ['UTRN'],
    delivery: last.delivery,
    status: statusOf[last.outcome],
  };
}
