import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../../support/project-files.ts';
import { newFile } from '../../support/scratch.ts';
import { packFile, runAndVerify } from './targets.ts';

const hardware = join(root, 'hardware');
const text = readFileSync(join(hardware, 'installations/moc-secure-dual-fuel.yaml'), 'utf8').replaceAll(
  '../',
  `${hardware}/`,
);
const roles = ['ch', 'esme', 'gsme', 'gpf'] as const;

/** Reads the EUI-64 of each device that is there, and checks that it is the declared one. */
const pack = packFile(`
kind: test-pack
id: through-hub
title: Every device answers through the hub
version: 1.0.0
evidence: Written for this test.
tests:
${roles
  .map(
    (role) => `
  - id: ${role}
    title: The ${role} says who it is
    traces: [Blue Book 6.2.42]
    needs: [${role}]
    steps:
      - device: ${role}
        associate: { client: non-critical }
        expect: { result: accepted }
      - device: ${role}
        get: { class: 1, object: 0.0.96.1.3.255, attribute: 2 }
        expect: { result: success }
`,
  )
  .join('')}`);

it('every device of an installation with a hub is reached through it, woken as needed', async () => {
  const { summaryVerdicts } = await run(text);
  expect(summaryVerdicts).toEqual(roles.map((role) => [`through-hub/${role}`, 'passed']));
});

it('each fault of the world that occurs is in the evidence', async () => {
  const faults =
    'faults:\n  - { kind: wan-delay, milliseconds: 900 }\n  - { kind: clock-drift, device: esme, ppm: 50 }\n';
  const { events, summaryVerdicts } = await run(text + faults);
  expect(summaryVerdicts.every(([, verdict]) => verdict === 'passed')).toBe(true);
  const recorded = events.filter(({ kind }) => kind === 'fault');
  expect(new Set(recorded.map(({ what }) => what))).toEqual(new Set(['wan-delay', 'clock-drift']));
  expect(new Set(recorded.map(({ device }) => device))).toEqual(new Set(roles));
  expect(recorded[0]).toMatchObject({ detail: { phase: expect.any(String), at: expect.stringMatching(/^2026-/) } });
});

it('the same file gives the same evidence', async () => {
  const traffic = async (): Promise<unknown> =>
    (await run(text)).events.filter(({ kind }) => kind === 'traffic').map(({ time, bytes }) => [time, bytes]);
  expect(await traffic()).toEqual(await traffic());
});

async function run(installation: string) {
  const result = await runAndVerify({ packs: [pack], target: { sim: newFile('installation.yaml', installation) } });
  const summaryVerdicts = [...result.tests].map(({ test, verdict }) => [test, verdict] as const);
  return { ...result, summaryVerdicts };
}
