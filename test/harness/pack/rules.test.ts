import { describe, expect, it } from 'vitest';
import { parseTestPack } from '../../../src/harness/pack/read-pack.ts';
import type { TestCase } from '../../../src/harness/pack/test-pack.ts';
import { problemsOf } from './problems.ts';

/** The one test of a pack, from its keys beside id and title; they begin on line 8. */
function textOf(keys: string): string {
  const indented = keys.split('\n').map((line) => `    ${line}`);
  return `kind: test-pack\nid: p\ntitle: P\nversion: 1.0.0\ntests:\n  - id: T\n    title: T\n${indented.join('\n')}\n`;
}

function testOf(keys: string): TestCase {
  return parseTestPack(textOf(keys), 'p.yaml').tests[0] as TestCase;
}

function refusalsOf(keys: string): readonly string[] {
  return problemsOf(() => parseTestPack(textOf(keys), 'p.yaml'));
}

const hoursOf = ({ timeLimit }: TestCase) => Temporal.Duration.from(timeLimit).total('hours');
const steps = 'steps: [{ wait: 1s, expect: { took: 1 } }]';
const common = 'traces: [x]\nneeds: [esme, gsme, ppmid]';

describe('a test', () => {
  it('says nothing of what it requires, and has a day beside its waits, unless it says so', () => {
    const test = testOf(`${common}\n${steps}`);
    expect(test.requires).toEqual([]);
    expect(hoursOf(test)).toBeCloseTo(24, 2);
    const waits = 'steps: [{ wait: 2d }, { await: { alert: any, within: 3h }, expect: { result: none } }]';
    expect(hoursOf(testOf(`${common}\npreconditions: [{ wait: 1h }]\n${waits}`))).toBe(24 + 48 + 3 + 1);
    expect(hoursOf(testOf(`${common}\ntime-limit: 2h\n${waits}`))).toBe(2);
  });

  it('requires features of the installation or of a device, and Service Requests of a device', () => {
    const { requires } = testOf(`${common}\nrequires: [export, "esme: terminal-cover", "gsme: SRV 4.2"]\n${steps}`);
    expect(requires).toEqual([
      { feature: 'export' },
      { role: 'esme', feature: 'terminal-cover' },
      { role: 'gsme', srv: '4.2' },
    ]);
  });

  it.each(['exports', 'esme: exports', 'esme: SRV 99.1', 'SRV 4.2', 'esme:export'])('cannot require %j', (feature) => {
    expect(refusalsOf(`${common}\nrequires: ["${feature}"]\n${steps}`)).toEqual([
      expect.stringMatching(
        /^p\.yaml:10:16 tests\[0\]\.requires\[0\]: document-value-invalid, .*a feature, "ROLE: fea/,
      ),
    ]);
  });

  it('remembers in its preconditions what its steps and its cleanup refer to', () => {
    const keys = `${common}
preconditions: [{ wait: 1s, remember: { start: { instant: until } } }]
steps: [{ wait: 1s, expect: { until: { more-than: "\${start}" } } }]
cleanup: [{ wait: 1s, expect: { until: { more-than: "\${start}" } } }]`;
    expect(refusalsOf(keys)).toEqual([]);
    expect(testOf(keys).preconditions).toHaveLength(1);
  });

  it('asks of a request that no User System can send that it is refused, and cannot call one so that could be sent', () => {
    const request = (parameters: string) =>
      `${common}\nsteps: [{ request: { srv: "6.12", parameters: ${parameters}, unsound: true }, expect: { responseCode: { absent: true } } }]`;
    const { steps: wrong } = testOf(request('{ LowMediumPowerThreshold: 1 }'));
    expect(wrong[0]?.expect).toMatchObject({ refused: { equals: 'service-request-invalid' } });
    expect(refusalsOf(request('{ LowMediumPowerThreshold: 1, MediumHighPowerThreshold: 2 }'))).toEqual([
      expect.stringContaining('pack-request-sound'),
    ]);
    const unknown = '{ LowMediumPowerThreshold: "${esme.eui64}", MediumHighPowerThreshold: 2, More: 3 }';
    expect(refusalsOf(request(unknown))).toEqual([]);
  });

  it('reads what has to stay unchanged before its steps and after them', () => {
    const unchanged = 'unchanged: [{ title: tariff, request: { srv: "7.4" }, at: [body.SupplyState, ""], within: 5 }]';
    const { before, steps: own, after } = testOf(`${common}\n${unchanged}\nsteps: [{ wait: 1s }]`);
    expect(own).toHaveLength(1);
    expect(before).toMatchObject([
      {
        title: 'tariff, before the steps',
        action: { with: { srv: '7.4' } },
        expect: { responseCode: { equals: 'I0' } },
        remember: { 'unchanged-0-0': { json: 'body.SupplyState' }, 'unchanged-0-1': { json: '' } },
      },
    ]);
    expect(after).toMatchObject([
      {
        title: 'tariff, unchanged by the steps',
        expect: {
          responseCode: { equals: 'I0' },
          'body.SupplyState': { near: { value: '${unchanged-0-0}', within: 5 } },
          '': { near: { value: '${unchanged-0-1}', within: 5 } },
        },
        remember: {},
      },
    ]);
  });

  it.each<[string, string, string]>([
    [
      'a snapshot of what is no request',
      `${common}\nunchanged: [{ at: [body] }]\n${steps}`,
      'unchanged[0].request: document-key-missing',
    ],
    [
      'a snapshot of nothing',
      `${common}\nunchanged: [{ request: { srv: "7.4" }, at: [] }]\n${steps}`,
      'unchanged[0].at: document-value-invalid, a list, array to have >=1 items',
    ],
    [
      'a snapshot whose request can not be made',
      `${common}\nunchanged: [{ request: { srv: "7.4", parameters: { x: 1 } }, at: [body] }]\n${steps}`,
      'unchanged[0].request.parameters: service-request-invalid, a request for SRV 7.4, ',
    ],
    ['a limit that is none', `${common}\ntime-limit: soon\n${steps}`, 'time-limit: document-value-invalid, "soon", a'],
    [
      'evidence of another kind',
      `${common}\nevidence: hearsay\n${steps}`,
      'evidence: document-value-invalid, "hearsay"',
    ],
    [
      'preconditions that refer to what comes later',
      `${common}\npreconditions: [{ wait: 1s, expect: { took: "\${later}" } }]\n${steps}`,
      'preconditions[0].expect.took.equals: pack-reference-unknown, ${later}',
    ],
    [
      'an image that a check refers to',
      `${common}\nsteps: [{ wait: 1s, expect: { took: "\${esme.next-firmware-image}" } }]`,
      'steps[0].expect.took.equals: pack-reference-invalid, , a fact that is in the evidence, not an image',
    ],
    [
      'a reference within a longer text',
      `${common}\nsteps: [{ wait: 1s, expect: { took: "now \${now}" } }]`,
      'steps[0].expect.took.equals: pack-reference-invalid, now ${now}, ${name} or',
    ],
  ])('is refused %s', (_, keys, problem) => {
    expect(refusalsOf(keys)).toEqual([expect.stringContaining(problem)]);
  });
});

describe('an action', () => {
  const one = (action: string) => `${common}\nsteps: [{ ${action}, expect: { result: x } }]`;

  it.each([
    'await: { alert: "8F3F", within: 10m }',
    'await: { alert: any, within: 10m, to: ED }',
    'await: { response: "4.6.1", within: 2d }',
    'await: { dcc-alert: N55, within: 1h }',
    'await: { dcc-alert: AD1, within: 1h }',
    'power: "off"',
    'power: off',
    'tamper: { cover: terminal, is: open }',
    'tamper: { magnet: near }',
    'tamper: { tilt: tilted }',
    'prompt: { text: Press, simulated: { kind: supply, trigger: manual-reconnect } }',
    'prompt: { text: Enter, simulated: { kind: utrn, digits: "${user.IS}" }, within: 1m }',
    'vend: { pence: 1000 }',
    'vend: { pence: 1000, key: wrong }',
    'request: { srv: "7.4", target: "${ppmid.eui64}", user: "${user.ED}", command-variant: 1, web-service: transform }',
  ])('can be %s', (action) => {
    expect(refusalsOf(one(action))).toEqual([]);
  });

  it.each([
    ['await: { alert: 8f3f, within: 10m }', 'await.alert: document-value-invalid, "8f3f", an alert code of four'],
    ['await: { alert: "8F3F" }', 'await.within: document-key-missing'],
    ['await: { dcc-alert: X1, within: 1h }', 'await.dcc-alert: document-value-invalid, "X1", a DCC alert code'],
    ['await: { response: "9.99", within: 1h }', 'await.response: document-value-invalid, "9.99", a Service Reference'],
    ['power: half', 'power: document-value-invalid, "half", one of "off"|"on"'],
    ['tamper: { cover: roof, is: open }', 'tamper.cover: document-value-invalid, "roof", one of "terminal"|'],
    ['tamper: { cover: meter, is: near }', 'tamper.is: document-value-invalid, "near", one of "open"|"closed"'],
    ['prompt: { text: Press }', 'prompt.simulated: document-key-missing'],
    ['prompt: { text: P, simulated: { kind: dance } }', 'prompt.simulated.kind: document-value-invalid, "dance"'],
    ['vend: { pence: 0 }', 'vend.pence: document-value-invalid, 0'],
    ['vend: { pence: "${esme.eui64}" }', 'vend.pence: pack-value-invalid, "00-00-5E-EF-10-00-00-01", a number'],
    ['request: { srv: "7.4", target: "${hub.eui64}" }', 'request.target: pack-reference-unknown, ${hub.eui64}'],
    ['request: { srv: "7.4", user: "${user.XX}" }', 'request.user: pack-reference-unknown, ${user.XX}'],
  ])('cannot be %s', (action, problem) => {
    expect(refusalsOf(one(action))).toEqual([expect.stringContaining(`steps[0].${problem}`)]);
  });

  it.each<[string, string, object]>([
    ['alert', 'await: { alert: "8F3F", within: 10m }', { result: { equals: 'arrived' } }],
    [
      'response',
      'await: { response: "4.6.1", within: 2d }',
      { result: { equals: 'arrived' }, responseCode: { equals: 'I0' } },
    ],
    [
      'response that is not to come',
      'await: { response: "4.6.1", within: 2d }, expect: { result: none }',
      { result: { equals: 'none' } },
    ],
    ['cover', 'tamper: { cover: meter, is: open }', { result: { equals: 'done' } }],
  ])('has a usual outcome: %s', (_, action, asked) => {
    const test = testOf(`${common}\nsteps: [{ wait: 1s, expect: { took: 1 } }, { ${action} }]`);
    expect(test.steps[1]?.expect).toEqual(asked);
  });
});

describe('the parameters of a Service Request', () => {
  const log = (period: string) => `${common}
steps:
  - wait: 1s
    remember: { t: { instant: until }, n: { number: took }, j: { json: "" } }
    expect: { took: 1 }
  - request: { srv: "6.13", parameters: { ReadLogPeriod: ${period}, LogToRead: Event } }`;

  it.each([
    ['instants', '{ StartDateTime: "${t-1h}", EndDateTime: "${now}" }'],
    ['whatever may be anything', '{ StartDateTime: "${j}", EndDateTime: "${now}" }'],
    ['a whole map that may be anything', '"${j}"'],
  ])('may be references to %s', (_, period) => {
    expect(refusalsOf(log(period))).toEqual([]);
  });

  it.each([
    [
      'a value of another type',
      '{ StartDateTime: "${n}", EndDateTime: "${now}" }',
      'parameters.ReadLogPeriod.StartDateTime: service-request-invalid, a request for SRV 6.13',
    ],
    [
      'a field that is missing',
      '{ StartDateTime: "${t}" }',
      'parameters.ReadLogPeriod.EndDateTime: service-request-invalid, a request for SRV 6.13',
    ],
  ])('are refused %s, with its place', (_, period, problem) => {
    expect(refusalsOf(log(period))).toEqual([expect.stringContaining(`steps[1].request.${problem}`)]);
  });
});
