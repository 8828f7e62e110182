import { readUtrn, type UtrnContents } from '../../protocol/utrn/utrn.ts';
import type { EventName } from '../device/events.ts';
import type { Meter } from '../meter/meter.ts';
import { changePayment } from './account.ts';
import { ofPence } from './money.ts';
import type { TokenOutcome, Utrns } from './state.ts';
import { addCredit } from './top-up.ts';

const MINUTE = 60_000;
type Delivery = 'remote' | 'manual';

/**
 * A UTRN comes over the wire or is typed in. Whatever becomes of it, the meter remembers it as the last one; what is
 * refused because there would be too much credit may come again. After several in a row that aren't authentic or are for
 * another device, manual entry is suspended for a while.
 */
export function enterUtrn(meter: Meter, digits: string, delivery: Delivery): TokenOutcome {
  meter.now();
  const outcome = attempt(meter, digits, delivery);
  change(meter, { last: { digits, time: meter.time(), delivery, outcome } });
  return outcome;
}

/** Whether the meter takes no UTRNs that are typed in, at present. */
export function isEntrySuspended(meter: Meter): boolean {
  return meter.now() < meter.state.payment.utrns.suspendedUntil;
}

function attempt(meter: Meter, digits: string, delivery: Delivery): TokenOutcome {
  const isManual = delivery === 'manual';
  if (isManual && isEntrySuspended(meter)) return refuse(meter, 'utrn-locked-out', 'validation');
  if (meter.state.payment.mode === 'credit') return 'execution';
  const contents = readUtrn(meter.entry, digits);
  switch (contents) {
    case 'format':
      return 'format';
    case 'not-for-device':
      return wrong(meter, 'utrn-not-for-device', isManual);
    case 'not-authentic':
      return wrong(meter, 'utrn-not-authentic', isManual);
    default:
      if (isManual) change(meter, { wrong: 0 });
      return take(meter, contents, delivery);
  }
}

/** A UTRN that is one of this meter. */
function take(meter: Meter, { pence, counter }: UtrnContents, delivery: Delivery): TokenOutcome {
  const { utrns, configuration } = meter.state.payment;
  const value = ofPence(pence);
  if (isUsed(utrns, counter)) return refuse(meter, 'utrn-duplicate', 'validation');
  if (value > configuration.maximumCredit) return refuse(meter, 'maximum-credit-exceeded', 'validation');
  if (addCredit(meter, value, delivery) === 'refused') return refuse(meter, 'maximum-balance-exceeded', 'execution');
  markUsed(meter, counter);
  return 'executed';
}

function wrong(meter: Meter, event: EventName, isManual: boolean): TokenOutcome {
  meter.record(event);
  if (!isManual) return 'authentication';
  const { attempts, 'suspension-minutes': minutes } = meter.model.utrn;
  const count = meter.state.payment.utrns.wrong + 1;
  if (count < attempts) change(meter, { wrong: count });
  else {
    change(meter, { wrong: 0, suspendedUntil: meter.now() + MINUTE * minutes });
    meter.record('utrn-entry-suspended');
  }
  return 'authentication';
}

function refuse(meter: Meter, event: EventName, outcome: TokenOutcome): TokenOutcome {
  meter.record(event);
  return outcome;
}

function isUsed({ floor, used }: Utrns, counter: number): boolean {
  return counter <= floor || used.includes(counter);
}

/** Remembers a counter; of those that are too many to remember the lowest becomes the floor. */
function markUsed(meter: Meter, counter: number): void {
  const { floor, used } = meter.state.payment.utrns;
  const sorted = [...used, counter].sort((a, b) => a - b);
  const forgotten = sorted.slice(0, Math.max(0, sorted.length - meter.model.utrn.window));
  change(meter, { floor: forgotten.at(-1) ?? floor, used: sorted.slice(forgotten.length) });
}

function change(meter: Meter, changes: Partial<Utrns>): void {
  changePayment(meter, { utrns: { ...meter.state.payment.utrns, ...changes } });
}
