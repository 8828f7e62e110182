import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isS1benchError } from '../../../src/core/errors.ts';
import { type Selectable, selected } from '../../../src/harness/runner/selection.ts';

const test = (id: string, ...traces: readonly string[]): Selectable => ({ names: ['pack', id, `pack/${id}`], traces });

const all = [
  test('SRV-4.1.1-esme', 'SRV 4.1.1', 'R-4.1.1-1'),
  test('SRV-4.1.1-gsme', 'SRV 4.1.1', 'R-4.1.1-2'),
  test('SRV-7.2', 'SRV 7.2', 'R-7.2-1'),
  test('DCC-role', 'SVTAD 20.15(b)'),
];
const ids = (chosen: readonly Selectable[]) => chosen.map(({ names }) => names[1]);

describe('--only', () => {
  it.each([
    ['the id of a test', ['SRV-7.2'], ['SRV-7.2']],
    ['its full name', ['pack/SRV-7.2'], ['SRV-7.2']],
    ['the id of a pack', ['pack'], ['SRV-4.1.1-esme', 'SRV-4.1.1-gsme', 'SRV-7.2', 'DCC-role']],
    ['a Service Request', ['SRV 4.1.1'], ['SRV-4.1.1-esme', 'SRV-4.1.1-gsme']],
    ['a requirement', ['R-4.1.1-2'], ['SRV-4.1.1-gsme']],
    ['a clause', ['SVTAD 20.15(b)'], ['DCC-role']],
    ['a pattern', ['SRV-4*'], ['SRV-4.1.1-esme', 'SRV-4.1.1-gsme']],
    ['a pattern with one character', ['SRV-?.2'], ['SRV-7.2']],
    ['a pattern of traces', ['SVTAD *'], ['DCC-role']],
    ['several of them, in the order of the packs', ['DCC-*', 'R-7.2-1'], ['SRV-7.2', 'DCC-role']],
    ['nothing', [], ['SRV-4.1.1-esme', 'SRV-4.1.1-gsme', 'SRV-7.2', 'DCC-role']],
  ])('takes %s', (_, words, chosen) => {
    expect(ids(selected(all, words))).toEqual(chosen);
  });

  it.each(['SRV-4', 'srv-7.2', 'SRV 7', 'X*', '.*', 'SRV.4.1.1*'])(
    'refuses %s, which is no test of the packs',
    (word) => {
      expect(() => selected(all, ['SRV-7.2', word])).toThrow(
        expect.objectContaining({ code: 'pack-test-unknown', found: word }),
      );
    },
  );

  it('names first what is most like the word, and not more than ten', () => {
    const many = Array.from({ length: 30 }, (__, i) => test(`T${i}`));
    expect(() => selected([...many, ...all], ['SRV-7.3'])).toThrow(/expected pack\/SRV-7\.2, .* or one of 24 more/);
  });

  it('a word that is a test chooses it, whatever its characters', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9.-]{0,12}$/), { minLength: 1 }), (names) => {
        const tests = names.map((id) => test(id));
        for (const id of names) expect(ids(selected(tests, [id]))).toContain(id);
        expect(ids(selected(tests, ['*']))).toEqual(names);
      }),
    );
  });

  it('never fails otherwise than by its own error', () => {
    fc.assert(
      fc.property(fc.string(), (word) => {
        try {
          expect(selected(all, [word]).length).toBeGreaterThan(0);
        } catch (error) {
          expect(isS1benchError(error, 'pack-test-unknown')).toBe(true);
        }
      }),
    );
  });
});
