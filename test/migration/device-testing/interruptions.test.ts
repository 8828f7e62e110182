import { describe, expect, it } from 'vitest';
import type { Procedures } from '../../../src/migration/device-testing/procedures.ts';
import type { KeyState } from '../../../src/migration/keys/key-state.ts';
import { type KeyRole, keyRoles } from '../../../src/migration/model/parties.ts';
import { PartyStore, type StoreTable } from '../../../src/migration/store/party-store.ts';
import type { Installation } from '../../../src/sim/installation/entries.ts';
import type { Fault } from '../../../src/sim/installation/faults.ts';
import { MortalStore, ProcessStopped } from '../keys/site.ts';
import { expectReturned, onlySteps, outcome, procedures, TakeOver } from './take-over.ts';

/** Tells of all that is recorded of a device after it was asked: what is just about to be sent is not. */
class WatchedStore extends PartyStore {
  readonly #watch: () => void;

  constructor(file: string, watch: () => void) {
    super(file, 'process');
    this.#watch = watch;
  }

  override table<Value>(name: string): StoreTable<Value> {
    const table = super.table<Value>(name);
    const put = (key: string, value: Value): void => {
      const { state } = value as { readonly state?: KeyState };
      if (state === undefined || state.is === 'settled') this.#watch();
      table.put(key, value);
    };
    return { ...table, put };
  }
}

/** @returns what was being done when its process stopped; nothing where it came to its end */
function unlessStopped(work: Promise<unknown>, what: string): Promise<string | undefined> {
  return work.then(
    () => undefined,
    (error: unknown) => (error instanceof ProcessStopped ? what : Promise.reject(error)),
  );
}

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
      for (const name of ['hub', 'esme'] as const) takeOver.vault(role).release(takeOver.site.id(name), 'smso');
  }

  it('what the devices are is kept before what they have shown is recorded', async () => {
    const takeOver = await TakeOver.at({ file });
    let [kept, recorded] = [-1, 0];
    const keep = (): void => {
      kept = takeOver.site.messages;
    };
    const storeOf = (role: KeyRole): PartyStore =>
      new WatchedStore(takeOver.holders[role].file, () => {
        recorded++;
        expect(kept).toBe(takeOver.site.messages);
      });
    const stores = { s1sp: storeOf('s1sp'), dco: storeOf('dco') };
    expect(outcome(await takeOver.takeOver({ keep, stores }))).toEqual([true, true]);
    expect(outcome(await takeOver.rollBack({ keep, stores }))).toEqual([true, true]);
    expect(recorded).toBeGreaterThan(20);
  });
});
