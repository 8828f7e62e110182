import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { simTarget } from '../../src/harness/runner/sim-target.ts';
import { utrnFor } from '../../src/protocol/utrn/utrn.ts';
import type { Esme } from '../../src/sim/esme/esme.ts';
import { currentLedger } from '../../src/sim/payment/account.ts';
import { installation } from '../links/simulated.ts';
import { shipped } from '../support/command.ts';
import { newFile } from '../support/scratch.ts';
import { Enrolled } from './enrolled.ts';
import { type Loss, LossyRoute } from './lossy.ts';
import { StandIn } from './stand-in.ts';

/** Millionths, as the simulated meter counts. */
const PENNY = 1_000_000;
const COMMUNICATIONS = ['E20', 'E21'];
const { esme } = installation.devices;

/** A request that changes an amount, and what it changes. */
interface Changing {
  readonly title: string;
  /** Sent first, over the same route: what the request needs. */
  readonly before?: readonly (readonly [string, object])[];
  readonly request: readonly [string, object];
  /** Of the meter: what goes up by `by` whenever the request is carried out. */
  read(meter: Esme): number;
  readonly by: number;
}

const prepayment = { SuspendDebtDisabled: false, SuspendDebtEmergency: false, DisablementThreshold: -2_000_000_000 };
const noRecovery = { DebtRecoveryRate: 0, DebtRecoveryRatePriceScale: -5, DebtRecoveryRatePeriod: 'DAILY' };
const debts = {
  TimeDebtRegister1: 0,
  TimeDebtRegister2: 0,
  PaymentDebtRegister: 0,
  DebtRecoveryPerPayment: 2500,
  ElecDebtRecovery1: noRecovery,
  ElecDebtRecovery2: noRecovery,
};

const all: readonly Changing[] = [
  {
    title: 'SRV 1.5: more balance',
    request: ['1.5', { CreditMode: { AdjustMeterBalance: 500_000 } }],
    read: (meter) => kept(meter),
    by: 500 * PENNY,
  },
  {
    title: 'SRV 1.5: less balance',
    request: ['1.5', { CreditMode: { AdjustMeterBalance: -250_000 } }],
    read: (meter) => kept(meter),
    by: -250 * PENNY,
  },
  {
    title: 'SRV 2.2',
    before: [['1.6', { Prepayment: prepayment }]],
    request: ['2.2', { UTRN: utrnFor(esme, 700, 1) }],
    read: (meter) => kept(meter),
    by: 700 * PENNY,
  },
  {
    title: 'SRV 2.5',
    before: [['1.6', { Prepayment: prepayment }]],
    request: ['2.5', {}],
    read: (meter) => meter.state.payment.ledger.granted,
    by: 500 * PENNY,
  },
  {
    title: 'SRV 2.3: a time-based debt',
    request: ['2.3', { ...debts, TimeDebtRegister1: 300_000 }],
    read: (meter) => currentLedger(meter).timeDebts[0],
    by: 300 * PENNY,
  },
  {
    title: 'SRV 2.3: three debts',
    request: ['2.3', { ...debts, TimeDebtRegister1: 1000, TimeDebtRegister2: 20_000, PaymentDebtRegister: 300_000 }],
    read: (meter) => {
      const { timeDebts, paymentDebt } = currentLedger(meter);
      return timeDebts[0] + timeDebts[1] + paymentDebt;
    },
    by: 321 * PENNY,
  },
];

/** The balance together with all that was ever taken from it. */
function kept(meter: Esme): number {
  const { balance, cost, paid } = currentLedger(meter);
  return balance + cost + paid.standing;
}

async function carryOut({ before = [], request, read, by }: Changing, loss?: Loss) {
  const lossy = new LossyRoute();
  const standIn = new StandIn({ route: lossy.route });
  const meter = standIn.device as Esme;
  for (const [srv, parameters] of before) await standIn.submit(srv, parameters);
  const start = read(meter);
  lossy.lose(loss);
  const { responseCode } = await standIn.submit(...request);
  const times = (read(meter) - start) / by;
  await standIn.dcc.close();
  return { responseCode, times, counts: lossy.counts };
}

describe('whichever message is lost, an amount is never changed twice', () => {
  it.each(all)('$title', async (changing) => {
    const undisturbed = await carryOut(changing);
    expect(undisturbed).toMatchObject({ responseCode: 'I0', times: 1 });
    const outcomes = new Map<string, number>();
    for (const lost of ['request', 'answer'] as const) {
      for (let number = 1; number <= undisturbed.counts[lost]; number++) {
        const { responseCode, times } = await carryOut(changing, { lost, number });
        if (responseCode === 'I0') expect([lost, number, times]).toEqual([lost, number, 1]);
        else {
          expect(COMMUNICATIONS).toContain(responseCode);
          expect(times).toBeLessThanOrEqual(1);
        }
        outcomes.set(responseCode, (outcomes.get(responseCode) ?? 0) + 1);
      }
    }
    // Where the meter shows what became of the change itself, the request comes to its end for all that was lost.
    expect(outcomes.get('I0')).toBeGreaterThanOrEqual(2);
  });
});

describe('behind a hub that loses one frame in sixteen', () => {
  const file = shipped('hardware/installations/moc-secure-dual-fuel.yaml');
  const text = readFileSync(file, 'utf8').replaceAll('../', `${shipped('hardware')}/`);
  const faults = [
    { kind: 'frame-lost', probability: 1 / 16, from: '2026-01-15T12:00:00Z', until: '2026-01-16T12:00:00Z' },
  ];
  const year = { ReadLogPeriod: { StartDateTime: '2026-01-01T00:00:00Z', EndDateTime: '2026-12-31T00:00:00Z' } };

  it.each(['a', 'b', 'c'])('SRV 2.2: who asks until there is an answer tops up once (seed %s)', async (seed) => {
    const installation = newFile('installation.yaml', `${text}\nfaults: ${JSON.stringify(faults)}\n`);
    const e = await Enrolled.of(await simTarget(installation, { seed }));
    for (const role of ['esme', 'gsme']) {
      expect(await e.submit(role, '1.6', { Prepayment: prepayment })).toMatchObject({ responseCode: 'I0' });
    }
    await e.sleep({ hours: 2 });
    for (const role of ['esme', 'gsme']) {
      const { eui64, keys } = e.device(role);
      const UTRN = utrnFor({ eui64, keys }, 900, 7);
      const ask = async (): Promise<string> => (await e.submit(role, '2.2', { UTRN })).responseCode;
      let answer = await ask();
      for (let i = 0; i < 20 && COMMUNICATIONS.includes(answer); i++) answer = await ask();
      // Where it was taken and nobody heard of it, asking again is refused: it is used.
      expect(['I0', 'E1000']).toContain(answer);
    }
    await e.sleep({ days: 1 });
    for (const role of ['esme', 'gsme']) {
      const { body } = await e.submit(role, '4.4.5', year);
      expect(body).toMatchObject({ PrepaymentCredits: { LogEntry: [{ Amount: 900_000 }] } });
    }
    await e.close();
  });
});
