import { describe, expect, it } from 'vitest';
import { common } from '../../../src/dcc/s1sp/objects/common.ts';
import { accountParts, payment } from '../../../src/dcc/s1sp/objects/payment.ts';
import type { DeviceTestingResult } from '../../../src/migration/device-testing/device-testing.ts';
import type { Procedures } from '../../../src/migration/device-testing/procedures.ts';
import type { Snapshot } from '../../../src/migration/device-testing/snapshot.ts';
import type { StepReport } from '../../../src/migration/model/outcome.ts';
import { keyRoles } from '../../../src/migration/model/parties.ts';
import { PartyStore } from '../../../src/migration/store/party-store.ts';
import type { Installation } from '../../../src/sim/installation/entries.ts';
import type { Fault } from '../../../src/sim/installation/faults.ts';
import { defect, MortalStore, ProcessStopped } from '../keys/site.ts';
import { onlySteps, procedures, TakeOver } from './take-over.ts';

const randomKey = Uint8Array.from({ length: 16 }, (_, i) => 17 * i);

function allSteps({ s1sp, dco }: DeviceTestingResult): readonly StepReport[] {
  return [...s1sp.steps, ...dco.steps];
}

function failedIn(result: DeviceTestingResult): StepReport | undefined {
  return allSteps(result).find((step) => step.result === 'failed');
}

function outcome({ s1sp, dco }: DeviceTestingResult): readonly boolean[] {
  return [s1sp.done, dco.done];
}

/** @returns what was being done when its process stopped; nothing where it came to its end */
function unlessStopped(work: Promise<unknown>, what: string): Promise<string | undefined> {
  return work.then(
    () => undefined,
    (error: unknown) => (error instanceof ProcessStopped ? what : Promise.reject(error)),
  );
}

/** Nothing was left behind at the devices of an installation that can't be taken over. */
async function expectReturned(takeOver: TakeOver): Promise<void> {
  const result = await takeOver.rollBack();
  expect(outcome(result)).toEqual([true, true]);
}

describe('device testing', () => {
  it.each([
    'moc-secure-dual-fuel',
    'moc-mds-dual-fuel',
    'ioc-itron-dual-fuel',
    'ioc-elster-dual-fuel',
    'foc-bg-dual-fuel',
    'foc-np-dual-fuel',
    'electricity-only-dormant',
    'prepayment-active',
  ])('%s is taken over, and given back', async (file) => {
    const takeOver = await TakeOver.at({ file });
    expect(failedIn(await takeOver.takeOver())).toBeUndefined();
    expect(outcome(await takeOver.takeOver())).toEqual([true, true]);
    expect(await takeOver.setsInForce()).toEqual(['own']);
    expect(outcome(await takeOver.rollBack())).toEqual([true, true]);
    expect(await takeOver.setsInForce()).toEqual(['smso']);
  });

  it('each step is done by its party, in the order of the procedures, and reported by it', async () => {
    const takeOver = await TakeOver.at();
    const { s1sp, dco } = await takeOver.takeOver();
    const shown = ({ step, procedure, device }: StepReport): string => `${procedure}: ${step} ${device}`;
    const { site, events } = takeOver;
    const wanted = procedures['take-over'].steps.map(({ by, step, procedure, device }) => ({
      party: by,
      text: shown({ step, procedure, device: site.id(device), result: 'done' }),
    }));
    expect(events.map((event) => ({ party: event.party, text: shown(event) }))).toEqual(wanted);
    expect(s1sp.steps.map(shown)).toEqual(wanted.filter(({ party }) => party === 's1sp').map(({ text }) => text));
    expect(dco.steps.map(shown)).toEqual(wanted.filter(({ party }) => party === 'dco').map(({ text }) => text));
  });

  it('what is done is not done again by a process that comes after, and snapshots are kept until they were compared', async () => {
    const takeOver = await TakeOver.at();
    await takeOver.takeOver({ procedures: onlySteps('snapshot') });
    const store = new PartyStore(takeOver.holders.s1sp.file);
    expect([...store.table<Snapshot>('snapshots').keys()]).toHaveLength(3);
    await takeOver.takeOver();
    expect([...store.table<Snapshot>('snapshots').keys()]).toEqual([]);
    takeOver.site.mend();
    takeOver.events.length = 0;
    expect(outcome(await takeOver.takeOver())).toEqual([true, true]);
    expect([takeOver.site.messages, takeOver.events]).toEqual([0, []]);
  });

  it('GT01: a gas meter that is left out keeps its keys', async () => {
    const takeOver = await TakeOver.at();
    const { site } = takeOver;
    const installation = { ...site.migrating(), leftOut: 'GT01' as const };
    const result = await takeOver.testing().takeOver(installation);
    expect(outcome(result)).toEqual([true, true]);
    const gas: readonly string[] = [site.id('gpf'), site.id('gsme')];
    expect(allSteps(result).filter(({ device }) => gas.includes(device))).toEqual([]);
    for (const role of keyRoles) expect(takeOver.vault(role).isAsTaken(site.id('gsme'))).toBe(true);
    expect(outcome(await takeOver.testing().rollBack(installation))).toEqual([true, true]);
  });
});

describe('device testing: what is found before any key is changed', () => {
  it.each([
    ['critical', 1, 'dco', 'check-associations'],
    ['non-critical', 2, 's1sp', 'identify'],
  ] as const)('a wrong %s key in the file leaves everything as it was', async (_, sap, party, step) => {
    const takeOver = await TakeOver.at({
      material: (name, keys) => {
        const wrong = { ...keys.clients[sap], encryption: randomKey };
        return name === 'esme' ? { ...keys, clients: { ...keys.clients, [sap]: wrong } } : keys;
      },
    });
    const result = await takeOver.takeOver();
    expect(outcome(result)).toEqual([false, false]);
    expect(failedIn(result)).toMatchObject({ step, device: takeOver.site.id('esme'), code: 'migration-keys-refused' });
    expect(result[party].steps.some((each) => each.result === 'failed')).toBe(true);
    expect(takeOver.site.operations.some(({ service }) => service === 'action')).toBe(false);
    const rolledBack = await takeOver.rollBack();
    expect(outcome(rolledBack)).toEqual([true, true]);
    expect(allSteps(rolledBack).every((each) => each.result === 'not-done')).toBe(true);
  });

  it.each([
    ['firmware-version-of-before', 'device-identity-differs', 'firmware'],
    ['eui64-of-another', 'device-identity-differs', 'EUI-64'],
    ['clock-a-day-late', 'device-clock-wrong', '86400 s'],
  ])('%s: %s', async (name, code, found) => {
    const takeOver = await TakeOver.at({ defects: { esme: [defect(name)] } });
    const result = await takeOver.takeOver();
    expect(failedIn(result)).toMatchObject({ code });
    expect(failedIn(result)?.found).toContain(found);
    expect(
      allSteps(result)
        .filter(({ step }) => step === 'rotate-keys')
        .every((each) => each.result === 'not-done'),
    ).toBe(true);
    await expectReturned(takeOver);
  });

  it('another metering point than that of the common file is not this meter', async () => {
    const takeOver = await TakeOver.at();
    const installation = takeOver.site.migrating();
    const esme = { ...installation.esme, mpxn: '1200000040014' };
    const result = await takeOver.testing().takeOver({ ...installation, esme });
    expect(failedIn(result)).toMatchObject({ code: 'device-identity-differs', found: 'metering point 1200000040005' });
  });
});

describe('device testing: keys that cannot be changed', () => {
  it('a missing master key is told before anything is sent', async () => {
    const takeOver = await TakeOver.at({ file: 'no-master-key-dormant' });
    expect(failedIn(await takeOver.takeOver())).toMatchObject({
      step: 'rotate-keys',
      code: 'migration-master-key-missing',
    });
    await expectReturned(takeOver);
    expect(await takeOver.setsInForce()).toEqual(['smso']);
  });

  it.each([
    ['a refused transfer', { defects: { esme: [defect('key-transfer-refused')] } }, 'migration-key-transfer-refused'],
    ['a transfer that does nothing', { defects: { esme: [defect('keys-not-rotated')] } }, 'migration-keys-not-taken'],
    [
      'a wrong master key in the file',
      { material: (_: string, keys: object) => ({ ...keys, master: randomKey }) as never },
      'migration-key-transfer-refused',
    ],
  ])('%s leaves the device with its keys, and the others are given back', async (_, options, code) => {
    const takeOver = await TakeOver.at(options);
    expect(failedIn(await takeOver.takeOver())).toMatchObject({ step: 'rotate-keys', code });
    await expectReturned(takeOver);
    expect(await takeOver.setsInForce()).toEqual(['smso']);
  });
});

describe('MTAD: what was recorded survives a migration', () => {
  const looking = onlySteps('snapshot');

  it('a log that was cleared while keys were changed is found', async () => {
    const takeOver = await TakeOver.at();
    takeOver.site.operate('esme', { kind: 'supply', trigger: 'local-disconnect' });
    await takeOver.takeOver({ procedures: looking });
    const clear = { ...common.eventLog, method: 1 };
    const { result } = await takeOver.session('s1sp', 'esme').action(clear, { type: 'integer', value: 0 });
    expect(result).toBe('success');
    const failed = failedIn(await takeOver.takeOver());
    expect(failed).toMatchObject({ step: 'compare', device: takeOver.site.id('esme'), code: 'log-entry-lost' });
    expect(failed?.found).toContain('event log');
    await expectReturned(takeOver);
  });

  it('a payment mode that was changed is found', async () => {
    const takeOver = await TakeOver.at();
    await takeOver.takeOver({ procedures: looking });
    const prepayment = {
      type: 'structure',
      value: [
        { type: 'enum', value: 2 },
        { type: 'enum', value: 2 },
      ],
    } as const;
    const mode = { ...payment.account, attribute: accountParts.modeAndStatus };
    expect(await takeOver.session('dco', 'gsme').set(mode, prepayment)).toBe('success');
    expect(failedIn(await takeOver.takeOver())?.found).toContain('payment mode: another value');
    await expectReturned(takeOver);
  });

  it('a register that went back is found', async () => {
    const takeOver = await TakeOver.at({ defects: { esme: [defect('import-register-goes-back-at-midnight')] } });
    const { clock } = takeOver.site;
    const midnight = Temporal.Instant.from('2026-01-16T00:00:00Z');
    clock.advance(clock.now().until(midnight.subtract({ minutes: 5 })));
    await takeOver.takeOver({ procedures: looking });
    clock.advance(Temporal.Duration.from({ minutes: 20 }));
    const failed = failedIn(await takeOver.takeOver());
    expect(failed).toMatchObject({ step: 'compare', code: 'register-went-back' });
    await expectReturned(takeOver);
  });

  it('days of consumption, outages and events in between are no loss', async () => {
    const takeOver = await TakeOver.at();
    await takeOver.takeOver({ procedures: looking });
    const { site } = takeOver;
    site.operate('esme', { kind: 'power', is: 'off' });
    site.clock.advance(Temporal.Duration.from({ minutes: 7 }));
    site.operate('esme', { kind: 'power', is: 'on' });
    site.operate('esme', { kind: 'cover', which: 'terminal', is: 'open' });
    site.clock.advance(Temporal.Duration.from({ hours: 24 * 35 }));
    expect(failedIn(await takeOver.takeOver())).toBeUndefined();
  });

  it('a comparison without anything to compare with fails', async () => {
    const takeOver = await TakeOver.at();
    const failed = failedIn(await takeOver.takeOver({ procedures: onlySteps('compare') }));
    expect(failed).toMatchObject({ code: 'snapshot-missing' });
  });
});

describe('device testing: devices that cannot be reached', () => {
  it('a WAN that is lost for a while is waited for', async () => {
    const takeOver = await TakeOver.at();
    takeOver.site.operate('hub', { kind: 'wan', is: 'lost' });
    takeOver.site.clock.schedule(Temporal.Duration.from({ hours: 1, minutes: 3 }), () =>
      takeOver.site.operate('hub', { kind: 'wan', is: 'back' }),
    );
    expect(outcome(await takeOver.takeOver())).toEqual([true, true]);
  });

  it('no WAN: so many tries, with the waits between them, and nothing was changed', async () => {
    const takeOver = await TakeOver.at();
    takeOver.site.operate('hub', { kind: 'wan', is: 'lost' });
    const result = await takeOver.takeOver();
    expect(failedIn(result)).toMatchObject({ step: 'wake', code: 'device-unreachable' });
    const associations = takeOver.site.operations.filter(({ service }) => service === 'associate');
    expect(associations).toHaveLength(3);
    await expectReturned(takeOver);
  });

  it('HAN lost: the meter is rolled back once it is back, and until then nobody says that it was', async () => {
    const takeOver = await TakeOver.at();
    const { site } = takeOver;
    takeOver.onEvent = ({ step, device }) => {
      const isChanged = step === 'rotate-keys' && device === site.id('gsme');
      if (isChanged) site.operate('hub', { kind: 'han', side: 'gas', is: 'lost' });
    };
    const result = await takeOver.takeOver({ attempts: { tries: 1, waits: [] } });
    expect(failedIn(result)).toMatchObject({ step: 'rotate-keys', code: 'device-unreachable' });
    takeOver.onEvent = undefined;
    const without = await takeOver.rollBack({ attempts: { tries: 2, waits: [] } });
    expect(outcome(without)).toEqual([false, true]);
    expect(failedIn(without)).toMatchObject({ device: site.id('gsme'), code: 'device-unreachable' });
    expect(takeOver.vault('s1sp').stateOf(site.id('gsme'))).toMatchObject({ is: 'settled', set: 'own' });
    site.operate('hub', { kind: 'han', side: 'gas', is: 'back' });
    await expectReturned(takeOver);
    expect(await takeOver.setsInForce()).toEqual(['smso']);
  });

  it('a gas meter that sleeps, behind a hub that sleeps, is waited for', async () => {
    const takeOver = await TakeOver.at({ delays: true });
    expect(failedIn(await takeOver.takeOver())).toBeUndefined();
    expect(outcome(await takeOver.rollBack())).toEqual([true, true]);
  });

  it('a stop on request ends it at once, and it can be gone on with', async () => {
    const takeOver = await TakeOver.at();
    const stop = new AbortController();
    takeOver.onEvent = ({ step }) => {
      if (step === 'rotate-keys') stop.abort();
    };
    await expect(takeOver.takeOver({ signal: stop.signal })).rejects.toMatchObject({ code: 'aborted' });
    expect(takeOver.events.filter(({ step }) => step === 'rotate-keys')).toHaveLength(1);
    expect(outcome(await takeOver.takeOver())).toEqual([true, true]);
  });
});

describe('device testing: whatever stops it', () => {
  const file = 'electricity-only-dormant';
  const brief = onlySteps('wake', 'check-associations', 'rotate-keys');

  it.each(keyRoles)('a process that stops whenever the %s stores anything is gone on with', async (role) => {
    for (const when of ['before', 'after'] as const) {
      for (let at = 0, stoppedIn: string | undefined = 'nothing yet'; stoppedIn !== undefined; at++) {
        const takeOver = await TakeOver.at({ file });
        const installation = takeOver.site.migrating();
        const store = new MortalStore(takeOver.holders[role].file, { at, when }, () =>
          takeOver.site.endAfter(0, 'cut'),
        );
        const testing = takeOver.testing({ procedures: brief, stores: { [role]: store } });
        stoppedIn =
          (await unlessStopped(testing.takeOver(installation), 'taking over')) ??
          (await unlessStopped(testing.rollBack(installation), 'rolling back'));
        store.close();
        takeOver.site.mend();
        if (stoppedIn === 'taking over' && at % 2 === 0) {
          expect(outcome(await takeOver.takeOver({ procedures: brief }))).toEqual([true, true]);
          expect(await takeOver.setsInForce()).toEqual(['own']);
        }
        await expectReturned(takeOver);
        expect(await takeOver.setsInForce()).toEqual(['smso']);
      }
    }
  });

  it('a way that ends after any seventh message: what failed is given back', async () => {
    for (let n = 3, isCut = true; isCut; n += 7) {
      const takeOver = await TakeOver.at({ file });
      takeOver.site.endAfter(n, 'cut');
      const result = await takeOver.takeOver({ attempts: { tries: 2, waits: [] } });
      isCut = takeOver.site.isEnded;
      expect(outcome(result)).toEqual(isCut ? expect.arrayContaining([false]) : [true, true]);
      takeOver.site.mend();
      await expectReturned(takeOver);
      expect(await takeOver.setsInForce()).toEqual(['smso']);
    }
  });

  const seeds = Array.from({ length: 6 }, (_, i) => i);

  it.each(seeds)('messages that are lost, late, repeated, overtaken or changed, at all steps (%i)', async (seed) => {
    await withFaults(seed, 0.02, procedures);
  });

  it.each(seeds)(
    'messages that are lost, late, repeated, overtaken or changed, while keys are changed (%i)',
    async (seed) => {
      for (const probability of [0.02, 0.05, 0.1, 0.2]) await withFaults(seed, probability, onlySteps('rotate-keys'));
    },
  );

  /** Takes an installation over, and gives it back as far as that goes; once nothing goes wrong any more, for good. */
  async function withFaults(seed: number, probability: number, given: Procedures): Promise<void> {
    const until = Temporal.Instant.from('2026-02-15T00:00:00Z');
    const kinds = ['frame-lost', 'frame-repeated', 'frame-corrupted', 'frame-reordered', 'wan-delay'] as const;
    const milliseconds = [5000, 600_000, 3_600_000][seed % 3];
    const faults = kinds.map((kind) => ({ kind, until, probability, milliseconds }) as Fault);
    const change = (installation: Installation): Installation => ({ ...installation, seed: `${seed}`, faults });
    const takeOver = await TakeOver.at({ file, change });
    const { clock } = takeOver.site;
    const options = { procedures: given, attempts: { tries: 4, waits: [Temporal.Duration.from({ minutes: 1 })] } };
    const result = await takeOver.takeOver(options);
    if (seed % 2 === 0) await takeOver.rollBack(options);
    clock.advance(clock.now().until(until));
    if (seed % 2 === 1 && !outcome(result).includes(false)) expect(await takeOver.setsInForce()).toEqual(['own']);
    await expectReturned(takeOver);
    expect(await takeOver.setsInForce()).toEqual(['smso']);
    for (const role of keyRoles)
      for (const name of ['hub', 'esme'] as const) takeOver.vault(role).release(takeOver.site.id(name));
  }

  it('what the devices are is kept before what they have shown is recorded', async () => {
    const takeOver = await TakeOver.at({ file });
    let kept = -1;
    const keep = (): void => {
      kept = takeOver.site.messages;
    };
    takeOver.onEvent = () => expect(kept).toBe(takeOver.site.messages);
    expect(outcome(await takeOver.takeOver({ keep }))).toEqual([true, true]);
    expect(outcome(await takeOver.rollBack({ keep }))).toEqual([true, true]);
  });
});
