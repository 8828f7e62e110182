import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/core/random.ts';
import { prepareRun } from '../../../src/harness/runner/run-packs.ts';
import { simTarget } from '../../../src/harness/runner/sim-target.ts';
import type { Target } from '../../../src/harness/runner/target.ts';
import { shipped } from '../../support/command.ts';
import { newPath } from '../../support/scratch.ts';
import { carryOutAndVerify, type Event, packFile } from './targets.ts';

const migrationFiles = {
  rules: shipped('hardware/migration'),
  configuration: shipped('hardware/configurations/dormant.yaml'),
};

/** A pack of tests, each from the steps of it. */
function packOf(tests: readonly string[], standing = 'standing: before-migration\n'): string {
  const texts = tests.map((steps, i) => {
    const indented = steps.split('\n').map((line) => `      ${line}`);
    return `  - id: T${i}\n    title: T\n    traces: [x]\n    needs: [ch, esme]\n    steps:\n${indented.join('\n')}\n`;
  });
  return packFile(`kind: test-pack\nid: small\ntitle: Small\nversion: 1.0.0\n${standing}tests:\n${texts.join('')}`);
}

async function run(
  packs: readonly string[],
  { installation = 'moc-secure-dormant', change = (target: Target): Target => target } = {},
) {
  const target = { open: async () => change(await simTarget(`hardware/installations/${installation}.yaml`)) };
  const options = { packs, target, out: newPath(), tool: 's1bench 0', migrationFiles };
  const carriedOut = await carryOutAndVerify(await prepareRun(options), options);
  expect(carriedOut.verification).toMatchObject({ state: 'intact' });
  return carriedOut;
}

function outcomeOf(events: readonly Event[]): Event {
  const outcomes = events.flatMap(({ kind, outcome }) => (kind === 'observation' ? [outcome as Event] : []));
  return outcomes.find((outcome) => 'attempts' in outcome) ?? {};
}

async function migrated(options: string, installation: string): Promise<Event> {
  const test = `- migrate: ${options}\n  expect: { outcome: { present: true } }`;
  const { events } = await run([packOf([test])], { installation });
  return outcomeOf(events);
}

describe('migrate: the installation of a test is migrated by the parties of a migration', () => {
  it('takes Service Requests only afterwards, and each test begins before it', async () => {
    const steps = `- device: esme
  request: { srv: "4.1.1" }
  expect: { responseCode: E19 }
- migrate: {}
  expect: { attempts: 1 }
- device: esme
  request: { srv: "4.1.1" }`;
    const { tests } = await run([packOf([steps, steps])]);
    expect(tests.map(({ verdict }) => verdict)).toEqual(['passed', 'passed']);
  });

  it('leaves the files in the folder of the run, each with its digest in the journal', async () => {
    const { folder, events } = await run([packOf(['- migrate: {}\n  expect: { attempts: 1 }'])]);
    const held = events.flatMap(({ what, detail }) =>
      what === 'file-held' ? [detail as { readonly name: string; readonly sha256: string }] : [],
    );
    const files = join(folder, 'migrations', 'small', 'T0');
    const digests = held.map(({ name }) =>
      createHash('sha256')
        .update(readFileSync(join(files, name)))
        .digest('hex'),
    );
    expect(digests).toEqual(held.map(({ sha256 }) => sha256));
    expect(readdirSync(files).length).toBeGreaterThanOrEqual(held.length);
    expect(held.length).toBeGreaterThan(15);
  });

  it('has what parties do in the journal, under their roles, and withholds nothing as no key is in it', async () => {
    const { events } = await run([packOf(['- migrate: {}\n  expect: { attempts: 1 }'])]);
    const parties = new Set(
      events.flatMap(({ kind, by, what }) => (kind === 'operation' && what !== 'get' ? [by] : [])),
    );
    expect([...parties]).toEqual(
      expect.arrayContaining(['smso', 'requesting-party', 'commissioning-party', 's1sp', 'dco', 'exchange', 'runner']),
    );
    expect(events.filter(({ kind }) => kind === 'withheld')).toEqual([]);
  });

  it('the same seed gives the same outcome', async () => {
    const during = '{ during: [{ at: { what: keys, is: sent, nth: 3 }, do: { crash: true } }] }';
    expect(await migrated(during, 'foc-np-dormant')).toEqual(await migrated(during, 'foc-np-dormant'));
  });

  it('a pack that migrates nothing goes on with devices of its own', async () => {
    const before = packOf(['- migrate: {}\n  expect: { attempts: 1 }']);
    const after = packFile(
      'kind: test-pack\nid: usual\ntitle: Usual\nversion: 1.0.0\ntests:\n  - { id: U, title: U, traces: [x], needs: [esme], steps: [{ request: { srv: "4.1.1" }, expect: { body: { present: true } } }] }\n',
    );
    const { tests } = await run([before, after]);
    expect(tests.map(({ verdict }) => verdict)).toEqual(['passed', 'passed']);
  });

  it('is not run where devices can not be renewed', async () => {
    const { tests } = await run([packOf(['- migrate: {}\n  expect: { attempts: 1 }'])], {
      change: ({ renew: _, ...target }) => target,
    });
    expect(tests[0]).toMatchObject({ verdict: 'not-run', because: expect.stringContaining('s1bench migrate --bench') });
  });

  it('is refused in a pack that does not say that it begins before a migration', async () => {
    const pack = packOf(['- migrate: {}\n  expect: { attempts: 1 }'], '');
    await expect(prepareRun({ packs: [pack], target: { sim: '' }, tool: '' })).rejects.toMatchObject({
      problems: [expect.objectContaining({ code: 'pack-standing-missing', found: 'T0' })],
    });
  });

  it('is no run at all without rules', async () => {
    const options = {
      packs: [packOf(['- migrate: {}\n  expect: { attempts: 1 }'])],
      target: { sim: 'hardware/installations/moc-secure-dormant.yaml' },
      out: newPath(),
      tool: '',
    };
    await expect(carryOutAndVerify(await prepareRun(options), options)).rejects.toMatchObject({
      code: 'migration-rules-missing',
    });
  });
});

describe('authorise: who authorises active meters', () => {
  const active = 'ioc-elster-active';

  it('their suppliers, unless the test says otherwise', async () => {
    expect(await migrated('{}', active)).toMatchObject({ outcome: 'commissioned', attempts: 1 });
    expect(await migrated('{ authorise: { priority: true, times: 2 } }', active)).toMatchObject({
      outcome: 'commissioned',
    });
  });

  it.each(['nobody', 'other-supplier'])('by %s they are not migrated', async (by) => {
    const { outcome } = await migrated(`{ authorise: { by: ${by} } }`, active);
    expect(outcome).not.toBe('commissioned');
  });
});

describe('during: what happens while it is under way', () => {
  it('wherever the process dies, the migration ends commissioned, in one attempt', async () => {
    const random = new Random('deaths');
    const deaths = Array.from({ length: 6 }, () => 1 + random.below(40));
    for (const nth of deaths) {
      const during = `{ during: [{ at: { what: device-step, nth: ${Math.min(nth, 24)} }, do: { crash: true } }] }`;
      expect(await migrated(during, 'foc-bg-dormant')).toMatchObject({ outcome: 'commissioned', attempts: 1 });
    }
  });
});

describe('standing: before-migration', () => {
  it('`smso` keys are those of the key file, whatever is in force', async () => {
    const { tests } = await run([
      packOf([
        `- associate: { client: critical, encryption-key: smso, authentication-key: smso }
- migrate: {}
- associate: { client: critical, encryption-key: smso, authentication-key: smso }
  expect: { result: exception-response }
- associate: { client: critical }`,
      ]),
    ]);
    expect(tests[0]).toMatchObject({ verdict: 'passed' });
  });
});
