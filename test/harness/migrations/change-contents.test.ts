import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changed } from '../../../src/harness/migrations/change-contents.ts';

const contents = {
  header: { sequence: 1, created: Temporal.Instant.from('2026-01-15T10:20:00Z') },
  installations: [{ hub: 'a', sealed: new Uint8Array([1]), esme: { mpxn: '1' } }, { hub: 'b' }],
};

describe('what a file says, changed', () => {
  it('has another value at a path, and the file itself stays as it was', () => {
    const after = changed(contents, 'installations.0.esme.mpxn', '2');
    expect(after.installations[0]).toMatchObject({ hub: 'a', esme: { mpxn: '2' } });
    expect(contents.installations[0]?.esme?.mpxn).toBe('1');
  });

  it('reads text where an instant or bytes stood', () => {
    const at = changed(contents, 'header.created', '2026-02-01T00:00:00Z').header.created;
    expect(at.toString()).toBe('2026-02-01T00:00:00Z');
    expect(changed(contents, 'installations.0.sealed', '0102').installations[0]?.sealed).toEqual(
      new Uint8Array([1, 2]),
    );
  });

  it('leaves out keys and members of lists', () => {
    expect(changed(contents, 'installations.0', undefined).installations).toEqual([{ hub: 'b' }]);
    expect(changed(contents, 'installations.0.esme', undefined).installations[0]).not.toHaveProperty('esme');
  });

  it('refuses a place that there is not', () => {
    expect(() => changed(contents, 'installations.7.esme.mpxn', 'x')).toThrow(
      expect.objectContaining({ code: 'pack-value-invalid', found: 'installations.7.esme.mpxn' }),
    );
  });

  it('touches no prototype, whatever the path', () => {
    const step = fc.constantFrom('__proto__', 'constructor', 'prototype', 'header', 'installations', '0', 'x');
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), (steps) => {
        try {
          changed(contents, steps.join('.'), 'changed');
        } catch (error) {
          expect(error).toMatchObject({ code: 'pack-value-invalid' });
        }
        expect(Object.keys(Object.prototype)).toEqual([]);
        expect(({} as Record<string, unknown>)['x']).toBeUndefined();
      }),
    );
  });
});
