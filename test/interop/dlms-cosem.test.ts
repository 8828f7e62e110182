import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, it } from 'vitest';
import { toHex } from '../../src/core/bytes.ts';
import { loadKeys } from '../../src/sim/files/load.ts';
import { keys, tcpSimulator } from '../e2e/meter.ts';
import { jsonLines, s1bench, shipped } from '../support/command.ts';

const clients = { public: 16, 'non-critical': 2, critical: 1 } as const;

/**
 * A client that is not ours: the Python library dlms-cosem. Where python3 can't import it, also in CI, these tests are
 * skipped: it is no package of this project, and no gate can rest on its being there.
 */
const isMissing = spawnSync('python3', ['-c', 'import dlms_cosem.client']).status !== 0;

describe.skipIf(isMissing).each(['wrapper', 'hdlc'] as const)('dlms-cosem (Python), over TCP, %s', (framing) => {
  let address: string;

  beforeAll(async () => {
    ({ address } = await tcpSimulator(framing));
  });

  it.each(Object.keys(clients) as (keyof typeof clients)[])(
    'Green Book 9: associates as the %s client, and reads every attribute that its object list calls readable',
    async (client) => {
      const sap = clients[client];
      const secrets = sap === 16 ? undefined : (await loadKeys(keys)).clients[sap];
      const child = spawn(
        'python3',
        [
          shipped('test/interop/read_all.py'),
          ...['--port', new URL(address).port, '--framing', framing, '--client', String(sap)],
          ...(secrets === undefined ? [] : ['--encryption-key', toHex(secrets.encryption)]),
          ...(secrets === undefined ? [] : ['--authentication-key', toHex(secrets.authentication)]),
        ],
        { stdio: ['ignore', 'pipe', 'pipe'] },
      );
      const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
      expect(child.exitCode, stdout + stderr).toBe(0);
      const told = JSON.parse(stdout.trimEnd().split('\n').at(-1) as string);
      expect(told).toEqual(await listedFor(address, client));
    },
  );
});

/** How many objects, and readable attributes, the same client is shown by our own. */
async function listedFor(address: string, client: keyof typeof clients) {
  const who = client === 'public' ? [] : ['--client', client, '--keys', keys];
  const objects = jsonLines((await s1bench(['device', 'list', address, '--json', ...who])).stdout);
  const modes = objects.flatMap(({ attributes }) => Object.values(attributes as Readonly<Record<string, string>>));
  return { objects: objects.length, attributes: modes.filter((mode) => mode.includes('read')).length };
}
