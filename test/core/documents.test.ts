import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DocumentErrors, parseDocument, parsedBy, secretParsedBy } from '../../src/core/documents.ts';
import { isS1benchError, S1benchError } from '../../src/core/errors.ts';
import { parseObis } from '../../src/core/identifiers.ts';

const colour = z.strictObject({ kind: z.literal('colour'), name: z.enum(['red', 'blue']) });
const size = z.strictObject({ kind: z.literal('size'), metres: z.number().min(1).max(9) });
const thing = z.strictObject({
  name: z.string().min(2),
  obis: parsedBy(parseObis).optional(),
  key: secretParsedBy('32 hexadecimal digits in quotes', readKey).optional(),
  traits: z.array(z.discriminatedUnion('kind', [colour, size])).optional(),
  either: z.union([z.string(), z.strictObject({ inner: z.strictObject({ deep: z.number() }) })]).optional(),
  code: z.string().regex(/^\d+$/, 'digits only').optional(),
  marks: z.record(z.string().regex(/^\d+$/, 'a number'), z.boolean()).optional(),
});

function readKey(text: string): string {
  if (!/^[0-9A-F]{32}$/.test(text)) throw new S1benchError('hex-invalid', { found: text });
  return text;
}

function problemsOf(text: string): readonly S1benchError[] {
  try {
    parseDocument(text, 'thing.yaml', thing);
  } catch (error) {
    if (error instanceof DocumentErrors) return error.problems;
    throw error;
  }
  return [];
}

const brief = (text: string) =>
  problemsOf(text).map(({ code, where, found, expected }) => [
    code,
    `${where?.file}:${where?.line}:${where?.column}`,
    where?.path,
    found,
    expected,
  ]);

describe('documents', () => {
  it('gives the value that the schema makes of a text', () => {
    const text = 'name: lamp\nobis: 1.0.1.8.0.255\ntraits:\n  - {kind: size, metres: 3}\n';
    expect(parseDocument(text, 'thing.yaml', thing)).toEqual({
      name: 'lamp',
      obis: parseObis('1.0.1.8.0.255'),
      traits: [{ kind: 'size', metres: 3 }],
    });
  });

  it.each([
    ['a value of the wrong type', 'name: 7', ['document-value-invalid', 'thing.yaml:1:7', 'name', '7', 'string']],
    [
      'a value out of bounds',
      'name: ab\ntraits: [{kind: size, metres: 12}]',
      ['document-value-invalid', 'thing.yaml:2:31', 'traits[0].metres', '12', 'number to be <=9'],
    ],
    [
      'an option that there is not',
      'name: ab\ntraits: [{kind: colour, name: pink}]',
      ['document-value-invalid', 'thing.yaml:2:31', 'traits[0].name', '"pink"', 'one of "red"|"blue"'],
    ],
    [
      'an unknown kind',
      'name: ab\ntraits: [{kind: mood}]',
      ['document-value-invalid', 'thing.yaml:2:17', 'traits[0].kind', '"mood"', "'colour' | 'size'"],
    ],
    [
      'a key that is missing',
      'obis: 1.0.1.8.0.255',
      ['document-key-missing', 'thing.yaml:1:1', 'name', undefined, 'string'],
    ],
    [
      'a key that is missing further in',
      'name: ab\ntraits:\n  - {kind: size}',
      ['document-key-missing', 'thing.yaml:3:5', 'traits[0].metres', undefined, 'number'],
    ],
    [
      'a key without meaning',
      'name: ab\nsurprise: 1',
      ['document-key-unknown', 'thing.yaml:2:1', 'surprise', '"surprise"', undefined],
    ],
    [
      'a repeated key',
      'name: ab\nname: cd',
      ['document-key-repeated', 'thing.yaml:2:1', undefined, '"name"', 'each key once'],
    ],
    [
      'a key of the wrong form',
      'name: ab\nmarks: {7: true, x: true}',
      ['document-key-unknown', 'thing.yaml:2:18', 'marks.x', '"x"', 'a number'],
    ],
    [
      'a code of its own',
      'name: ab\nobis: 1.2.3',
      ['obis-invalid', 'thing.yaml:2:7', 'obis', '"1.2.3"', 'A.B.C.D.E.F, each 0 to 255'],
    ],
    [
      'the words of the schema',
      'name: ab\ncode: xy',
      ['document-value-invalid', 'thing.yaml:2:7', 'code', '"xy"', 'digits only'],
    ],
    [
      'the branch of a union that was meant',
      'name: ab\neither: {inner: {deep: yes}}',
      ['document-value-invalid', 'thing.yaml:2:24', 'either.inner.deep', '"yes"', 'number'],
    ],
    [
      'a union in which nothing fits',
      'name: ab\neither: 5',
      ['document-value-invalid', 'thing.yaml:2:9', 'either', '5', 'string or object'],
    ],
    ['a list for a map', '- name', ['document-value-invalid', 'thing.yaml:1:1', undefined, 'a list', 'object']],
    ['nothing at all', '', ['document-value-invalid', 'thing.yaml:1:1', undefined, 'nothing', 'object']],
    ['bad syntax', 'name: "ab', ['document-syntax', 'thing.yaml:1:10', undefined, 'Missing closing "quote', undefined]],
    [
      'a tag',
      'name: !secret ab',
      ['document-syntax', 'thing.yaml:1:7', undefined, 'Unresolved tag: !secret', undefined],
    ],
    [
      'an alias without an anchor before it',
      'name: *n\ncode: &n "1"',
      ['document-syntax', 'thing.yaml:1:7', undefined, '*n', 'an alias of a whole value before it'],
    ],
    [
      'an alias of what it stands in',
      'name: ab\ntraits: &t [ab, *t]',
      ['document-syntax', 'thing.yaml:2:17', undefined, '*t', 'an alias of a whole value before it'],
    ],
    [
      'a second document',
      'name: ab\n---\nname: cd',
      ['document-syntax', 'thing.yaml:2:1', undefined, expect.stringContaining('multiple documents'), undefined],
    ],
  ])('names file, line, column, found, expected and code of %s', (_, text, problem) => {
    expect(brief(text)).toEqual([problem]);
  });

  it('lists every problem, one a line of the message', () => {
    const refused = (): unknown => parseDocument('name: 7\nsurprise: 1', 'thing.yaml', thing);
    expect(refused).toThrow(DocumentErrors);
    expect(refused).toThrow(
      'thing.yaml:1:7 name: this value does not fit; found 7; expected string [document-value-invalid]\n' +
        'thing.yaml:2:1 surprise: this key has no meaning here; found "surprise" [document-key-unknown]',
    );
  });

  it.each(['"0011"', '00112233445566778899001122334455', '{a: 1}'])('never shows key material (%s)', (value) => {
    const problems = problemsOf(`name: ab\nkey: ${value}`);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.found).toBeUndefined();
    expect(problems[0]?.message).not.toMatch(/0011/);
  });

  it('follows an alias to the value that is wrong', () => {
    expect(brief('name: &n 7\nobis: 1.0.1.8.0.255\ncode: *n')).toEqual([
      ['document-value-invalid', 'thing.yaml:1:10', 'name', '7', 'string'],
      ['document-value-invalid', 'thing.yaml:1:10', 'code', '7', 'string'],
    ]);
  });

  it.each([
    ['size', 'a'.repeat(2 ** 20 + 1), 'document-too-large'],
    ['nesting', `${'['.repeat(100)}${']'.repeat(100)}`, 'document-syntax'],
    ['nesting of maps', `${'{a: '.repeat(100)}1${'}'.repeat(100)}`, 'document-syntax'],
    ['nesting beyond the stack', '['.repeat(20_000), 'document-syntax'],
    ['aliases', `- &a 1\n${'- *a\n'.repeat(101)}`, 'document-syntax'],
    [
      'what aliases multiply to',
      `- &a [x,x]\n${Array.from('bcdefghij', (name, i) => `- &${name} [${`*${'abcdefghi'[i]},`.repeat(5)}]\n`).join('')}`,
      'document-syntax',
    ],
  ])('bounds %s', (_, text, code) => {
    const problems = problemsOf(text);
    expect(problems.map((problem) => problem.code)).toContain(code);
    expect(problems.length).toBeLessThanOrEqual(50);
  });

  it('looks for repeated keys in linear time', () => {
    const text = Array.from({ length: 20_000 }, (_, i) => `k${i}: 1`).join('\n');
    expect(Object.keys(parseDocument(text, 'wide.yaml', z.record(z.string(), z.number())))).toHaveLength(20_000);
  });

  it('gives a value or the problems of any text', () => {
    const fragments = fc.constantFrom(
      'a',
      ': ',
      '- ',
      '\n',
      '  ',
      '{',
      '}',
      '[',
      ']',
      ',',
      '"',
      "'",
      '&x ',
      '*x',
      '!',
      '|',
      '>',
      '?',
      '#',
      '%',
      '---',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(fragments, { maxLength: 40 }).map((parts) => parts.join('')),
        ),
        (text) => {
          try {
            parseDocument(text, 'any.yaml', z.json());
          } catch (error) {
            expect(isS1benchError(error, 'document-invalid')).toBe(true);
            const { problems } = error as DocumentErrors;
            expect(problems).not.toEqual([]);
            for (const { where } of problems)
              expect(where).toMatchObject({ line: expect.any(Number), column: expect.any(Number) });
          }
        },
      ),
    );
  });

  it('knows a branch of a union by a key of its own, and a place by what stands above it', () => {
    const either = z.union([z.strictObject({ a: z.number() }), z.strictObject({ b: z.number(), c: z.number() })]);
    const schema = z.strictObject({ list: z.array(z.array(either)) }).superRefine((_, context) => {
      context.addIssue({ code: 'custom', path: ['list', 0, 'deep', 'er'], message: 'something deeper' });
    });
    const messages = (text: string) => {
      try {
        parseDocument(text, 'f', schema);
      } catch (error) {
        return error instanceof DocumentErrors ? error.problems.map(({ message }) => message) : [];
      }
      return [];
    };
    expect(messages('list:\n  - [{b: 1, c: x}]')).toEqual([
      'f:2:16 list[0][0].c: this value does not fit; found "x"; expected number [document-value-invalid]',
    ]);
    expect(messages('list:\n  - [{a: 1, d: 1}]')).toEqual([
      'f:2:13 list[0][0].d: this key has no meaning here; found "d" [document-key-unknown]',
      'f:2:5 list[0].deep.er: a key is missing here; expected something deeper [document-key-missing]',
    ]);
    expect(messages('list:\n  - [{a: 1}]')).toEqual([
      'f:2:5 list[0].deep.er: a key is missing here; expected something deeper [document-key-missing]',
    ]);
    expect(messages('list: &l\n  - [{a: 1}]')).toHaveLength(1);
  });

  it('lets through what is no refusal of key material', () => {
    const broken = z.strictObject({ a: secretParsedBy('a key', (text) => text.repeat(-1)) });
    expect(() => parseDocument('a: x', 'broken.yaml', broken)).toThrow(RangeError);
  });

  it('keeps the code of a refusal further in than the text goes, where something short stands for more', () => {
    const refused = new S1benchError('pack-reference-unknown', { found: 'x' });
    const short = z.string().transform((text, context) => {
      context.issues.push({ code: 'custom', path: ['equals'], input: text, params: { refused } });
      return z.NEVER;
    });
    expect(() => parseDocument('b: 1\na: x', 'f', z.strictObject({ a: short, b: z.number() }))).toThrow(
      'f:2:1 a.equals: nothing that was remembered before has this name; found x [pack-reference-unknown]',
    );
  });

  it('says nothing of what was expected where the refusal does not', () => {
    const refusing = z.strictObject({
      a: parsedBy(() => {
        throw new S1benchError('aborted');
      }),
    });
    expect(() => parseDocument('a: x', 'f', refusing)).toThrow('f:1:4 a: stopped on request [aborted]');
  });

  it('lets through what is no refusal', () => {
    const nothing: readonly string[] = [];
    const broken = z.strictObject({ a: parsedBy((text) => nothing[0]?.length ?? text.repeat(-1)) });
    expect(() => parseDocument('a: x', 'broken.yaml', broken)).toThrow(RangeError);
  });
});
