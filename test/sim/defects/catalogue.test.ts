import { describe, expect, it } from 'vitest';
import type { VirtualClock } from '../../../src/core/clock.ts';
import { defectCatalogue, findDefect } from '../../../src/sim/defects/catalogue.ts';
import type { Defect } from '../../../src/sim/defects/defect.ts';
import { createEsme } from '../../../src/sim/esme/create.ts';
import { firstLight } from '../bench.ts';
import { firstDifference, transcriptOf } from './transcript.ts';

const { devices, seed, start } = firstLight;

function esmeWith(...defects: readonly Defect[]) {
  return (clock: VirtualClock) => createEsme({ ...devices.esme, defects }, clock, seed);
}

describe('the catalogue of defects', () => {
  it('has at least sixty, each with a name of its own and a sentence', () => {
    expect(defectCatalogue.length).toBeGreaterThanOrEqual(60);
    expect(new Set(defectCatalogue.map(({ name }) => name)).size).toBe(defectCatalogue.length);
    for (const defect of defectCatalogue) {
      expect(defect.name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
      expect(defect.meaning).toMatch(/^[A-Z].*[^.]$/);
      expect(findDefect(defect.name)).toBe(defect);
    }
  });
});

describe('an electricity meter', () => {
  const { keys } = devices.esme;
  const sound = transcriptOf(esmeWith(), start, keys);

  it('is the same twice', () => {
    expect(firstDifference(sound, esmeWith(), start, keys)).toBeUndefined();
  });

  it.each(defectCatalogue.filter(({ types }) => types.includes('ESME')))('shows $name', (defect) => {
    expect(firstDifference(sound, esmeWith(defect), start, keys)).toBeDefined();
  });
});
