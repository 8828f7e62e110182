import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { VirtualClock } from '../../../src/core/clock.ts';
import { Random } from '../../../src/core/random.ts';
import { prepareMigration } from '../../../src/harness/migrations/run-migration.ts';
import { makeTestPki, type TestPki } from '../../../src/migration/pki/test-pki.ts';
import { shipped } from '../../support/command.ts';
import { newFile, newPath } from '../../support/scratch.ts';

const START = '2026-01-15T10:00:00Z';
const FILE = `kind: bench
name: unasked
cohort: MOC (Secure)
devices:${[
  ['ch', 'secure-hub', '40', ''],
  ['esme', 'secure-liberty-100', '41', '\n    mpan: "1200000040005"'],
]
  .map(
    ([role, model, last, rest]) => `
  ${role}:
    address: tcp://127.0.0.1:1
    model: ${shipped(`hardware/models/${model}.yaml`)}
    keys: ${shipped('hardware/keys/smso-test-keys.yaml')}
    eui64: 00-00-5E-EF-10-00-00-${last}${rest}`,
  )
  .join('')}
`;

/** On the same bench, at the same time. */
async function prepared() {
  const folder = newPath();
  const { pki, head, world, workspace, rules } = await prepareMigration({
    rules: shipped('hardware/migration'),
    ownRules: [],
    configuration: shipped('hardware/configurations/dormant.yaml'),
    target: { bench: newFile('bench.yaml', FILE) },
    seed: 'of no use here',
    given: [],
    folder,
    tool: 's1bench',
    wallClock: new VirtualClock(Temporal.Instant.from(START)),
  });
  await world.close();
  workspace.close();
  return { pki, head, parties: rules.parties.all, written: readFileSync(join(folder, 'migration.json'), 'utf8') };
}

function keysOf({ certificates }: TestPki): readonly unknown[] {
  return certificates.map(({ privateKey }) => privateKey.export({ type: 'pkcs8', format: 'pem' }));
}

it('on a bench no key follows from anything that is written down', async () => {
  const [{ pki, head, parties, written }, other] = [await prepared(), await prepared()];
  const secret = new Set(keysOf(pki));
  expect(secret.isDisjointFrom(new Set(keysOf(other.pki)))).toBe(true);
  expect(head.seed).toBeUndefined();
  expect(written).not.toContain('seed');
  for (const seed of [START, head.startedAt, head.target.file, head.target.sha256, 'of no use here']) {
    const guessed = await makeTestPki({ parties, random: new Random(seed).fork('pki') });
    expect(secret.isDisjointFrom(new Set(keysOf(guessed)))).toBe(true);
  }
});
