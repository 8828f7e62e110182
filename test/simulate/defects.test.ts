import { describe, expect, it } from 'vitest';
import { processDefects } from '../support/process-defects/catalogue.ts';
import { findDefect } from './measure-defects.ts';

/** Those that the first seed finds; docs/explanation/simulated-migrations.md tells of all. */
const found = ['n16-missing', 'n16-to-wrong-operator', 'key-not-rotated', 'own-keys-forgotten', 'keys-logged'];

describe('process defects', () => {
  it('have names of their own', () => {
    expect(new Set(processDefects.map(({ name }) => name)).size).toBe(processDefects.length);
  });

  it.each(processDefects.filter(({ name }) => found.includes(name)))(
    '$name: $description, and it is found',
    async (defect) => {
      expect(await findDefect(defect, [1])).toBeDefined();
    },
  );
});
