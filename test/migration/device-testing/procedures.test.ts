import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DocumentErrors, parseDocument } from '../../../src/core/documents.ts';
import { deviceNamed, proceduresSchema } from '../../../src/migration/device-testing/procedures.ts';
import { shipped } from '../../support/command.ts';
import { Site } from '../keys/site.ts';

const file = 'hardware/migration/procedures.yaml';
const text = readFileSync(shipped(file), 'utf8');

/** The shipped procedures with other steps. */
function withSteps(...steps: readonly string[]): string {
  const lines = steps.map((step) => `    - { procedure: Waking a SMETS1 CHF, ${step} }\n`);
  return text.replace(/ {2}steps:\n(?: {4}.*\n)+/, `  steps:\n${lines.join('')}`);
}

function problemsOf(given: string): readonly string[] {
  try {
    parseDocument(given, file, proceduresSchema);
    return [];
  } catch (error) {
    if (!(error instanceof DocumentErrors)) throw error;
    return error.problems.map(({ where, expected }) => `${where?.path}: ${expected}`);
  }
}

describe('procedures', () => {
  it('MTAD 5.5: those that are shipped have the names of the reports for each GroupID', () => {
    const { procedures } = parseDocument(text, file, proceduresSchema);
    for (const name of [
      'Installing a SMETS1 Electricity Meter',
      'Installing a SMETS1 GSME',
      'Securing a SMETS1 ESME',
    ]) {
      expect(procedures[name]?.kind).toBe('seed');
    }
  });

  it.each([
    [
      'a device whose keys one of the two leaves as they were',
      ['step: rotate-keys, by: s1sp, device: gsme', 'step: rotate-keys, by: dco, device: esme'],
      'take-over.steps: a step `rotate-keys` by dco at gsme',
    ],
    ['a step that nobody knows', ['step: pray, by: s1sp, device: hub'], 'step: one of "wake"'],
    ['a party that takes nothing over', ['step: wake, by: smso, device: hub'], 'by: one of "s1sp"'],
    [
      'a step twice',
      ['step: wake, by: s1sp, device: hub', 'step: wake, by: s1sp, device: hub'],
      'step: each step once',
    ],
    ['a reading by the DCO', ['step: clock, by: dco, device: esme'], 'by: s1sp'],
    ['a meter that is woken', ['step: wake, by: s1sp, device: gsme'], 'device: hub'],
    [
      'a snapshot after keys were changed',
      [
        'step: rotate-keys, by: dco, device: gsme',
        'step: snapshot, by: s1sp, device: esme',
        'step: compare, by: s1sp, device: esme',
      ],
      'step: before any keys are changed',
    ],
    [
      'a comparison before all keys were changed',
      [
        'step: snapshot, by: s1sp, device: esme',
        'step: compare, by: s1sp, device: esme',
        'step: rotate-keys, by: dco, device: gsme',
      ],
      'step: after all keys were changed',
    ],
    ['a snapshot that nobody compares', ['step: snapshot, by: s1sp, device: esme'], 'step: compared at the end'],
    [
      'a comparison before there is anything to compare with',
      ['step: compare, by: s1sp, device: esme', 'step: snapshot, by: s1sp, device: esme'],
      'step: with a step `snapshot` before it',
    ],
    ['a comparison with nothing', ['step: compare, by: s1sp, device: esme'], 'step: with a step `snapshot`'],
  ])('%s is refused', (_, steps, expected) => {
    const problems = problemsOf(withSteps(...steps));
    expect(problems.some((problem) => problem.includes(expected))).toBe(true);
  });

  it('a procedure without its evidence is refused', () => {
    const given = withSteps('step: wake, by: s1sp, device: hub').replace(
      '{ procedure: Waking a',
      '{ procedure: Praying at a',
    );
    expect(problemsOf(given)).toContain('take-over.steps[0].procedure: one of the procedures');
    expect(problemsOf(text.replace('procedure: Returning SMETS1 devices', 'procedure: Going away'))).toEqual([
      'roll-back.procedure: one of the procedures',
    ]);
  });

  it('GT01: a gas meter that is left out, and its proxy, are no devices to be tested', async () => {
    const installation = (await Site.open()).migrating();
    expect(deviceNamed(installation, 'gsme')).toBe(installation.gsme?.id);
    const { gsme: _, gasProxy: __, ...electricityOnly } = installation;
    for (const without of [{ ...installation, leftOut: 'GT01' as const }, electricityOnly]) {
      expect(deviceNamed(without, 'gpf')).toBeUndefined();
      expect(deviceNamed(without, 'gsme')).toBeUndefined();
      expect(deviceNamed(without, 'esme')).toBe(installation.esme.id);
    }
  });
});
