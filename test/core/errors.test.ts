import { expect, test } from 'vitest';
import { errorCatalogue } from '../../src/core/error-catalogue.ts';
import { formatWhere, isS1benchError, S1benchError } from '../../src/core/errors.ts';

test('style, a catalogue of errors: the message says where, what, found, expected and the code', () => {
  const cause = new RangeError('below');
  const error = new S1benchError('bytes-truncated', {
    where: { offset: 12 },
    found: '1 byte(s) left',
    expected: '4',
    cause,
  });
  expect(error.message).toBe(
    `byte 12: ${errorCatalogue['bytes-truncated'].summary}; found 1 byte(s) left; expected 4 [bytes-truncated]`,
  );
  expect(error).toMatchObject({ name: 'S1benchError', code: 'bytes-truncated', cause, where: { offset: 12 } });
});

test('style, a catalogue of errors: without detail the message is the summary and the code', () => {
  const error = new S1benchError('aborted');
  expect(error.message).toBe(`${errorCatalogue.aborted.summary} [aborted]`);
  expect(error).not.toHaveProperty('cause');
  expect([error.found, error.expected, error.where, error.next]).toEqual([undefined, undefined, undefined, undefined]);
});

test('style, a catalogue of errors: an error carries what to do next', () => {
  const { next } = errorCatalogue['link-address-invalid'];
  expect(new S1benchError('link-address-invalid').next).toBe(next);
  expect(next).not.toBe('');
});

test.each([
  [undefined, ''],
  [{}, ''],
  [{ offset: 0 }, 'byte 0'],
  [{ file: 'pack.yaml' }, 'pack.yaml'],
  [{ file: 'pack.yaml', line: 3, column: 7 }, 'pack.yaml:3:7'],
  [{ file: 'pack.yaml', line: 3, column: 7, path: 'tests[0]' }, 'pack.yaml:3:7 tests[0]'],
  [{ path: 'tests[0]', offset: 4 }, 'tests[0] byte 4'],
])('style, a catalogue of errors: %o is written %j', (where, text) => {
  expect(formatWhere(where)).toBe(text);
});

test('style, a catalogue of errors: an error is known by its class and its code', () => {
  const error = new S1benchError('aborted');
  expect(isS1benchError(error)).toBe(true);
  expect(isS1benchError(error, 'aborted')).toBe(true);
  expect(isS1benchError(error, 'hex-invalid')).toBe(false);
  expect(isS1benchError(new TypeError('other'))).toBe(false);
});
