import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { toHex } from '../../../src/core/bytes.ts';
import { Random } from '../../../src/core/random.ts';
import { prepareRun } from '../../../src/harness/runner/run-packs.ts';
import { wrapKey } from '../../../src/protocol/cosem/security/key-wrap.ts';
import { loadInstallation } from '../../../src/sim/files/load.ts';
import { newPath } from '../../support/scratch.ts';
import { carryOutAndVerify, packFile } from './targets.ts';

const installation = 'hardware/installations/moc-secure-dual-fuel.yaml';

async function run(steps: string) {
  const text = `kind: test-pack\nid: keys\ntitle: K\nversion: 1.0.0\ntests:
  - id: T
    title: T
    traces: [x]
    needs: [esme]
    requires: ["esme: master-key"]
    steps:\n${steps.replace(/^/gm, '      ')}
    cleanup:
      - associate: { client: critical }
      - transfer-keys: { client: non-critical, keys: right }
      - associate: { client: non-critical }\n`;
  const options = { packs: [packFile(text)], target: { sim: installation }, out: newPath(), tool: 's1bench 0' };
  return carryOutAndVerify(await prepareRun(options), options);
}

const changeAndUse = `- associate: { client: non-critical }
- transfer-keys: { client: non-critical, keys: new }
- associate: { client: non-critical, encryption-key: transferred, authentication-key: transferred }
  expect: { result: accepted }
- associate: { client: non-critical }
  expect: { result: exception-response }`;

it('Blue Book, Security setup: new keys are transferred, used, and put back', async () => {
  const { tests, verification } = await run(changeAndUse);
  expect([tests[0]?.verdict, verification.state]).toEqual(['passed', 'intact']);
});

it('no key enters the evidence, neither as it is nor as it is wrapped', async () => {
  const { folder, events } = await run(changeAndUse);
  const { seed, devices } = await loadInstallation(installation);
  const master = devices.esme.keys.master as Uint8Array;
  const drawn = new Random(seed).fork('run').fork('new keys');
  const journal = readFileSync(join(folder, 'journal.jsonl'), 'utf8').toUpperCase();
  for (const key of [drawn.bytes(16), drawn.bytes(16)]) {
    for (const secret of [key, wrapKey(master, key)]) {
      expect(journal).not.toContain(toHex(secret));
      expect(journal).not.toContain(Buffer.from(secret).toString('base64').toUpperCase());
    }
  }
  expect(events.some(({ kind }) => kind === 'withheld')).toBe(false);
});

it('who has no new keys yet is given random ones', async () => {
  const { tests } = await run(`- associate: { client: non-critical, encryption-key: transferred }
  expect: { result: exception-response, serviceError: deciphering-error }`);
  expect(tests[0]?.verdict).toBe('passed');
});
