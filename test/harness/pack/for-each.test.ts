import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeOutForEach } from '../../../src/harness/pack/for-each.ts';
import { parseTestPack } from '../../../src/harness/pack/read-pack.ts';
import { problemsOf } from './problems.ts';

const head = 'kind: test-pack\nid: small\ntitle: Small\nversion: 1.0.0\ntests:\n';

/** A pack of one test for each of two meters; its forEach is on line 8 and 9, its steps begin on line 12. */
function packOf(
  steps: string,
  elements = '{ id: esme, role: IS, n: 2 }\n      - { id: gsme, role: GS, n: 3 }',
): string {
  return `${head}  - id: T1
    title: Reads \${id}
    forEach:
      - ${elements}
    traces: ["SRV 4.1.1 of \${id}"]
    needs: ["\${id}"]
    steps:
${steps
  .split('\n')
  .map((line) => `      ${line}`)
  .join('\n')}
`;
}

const reads = `- request: { srv: "4.1.1", role: "\${role}" }
  expect: { "body.\${id}.\${n}": "\${n}", at: "\${now}" }
- associate: { client: public }
- get: { class: 3, object: "1.0.1.8.\${n}.255", attribute: "\${n}" }`;

const parse = (text: string) => parseTestPack(text, 'small.yaml');

describe('forEach', () => {
  it('makes one test for each element, in their order, with its values of their own types', () => {
    const { tests } = parse(packOf(reads));
    expect(tests.map(({ id, title, traces, needs }) => [id, title, traces, needs])).toEqual([
      ['T1-esme', 'Reads esme', ['SRV 4.1.1 of esme'], ['esme']],
      ['T1-gsme', 'Reads gsme', ['SRV 4.1.1 of gsme'], ['gsme']],
    ]);
    expect(tests[1]?.steps[0]).toMatchObject({
      device: 'gsme',
      action: { name: 'request', with: { role: 'GS' } },
      // What is no key of the element stays for the run.
      expect: { 'body.gsme.3': { equals: 3 }, at: { equals: '${now}' } },
    });
    expect(tests[1]?.steps[2]?.action).toMatchObject({ with: { attribute: 3 } });
  });

  it('leaves the tests around it where they are', () => {
    const plain = packOf(reads)
      .slice(head.length)
      .replace(/ {4}forEach:\n.*\n.*\n/, '')
      .replaceAll('${id}', 'esme');
    const around = plain.replaceAll('${role}', 'IS').replaceAll('"${n}"', '1').replaceAll('${n}', '1');
    const before = around.replace('T1', 'A');
    const after = around.replace('T1', 'Z');
    const { tests } = parse(head + before + packOf(reads).slice(head.length) + after);
    expect(tests.map(({ id }) => id)).toEqual(['A', 'T1-esme', 'T1-gsme', 'Z']);
  });

  it.each<[string, string, readonly string[]]>([
    [
      'of one element, with the value that it puts there',
      packOf(reads, '{ id: esme, role: IS, n: 2 }\n      - { id: gsme, role: XX, n: 3 }'),
      [
        expect.stringContaining(
          'small.yaml:14:40 tests[0].steps[0].request.role: document-value-invalid, "XX", one of',
        ),
      ],
    ],
    [
      'of all elements, once',
      packOf(reads.replace('4.1.1', '99.1')),
      [expect.stringContaining('small.yaml:14:25 tests[0].steps[0].request.srv: document-value-invalid, "99.1"')],
    ],
    [
      'at a key that a value was put into',
      packOf(reads.replace('"${n}", at', '{ atleast: 1 }, at')),
      ['small.yaml:15:40 tests[0].steps[0].expect.body.${id}.${n}.atleast: document-key-unknown, "atleast", '],
    ],
    [
      'within a map that was put there',
      packOf(
        '- request: { srv: "6.13", parameters: "${given}" }\n  expect: { took: 1 }',
        '{ id: esme, given: { LogToRead: 7 } }',
      ),
      [
        'small.yaml:13:45 tests[0].steps[0].request.parameters: service-request-invalid, a request for SRV 6.13, object',
        expect.stringContaining('service-request-invalid, a request for SRV 6.13, one of "Event"|'),
      ],
    ],
    [
      'of a test that comes after',
      `${packOf(reads)}${packOf(reads).slice(head.length).replace('T1', 'T2').replace('1.0.1.8.', 'x.1.8.')}`,
      [
        'small.yaml:29:34 tests[1].steps[2].get.object: obis-invalid, "x.1.8.2.255", A.B.C.D.E.F, each 0 to 255',
        'small.yaml:29:34 tests[1].steps[2].get.object: obis-invalid, "x.1.8.3.255", A.B.C.D.E.F, each 0 to 255',
      ],
    ],
  ])('says where a mistake stands in the file: %s', (_, text, problems) => {
    expect(problemsOf(() => parse(text))).toEqual(problems);
  });

  it.each([
    ['no list', 'forEach: 7', 'tests[0].forEach: pack-for-each-invalid, , a list of maps, each with an `id`'],
    ['an empty list', 'forEach: []', 'tests[0].forEach: pack-for-each-invalid, , a list of maps, each with an `id`'],
    ['an element that is no map', 'forEach: [esme]', 'forEach[0]: pack-for-each-invalid, , a map with an `id`'],
    ['an element without id', 'forEach: [{ n: 1 }]', 'forEach[0]: pack-for-each-invalid, , `id`, of letters'],
    ['an id twice', 'forEach: [{ id: a }, { id: a }]', 'forEach[1]: pack-for-each-invalid, , each `id` once'],
    ['the name of an instant', 'forEach: [{ id: a, now: 1 }]', 'forEach[0]: pack-for-each-invalid, , keys of letters'],
    ['a key that no reference can have', 'forEach: [{ id: a, "x.y": 1 }]', 'that name no instant, not x.y'],
    ['keys that differ', 'forEach: [{ id: a, n: 1 }, { id: b }]', 'the keys of the first element: id, n'],
  ])('refuses %s', (_, forEach, problem) => {
    const text = `${head}  - id: T1\n    title: One\n    ${forEach}\n    traces: [x]\n    needs: [esme]\n    steps: []\n`;
    expect(problemsOf(() => parse(text))).toEqual([expect.stringContaining(problem)]);
  });

  it('refuses a value that a step remembers under the name of a key', () => {
    const problems = problemsOf(() => parse(packOf(`${reads}\n  remember: { n: { number: value } }`)));
    expect(problems).toEqual([
      expect.stringContaining('tests[0].steps[2].remember.n: pack-for-each-invalid, n, a name that is no key'),
    ]);
  });

  it('keeps order and places, and whatever is no reference to a key', () => {
    const value = fc.oneof(fc.integer(), fc.string(), fc.constantFrom('${a}', '${other}', 'x ${b} y', '${now-1h}'));
    const tests = fc.array(
      fc.record({
        elements: fc.option(
          fc.uniqueArray(fc.record({ id: fc.stringMatching(/^[a-z]{1,4}$/), a: fc.integer() }), {
            selector: ({ id }) => id,
            minLength: 1,
            maxLength: 4,
          }),
        ),
        steps: fc.array(fc.record({ key: fc.constantFrom('k', '${a}'), value }), { maxLength: 3 }),
      }),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(tests, (wanted) => {
        const document = {
          tests: wanted.map(({ elements, steps }, i) => ({
            id: `T${i}`,
            ...(elements !== null && { forEach: elements.map((element) => ({ ...element, b: '${a}' })) }),
            steps: steps.map((step) => ({ [step.key]: [step.value] })),
          })),
        };
        const written = writeOutForEach(document);
        expect(written.problems).toEqual([]);
        const { tests: all } = written.value as { tests: readonly { id: string; steps: readonly object[] }[] };
        const ids = wanted.flatMap(({ elements }, i) =>
          (elements ?? [undefined]).map((e) => (e ? `T${i}-${e.id}` : `T${i}`)),
        );
        expect(all.map(({ id }) => id)).toEqual(ids);
        let position = 0;
        for (const [i, { elements, steps }] of wanted.entries()) {
          for (const element of elements ?? [undefined]) {
            steps.forEach((step, j) => {
              const [[key, [made]]] = Object.entries(all[position]?.steps[j] ?? {}) as [[string, [unknown]]];
              expect(key).toBe(element && step.key === '${a}' ? String(element.a) : step.key);
              const bound = new Map<unknown, unknown>(
                element && [
                  ['${a}', element.a],
                  ['x ${b} y', 'x ${a} y'],
                ],
              );
              expect(made).toEqual(bound.has(step.value) ? bound.get(step.value) : step.value);
              expect(written.originOf(['tests', position, 'steps', j, key, 0])).toEqual([
                'tests',
                i,
                'steps',
                j,
                step.key,
                0,
              ]);
            });
            position++;
          }
        }
      }),
    );
  });

  it.each([
    ['in tests', (list: string) => `${head}  - { id: T, forEach: [${list}], steps: ["\${id}"] }`, 10_001, '{ id: i$ }'],
    [
      'in values',
      (list: string) => `${head}  - { id: T, forEach: [${list}], steps: [${'"${v}",'.repeat(60_000)}] }`,
      1,
      `{ id: i, v: "${'x'.repeat(400_000)}" }`,
    ],
    [
      'in text',
      (list: string) => `${head}  - { id: T, forEach: [${list}], steps: ["${'${v}'.repeat(60_000)}"] }`,
      1,
      `{ id: i, v: "${'x'.repeat(400_000)}" }`,
    ],
  ])('is bounded %s', (_, text, count, element) => {
    const list = Array.from({ length: count }, (__, i) => element.replace('$', String(i))).join(', ');
    const began = performance.now();
    expect(problemsOf(() => parse(text(list)))).toEqual([
      expect.stringMatching(/forEach: pack-for-each-invalid, , at most 10000 tests in all, of bounded size$/),
    ]);
    expect(performance.now() - began).toBeLessThan(5000);
  });
});
