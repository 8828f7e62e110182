import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { simWorld } from '../../../src/harness/migration-world/sim-world.ts';
import type { SmsoRecord } from '../../../src/migration/model/world.ts';
import { root } from '../../support/project-files.ts';
import { newFolder } from '../../support/scratch.ts';
import { keysOf, Party, smsoOf } from './dialogue.ts';

const FILE = join(root, 'hardware/installations/moc-secure-thousand.yaml');
const worldModule = join(root, 'src/harness/migration-world/sim-world.ts');
const dialogueModule = join(root, 'test/harness/migration-world/dialogue.ts');

/** A program that brings new keys to a meter again and again, keeps every second ones, and is busy for good in the end. */
function program(folder: string, transfers: number): string {
  return `
    import { simWorld } from ${JSON.stringify(worldModule)};
    import { keysOf, Party, recorded } from ${JSON.stringify(dialogueModule)};
    const world = await simWorld(${JSON.stringify(FILE)}, { folder: ${JSON.stringify(folder)} });
    const [hub] = world.hubs();
    const record = world.record(hub);
    const reach = await world.open(hub);
    const { master, clients } = recorded(record, record.esme.id);
    let keys = clients[2];
    for (let i = 1; i <= ${transfers}; i++) {
      const party = new Party(reach, () => keys);
      const result = await party.transfer(record.esme.id, keysOf(16 * i), master);
      keys = keysOf(16 * i);
      const serial = await new Party(reach, () => keys).serial(record.esme.id);
      if (i % 2 === 0) world.keep(hub);
      console.log(result, serial, world.clock.now().toString());
    }
    console.log('busy');
    for (;;);`;
}

async function killedAfter(folder: string, transfers: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program(folder, transfers)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let told = '';
  for await (const chunk of child.stdout) {
    told += chunk;
    if (told.endsWith('busy\n')) child.kill('SIGKILL');
  }
  if (child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
  return told.trimEnd().split('\n').slice(0, -1);
}

describe('a simulated world whose process is killed (kill -9)', () => {
  it.each([
    [0, 0],
    [1, 0],
    [2, 2],
    [3, 2],
    [4, 4],
  ])(
    'after %i changes of keys goes on with its devices as they were when they were kept last, after %i',
    async (transfers, kept) => {
      const folder = newFolder();
      const told = await killedAfter(folder, transfers);
      expect(told.map((line) => line.split(' ')[0])).toEqual(Array(transfers).fill('success'));
      expect(told.map((line) => line.split(' ')[1])).toEqual(Array(transfers).fill('E9050001'));
      const world = await simWorld(FILE, { folder });
      const [hub] = world.hubs();
      const record = world.record(hub as never) as SmsoRecord;
      const reach = await world.open(record.hub.id);
      const by = (n: number): Party => (n === 0 ? smsoOf(record, reach) : new Party(reach, () => keysOf(16 * n)));
      const at = kept === 0 ? world.template.first.start.toString() : told[kept - 1]?.split(' ')[2];
      expect(world.clock.now().toString()).toBe(at);
      for (let n = 0; n <= transfers; n++) {
        expect(await by(n).serial(record.esme.id), `keys ${n}`).toBe(n === kept ? 'E9050001' : 'device-unreachable');
      }
      await reach.close();
      await world.close();
    },
  );
});
