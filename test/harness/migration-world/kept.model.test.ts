import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Eui64 } from '../../../src/core/identifiers.ts';
import { type SimWorld, simWorld } from '../../../src/harness/migration-world/sim-world.ts';
import type { InstallationReach, SmsoRecord } from '../../../src/migration/model/world.ts';
import { root } from '../../support/project-files.ts';
import { newFolder } from '../../support/scratch.ts';
import { keysOf, Party, recorded } from './dialogue.ts';

const FILE = join(root, 'hardware/installations/moc-secure-thousand.yaml');
const INSTALLATIONS = 3;

/** What the keys of a meter are now, and what they were when it was kept: 0 as it was delivered. */
interface Expected {
  now: number;
  kept: number;
}

/** A world, and what is known of it from outside. */
class Known {
  world: SimWorld;
  readonly folder: string;
  readonly expected: readonly Expected[] = Array.from({ length: INSTALLATIONS }, () => ({ now: 0, kept: 0 }));
  readonly reaches = new Map<number, InstallationReach>();
  readonly #hubs: readonly Eui64[];
  #fills = 0;

  private constructor(world: SimWorld, folder: string) {
    this.world = world;
    this.folder = folder;
    this.#hubs = [...world.hubs()];
  }

  static async begin(): Promise<Known> {
    const folder = newFolder();
    return new Known(await worldIn(folder), folder);
  }

  record(k: number): SmsoRecord {
    return this.world.record(this.#hubs[k] as Eui64) as SmsoRecord;
  }

  async reach(k: number): Promise<InstallationReach> {
    const open = this.reaches.get(k) ?? (await this.world.open(this.record(k).hub.id));
    this.reaches.set(k, open);
    return open;
  }

  async look(k: number): Promise<void> {
    const { esme } = this.record(k);
    const expected = this.expected[k]?.now ?? 0;
    expect(await this.#by(await this.reach(k), k, expected).serial(esme.id)).toBe(`E905000${1 + k}`);
  }

  async change(k: number): Promise<void> {
    const record = this.record(k);
    const { esme } = record;
    const expected = this.expected[k] as Expected;
    this.#fills += 2;
    const party = this.#by(await this.reach(k), k, expected.now);
    const master = recorded(record, esme.id)?.master as Uint8Array;
    expect(await party.transfer(esme.id, keysOf(this.#fills), master)).toBe('success');
    expected.now = this.#fills;
    await this.look(k);
  }

  keep(k: number): void {
    const expected = this.expected[k] as Expected;
    this.world.keep(this.record(k).hub.id);
    expected.kept = expected.now;
  }

  async close(k: number): Promise<void> {
    await this.reaches.get(k)?.close();
    this.reaches.delete(k);
  }

  /** The world is left as it is, as by a process that is gone, and another goes on in its place. */
  async crash(): Promise<void> {
    const before = this.world.clock.milliseconds();
    this.reaches.clear();
    this.world = await worldIn(this.folder);
    expect(this.world.clock.milliseconds()).toBeLessThanOrEqual(before);
    for (const each of this.expected) each.now = each.kept;
  }

  #by(reach: InstallationReach, k: number, fill: number): Party {
    const own = (device: Eui64) => recorded(this.record(k), device)?.clients[2];
    return new Party(reach, fill === 0 ? own : () => keysOf(fill));
  }
}

/** In which nothing hinders the first few. */
function worldIn(folder: string): Promise<SimWorld> {
  return simWorld(FILE, { folder, count: INSTALLATIONS, delays: false });
}

const steps = fc.array(
  fc.tuple(fc.constantFrom('look', 'change', 'change', 'keep', 'close', 'crash'), fc.nat(INSTALLATIONS - 1)),
  { maxLength: 25 },
);

it('a simulated world: whatever is opened, changed, kept and closed, a crash goes back to what was kept, and nothing else does', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const known = await Known.begin();
      for (const [step, k] of all) {
        if (step === 'crash') await known.crash();
        else await known[step](k);
      }
      for (let k = 0; k < INSTALLATIONS; k++) await known.look(k);
      await known.world.close();
    }),
    { numRuns: 40 },
  );
});
