import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DocumentErrors } from '../../../src/core/documents.ts';
import { actionSchemas } from '../../../src/harness/pack/action.ts';
import { parseTestPack } from '../../../src/harness/pack/read-pack.ts';

/** A pack of one test that associates and then goes on with these steps, from line 12 on. */
function packOf(steps: string): string {
  return `kind: test-pack
id: small
title: Small
version: 1.0.0
tests:
  - id: T1
    title: One
    traces: [SRV 4.1.1]
    needs: [esme]
    steps:
      - associate: { client: public }
${steps
  .split('\n')
  .map((line) => `      ${line}`)
  .join('\n')}
`;
}

const get = '{ class: 3, object: 1.0.1.8.0.255, attribute: 2 }';
const checked = `- get: ${get}\n  expect: { value: 1 }`;

function problemsOf(text: string) {
  try {
    parseTestPack(text, 'small.yaml');
  } catch (error) {
    if (!(error instanceof DocumentErrors)) throw error;
    return error.problems.map(({ code, where, found, expected }) => [
      code,
      `${where?.file}:${where?.line}:${where?.column}`,
      where?.path,
      found,
      expected,
    ]);
  }
  return [];
}

describe('test pack', () => {
  it('expects success of a step unless the step says otherwise', () => {
    const text = packOf(`- get: ${get}
  expect: { result: read-write-denied }
- get: ${get}
  expect: { value: { at-least: 1 } }
- wait: 30m`);
    expect(parseTestPack(text, 'small.yaml').tests[0]?.steps.map(({ expect: expected }) => expected)).toEqual([
      { result: { equals: 'accepted' } },
      { result: { equals: 'read-write-denied' } },
      { result: { equals: 'success' }, value: { 'at-least': 1 } },
      {},
    ]);
  });

  it('addresses the first device that a test needs, unless a step names another', () => {
    const text = packOf(`${checked}\n- device: gsme\n  request: { srv: "7.4" }`);
    expect(parseTestPack(text, 'small.yaml').tests[0]?.steps.map(({ device }) => device)).toEqual([
      'esme',
      'esme',
      'gsme',
    ]);
  });

  it.each<[string, string, readonly unknown[]]>([
    [
      'an OBIS code that is none',
      '- get: { class: 3, object: 1.0.1.8, attribute: 2 }\n  expect: { value: 1 }',
      ['obis-invalid', 'small.yaml:12:34', 'tests[0].steps[1].get.object', '"1.0.1.8"', 'A.B.C.D.E.F, each 0 to 255'],
    ],
    [
      'an EUI-64 that is none',
      '- request: { srv: "4.1.1", target: 00-11 }\n  expect: { responseCode: E19 }',
      ['eui64-invalid', 'small.yaml:12:42', 'tests[0].steps[1].request.target', '"00-11"', 'eight hexadecimal pairs'],
    ],
    [
      'a role that is none',
      '- request: { srv: "4.1.1", role: ZZ }\n  expect: { responseCode: E19 }',
      [
        'document-value-invalid',
        'small.yaml:12:40',
        'tests[0].steps[1].request.role',
        '"ZZ"',
        'one of "IS"|"GS"|"ES"|"ED"|"GT"|"RSA"|"OU"',
      ],
    ],
    [
      'an SRV that YAML takes for a number',
      '- request: { srv: 7.1 }\n  expect: { responseCode: I0 }',
      [
        'document-value-invalid',
        'small.yaml:12:25',
        'tests[0].steps[1].request.srv',
        '7.1',
        'a Service Reference Variant of DUIS, in quotes, such as "4.8.1"',
      ],
    ],
    [
      'a step that does two things',
      `${checked}\n- wait: 10s\n  release: true`,
      [
        'pack-step-ambiguous',
        'small.yaml:14:9',
        'tests[0].steps[2]',
        'release and wait',
        `one of ${Object.keys(actionSchemas).join(', ')}`,
      ],
    ],
    [
      'a step that does nothing',
      `${checked}\n- title: idle`,
      ['pack-step-ambiguous', 'small.yaml:14:9', 'tests[0].steps[2]', 'nothing to do', expect.stringContaining('wait')],
    ],
    [
      'an action that is none',
      `${checked}\n- fetch: 1`,
      ['document-key-unknown', 'small.yaml:14:9', 'tests[0].steps[2].fetch', '"fetch"', undefined],
    ],
    [
      'a matcher that is none',
      `- get: ${get}\n  expect: { value: { atleast: 1 } }`,
      ['document-key-unknown', 'small.yaml:13:28', 'tests[0].steps[1].expect.value.atleast', '"atleast"', undefined],
    ],
    [
      'an operand that its matcher has no use for',
      `- get: ${get}\n  expect: { value: { at-least: soon } }`,
      [
        'document-value-invalid',
        'small.yaml:13:38',
        'tests[0].steps[1].expect.value.at-least',
        '"soon"',
        'number or instant',
      ],
    ],
    [
      'a regular expression that is none',
      `- get: ${get}\n  expect: { value: { matches: "(" } }`,
      [
        'document-value-invalid',
        'small.yaml:13:37',
        'tests[0].steps[1].expect.value.matches',
        '"("',
        'a regular expression',
      ],
    ],
    [
      'a reference to nothing',
      `- get: ${get}\n  expect: { value: { at-least: "\${before}" } }`,
      [
        'pack-reference-unknown',
        'small.yaml:13:38',
        'tests[0].steps[1].expect.value.at-least',
        '${before}',
        expect.stringMatching(/^one of now, .*midnight.* or a fact such as esme\.eui64$/),
      ],
    ],
    [
      'a reference to what only a later step remembers',
      `- get: ${get}\n  expect: { value: { at-least: "\${before}" } }\n- get: ${get}\n  remember: { before: { number: value } }`,
      [
        'pack-reference-unknown',
        'small.yaml:13:38',
        'tests[0].steps[1].expect.value.at-least',
        '${before}',
        expect.stringMatching(/^one of now, .*midnight.* or a fact such as esme\.eui64$/),
      ],
    ],
    [
      'a reference to a value of another type',
      `- get: ${get}\n  remember: { flag: { boolean: value } }\n- get: ${get}\n  expect: { value: { at-least: "\${flag}" } }`,
      [
        'document-value-invalid',
        'small.yaml:15:38',
        'tests[0].steps[2].expect.value.at-least',
        '"${flag}"',
        'number or string',
      ],
    ],
    [
      'an offset to a number',
      `- get: ${get}\n  remember: { total: { number: value } }\n- get: ${get}\n  expect: { value: { at-least: "\${total+1h}" } }`,
      [
        'pack-reference-invalid',
        'small.yaml:15:38',
        'tests[0].steps[2].expect.value.at-least',
        '${total+1h}',
        'an instant, where there is an offset',
      ],
    ],
    [
      'a reference that is misspelt',
      `- get: ${get}\n  expect: { value: { equals: "\${Now}" } }`,
      [
        'pack-reference-invalid',
        'small.yaml:13:36',
        'tests[0].steps[1].expect.value.equals',
        '${Now}',
        '${name} or, for an instant, ${name-1h}',
      ],
    ],
    [
      'a name that is taken',
      `- get: ${get}\n  expect: { value: 1 }\n  remember: { now: { number: value } }`,
      ['pack-name-reserved', 'small.yaml:14:26', 'tests[0].steps[1].remember.now', 'now', 'another name'],
    ],
    [
      'a type to remember that is none',
      `- get: ${get}\n  expect: { value: 1 }\n  remember: { before: { integer: value } }`,
      ['document-key-unknown', 'small.yaml:14:31', 'tests[0].steps[1].remember.before.integer', '"integer"', undefined],
    ],
    [
      'a COSEM value out of the range of its type',
      `${checked}\n- set: { class: 1, object: 0.0.42.0.0.255, attribute: 2, value: { unsigned: 256 } }`,
      [
        'axdr-value-out-of-range',
        'small.yaml:14:71',
        'tests[0].steps[2].set.value',
        expect.anything(),
        expect.anything(),
      ],
    ],
    [
      'a COSEM value of two types',
      `${checked}\n- set: { class: 1, object: 0.0.42.0.0.255, attribute: 2, value: { unsigned: 1, enum: 1 } }`,
      ['document-value-invalid', 'small.yaml:14:71', 'tests[0].steps[2].set.value', 'a map', 'one COSEM data type'],
    ],
    [
      'a COSEM type that is none',
      `${checked}\n- set: { class: 1, object: 0.0.42.0.0.255, attribute: 2, value: { uint8: 1 } }`,
      ['document-key-unknown', 'small.yaml:14:73', 'tests[0].steps[2].set.value.uint8', '"uint8"', undefined],
    ],
    [
      'a step of a client before it has associated',
      `${checked}\n- device: gsme\n  release: true`,
      [
        'pack-step-without-association',
        'small.yaml:15:18',
        'tests[0].steps[2].release',
        undefined,
        'a step `associate` before',
      ],
    ],
    [
      'a parameter that its Service Request has no use for',
      '- request: { srv: "7.4", parameters: { When: now } }\n  expect: { responseCode: I0 }',
      [
        'service-request-invalid',
        'small.yaml:12:44',
        'tests[0].steps[1].request.parameters',
        expect.anything(),
        expect.anything(),
      ],
    ],
    [
      'a test that checks nothing',
      `- get: ${get}`,
      ['pack-test-without-check', 'small.yaml:11:7', 'tests[0].steps', undefined, 'a step with `expect`'],
    ],
  ])('refuses %s, with its place', (_, steps, problem) => {
    expect(problemsOf(packOf(steps))).toEqual([problem]);
  });

  it('refuses two tests of the same id', () => {
    const text = packOf(checked);
    const twice = text + text.slice(text.indexOf('  - id: T1'));
    expect(problemsOf(twice)).toEqual([['pack-id-repeated', 'small.yaml:14:9', 'tests[1].id', 'T1', 'each id once']]);
  });

  it('gives a pack or its problems, whatever became of its text', () => {
    const text = packOf(`${checked}\n- get: ${get}\n  expect: { value: { at-least: "\${now-1h}" } }\n- wait: 1h`);
    fc.assert(
      fc.property(fc.nat({ max: text.length }), fc.nat({ max: 20 }), fc.string({ maxLength: 8 }), (at, cut, put) => {
        const changed = text.slice(0, at) + put + text.slice(at + cut);
        for (const [, place] of problemsOf(changed)) expect(place).toMatch(/^small\.yaml:/);
      }),
      { numRuns: 500 },
    );
  });
});
