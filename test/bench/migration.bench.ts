import { fork } from 'node:child_process';
import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEui64 } from '../../src/core/identifiers.ts';
import { Random } from '../../src/core/random.ts';
import { open, seal } from '../../src/migration/files/sealing.ts';
import { makeTestPki } from '../../src/migration/pki/test-pki.ts';
import { wrapKey } from '../../src/protocol/cosem/security/key-wrap.ts';
import { type Benchmark, timed } from './benchmark.ts';

const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const script = pathOf('peers/migration.ts');
const installations = pathOf('data/plain-installations.yaml');
const hardware = pathOf('../../hardware');

const FEW = 100;
const MANY = 1000;
/** Of a set of a hundred: common, group, two encrypted, three validation, two viability, decision, two roll-back, outcome. */
const FILES = 13;
/** Hub, ESME, GPF and GSME, each with two keys for each of two clients. */
const KEYS = 16;

interface Told {
  readonly done: number;
  readonly seconds: number;
  /** MiB, at most. */
  readonly rss: number;
}

/** In a process of its own. */
async function installationsIn(what: 'migrate' | 'look', count: number): Promise<Told> {
  const folder = join(mkdtempSync(join(tmpdir(), 's1bench-bench-')), 'migration');
  if (what === 'look') mkdirSync(folder);
  const child = fork(script, [what, installations, String(count), folder, hardware]);
  const [told] = (await once(child, 'message')) as [Told];
  if (told.done !== count) throw new Error(`only ${told.done} of ${count}`);
  return told;
}

/** MiB that it takes to migrate so many, above what the simulator takes by itself. */
async function memoryOf(count: number): Promise<number> {
  return (await installationsIn('migrate', count)).rss - (await installationsIn('look', count)).rss;
}

/** Seconds for what a hundred installations need of signatures, seals and key wraps, and nothing else. */
async function bareCryptography(): Promise<number> {
  const random = new Random('bench');
  const party = { role: 's1sp', id: parseEui64('00-00-5E-EF-10-00-02-01'), name: 'S1SP' } as const;
  const pki = await makeTestPki({ parties: [party], random });
  const keys = pki.keysOf('s1sp');
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const file = random.bytes(100_000);
  const [master, key] = [random.bytes(16), random.bytes(16)];
  const device = parseEui64('00-00-5E-EF-10-00-00-41');
  const material = Array.from({ length: 4 }, () => ({
    device,
    master,
    keys: { encryption: key, authentication: key },
  }));
  const context = { set: 'DA-20260115-001', hub: device, recipient: 's1sp' } as const;
  return timed(() => {
    for (let i = 0; i < FILES; i++) {
      const signature = sign('sha256', file, privateKey);
      if (!verify('sha256', file, publicKey, signature)) throw new Error('a signature that does not hold');
    }
    for (let i = 0; i < FEW; i++) {
      // For the S1SP and for the DCO; opened when it is checked, and when it is taken.
      for (let recipients = 0; recipients < 2; recipients++) {
        const sealed = seal(material, keys.agreement.certificate, context);
        for (let times = 0; times < 2; times++) open(sealed, keys, context);
      }
      for (let keysOfOne = 0; keysOfOne < KEYS; keysOfOne++) wrapKey(master, key);
    }
  });
}

export const migrations: readonly Benchmark[] = [
  {
    what: `dormant dual-fuel installations migrated, every file signed and every key changed, ${FEW} of them`,
    yardstick: 'just those signatures, seals and key wraps',
    measure: 'rate',
    reach: 0.3,
    rounds: 3,
    warmUps: 0,
    run: (collect) =>
      collect(async () => {
        const yardstick = FEW / (await bareCryptography());
        return { ours: FEW / (await installationsIn('migrate', FEW)).seconds, yardstick };
      }),
  },
  {
    what: `memory of ${MANY} installations migrated, above that of the simulator`,
    yardstick: `that of ${FEW} of them`,
    measure: 'time',
    reach: 1.5,
    rounds: 1,
    warmUps: 0,
    run: (collect) => collect(async () => ({ ours: await memoryOf(MANY), yardstick: await memoryOf(FEW) })),
  },
];
