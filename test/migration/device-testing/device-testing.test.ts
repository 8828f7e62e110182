import { describe, expect, it } from 'vitest';
import { common } from '../../../src/dcc/s1sp/objects/common.ts';
import { accountParts, payment } from '../../../src/dcc/s1sp/objects/payment.ts';
import type { Snapshot } from '../../../src/migration/device-testing/snapshot.ts';
import type { StepReport } from '../../../src/migration/model/outcome.ts';
import { keyRoles } from '../../../src/migration/model/parties.ts';
import { PartyStore } from '../../../src/migration/store/party-store.ts';
import { defect } from '../keys/site.ts';
import { allSteps, expectReturned, failedIn, onlySteps, outcome, procedures, TakeOver } from './take-over.ts';

const randomKey = Uint8Array.from({ length: 16 }, (_, i) => 17 * i);

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

  it('who leaves the keys of a device as they were has not taken it over, whatever the steps say', async () => {
    const takeOver = await TakeOver.at();
    const isLeftOut = ({ step, by, device }: (typeof procedures)['take-over']['steps'][number]): boolean =>
      step === 'rotate-keys' && by === 'dco' && device === 'esme';
    const steps = procedures['take-over'].steps.filter((step) => !isLeftOut(step));
    const result = await takeOver.takeOver({
      procedures: { ...procedures, 'take-over': { ...procedures['take-over'], steps } },
    });
    expect(outcome(result)).toEqual([true, false]);
    expect(failedIn(result)).toMatchObject({ device: takeOver.site.id('esme'), code: 'migration-keys-not-taken' });
    await expectReturned(takeOver);
  });

  it('no key is in what is reported, nor in what the devices are asked', async () => {
    const takeOver = await TakeOver.at();
    await takeOver.takeOver();
    await takeOver.rollBack();
    const { site, events } = takeOver;
    const told = JSON.stringify([events, site.operations], (_, value) =>
      value instanceof Uint8Array ? value.toHex() : typeof value === 'bigint' ? `${value}` : value,
    ).toLowerCase();
    for (const role of keyRoles) {
      for (const { device, master } of site.material(role)) {
        const vault = takeOver.vault(role);
        const sets = [vault.setOf(device, 'smso'), vault.setOf(device, 'own')];
        const keys = sets.flatMap(({ encryption, authentication }) => [encryption, authentication]);
        for (const key of [...keys, ...(master ? [master] : [])]) expect(told.includes(key.toHex())).toBe(false);
      }
    }
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

  it('keys that were not handed over are missed at the first step at the device', async () => {
    const takeOver = await TakeOver.at();
    const esme = takeOver.site.id('esme');
    const { dco, s1sp } = takeOver.holders;
    const others = takeOver.site.material('s1sp').filter(({ device }) => device !== esme);
    const store = new PartyStore(`${s1sp.file}-2`);
    s1sp.vault(store).take(takeOver.site.id('hub'), others);
    const result = await takeOver.takeOver({ stores: { s1sp: store, dco: new PartyStore(dco.file) } });
    expect(failedIn(result)).toMatchObject({ step: 'identify', device: esme, code: 'migration-keys-missing' });
    expect(outcome(await takeOver.rollBack({ stores: { s1sp: store } }))).toEqual([true, true]);
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
