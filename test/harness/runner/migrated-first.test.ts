import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { prepareRun } from '../../../src/harness/runner/run-packs.ts';
import { shipped } from '../../support/command.ts';
import { newFile, newPath } from '../../support/scratch.ts';
import { carryOutAndVerify, packFile } from './targets.ts';

const migrationFiles = {
  rules: shipped('hardware/migration'),
  configuration: shipped('hardware/configurations/dormant.yaml'),
};

/** A pack of one test. */
function packOf(id: string, steps: string, standing = ''): string {
  const indented = steps.split('\n').map((line) => `      ${line}`);
  const test = `  - id: T\n    title: T\n    traces: [x]\n    needs: [ch, esme]\n    steps:\n${indented.join('\n')}\n`;
  return packFile(`kind: test-pack\nid: ${id}\ntitle: P\nversion: 1.0.0\n${standing}tests:\n${test}`);
}

async function run(packs: readonly string[], sim = 'hardware/installations/moc-secure-dormant.yaml') {
  const options = { packs, target: { sim }, out: newPath(), tool: 's1bench 0', migrationFiles };
  const carriedOut = await carryOutAndVerify(await prepareRun(options), options);
  expect(carriedOut.verification).toMatchObject({ state: 'intact' });
  const verdicts = Object.fromEntries(carriedOut.tests.map(({ test, verdict }) => [test, verdict]));
  const made = carriedOut.events.filter(({ kind, what }) => kind === 'operation' && /^migrates/.test(String(what)));
  return { ...carriedOut, verdicts, made };
}

const unknown = packOf(
  'before',
  `- device: esme
  request: { srv: "4.1.1" }
  expect: { responseCode: E19 }`,
  'standing: before-migration\n',
);

/** What a migration has left: keys, firmware, inventory. */
const migrated = packOf(
  'after',
  `- device: esme
  associate: { client: critical }
- device: esme
  associate: { client: critical, encryption-key: smso, authentication-key: smso }
  expect: { result: exception-response, serviceError: deciphering-error }
- device: esme
  request: { srv: "11.2" }
  expect: { body.FirmwareVersion: "\${esme.firmware}" }
- request: { srv: "8.2", parameters: { DeviceID: "\${esme.eui64}" } }
  expect: { body.Device.0.DeviceStatus: Commissioned, body.Device.0.ImportMPxN: "\${esme.mpan}" }`,
);

describe('an installation that is not the DCC’s is migrated before tests that need it commissioned', () => {
  it('once, with its keys changed, its firmware upgraded, and all of it in the evidence', async () => {
    const { verdicts, events, made, folder } = await run([migrated]);
    expect(verdicts).toEqual({ 'after/T': 'passed' });
    expect(made).toEqual([expect.objectContaining({ detail: expect.objectContaining({ outcome: 'commissioned' }) })]);
    expect(events.filter(({ kind }) => kind === 'devices-changed')).toMatchObject([
      {
        devices: { esme: { firmware: '0A2B0200', 'next-firmware': '0A2B0300' }, ppmid: { eui64: expect.any(String) } },
      },
    ]);
    expect(readdirSync(join(folder, 'migrations', 'before-the-tests'))).toContainEqual(
      expect.stringMatching(/_common\.xml$/),
    );
  });

  it('and devices are as the SMSO left them for tests that begin before, whichever come first', async () => {
    const { verdicts, made, events } = await run([unknown, migrated]);
    expect(verdicts).toEqual({ 'before/T': 'passed', 'after/T': 'passed' });
    expect(made).toHaveLength(1);
    expect((await run([migrated, unknown])).verdicts).toEqual({ 'after/T': 'passed', 'before/T': 'passed' });
    expect(events.findIndex((event) => event['test'] === 'before/T')).toBeLessThan(events.indexOf(made[0] ?? {}));
  });

  it('where that does not end with it commissioned, the tests are not run, and say why', async () => {
    const sim = 'hardware/installations/no-master-key-dormant.yaml';
    const { tests, exitCode } = await run([migrated, unknown], sim);
    expect(tests).toMatchObject([
      { test: 'after/T', verdict: 'not-run', because: 'its migration ended excluded MK01' },
      { test: 'before/T', verdict: 'passed' },
    ]);
    expect(exitCode).toBe(3);
  });

  it('and so they are where nobody knows how it would be migrated', async () => {
    const text = `kind: installation\nname: nobody-s\nseed: 1\nstart: 2026-01-15T10:20:00Z\ntime-zone: Europe/London
status: dormant\ndevices:
  ch: { model: ${shipped('hardware/models/secure-hub.yaml')}, keys: derived, firmware: "0C050100", eui64: 00-00-5E-EF-10-00-00-70, serial: "1" }
  esme: { model: ${shipped('hardware/models/secure-liberty-100.yaml')}, keys: derived, firmware: "0A2B0100", eui64: 00-00-5E-EF-10-00-00-71, serial: "2", mpan: "1200007000009", installed: 2017-09-04T09:40:00Z }\n`;
    const { tests } = await run([migrated], newFile('installation.yaml', text));
    expect(tests).toMatchObject([
      { verdict: 'not-run', because: expect.stringMatching(/^it could not be migrated: /) },
    ]);
  });

  it('one that is commissioned is not', async () => {
    const { made, events } = await run([unknown, migrated], 'hardware/installations/moc-secure-dual-fuel.yaml');
    expect(made).toEqual([]);
    expect(events.filter(({ kind }) => kind === 'devices-changed')).toEqual([]);
  });
});
