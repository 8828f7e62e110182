import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/core/clock.ts';
import { prepareRun } from '../../../src/harness/runner/run-packs.ts';
import { type SimTargetOptions, simTarget } from '../../../src/harness/runner/sim-target.ts';
import type { Target } from '../../../src/harness/runner/target.ts';
import { defectCatalogue } from '../../../src/sim/defects/catalogue.ts';
import { firmwareHash } from '../../../src/sim/firmware/image.ts';
import { newPath } from '../../support/scratch.ts';
import { carryOutAndVerify, type Event, packFile } from './targets.ts';

const installation = 'hardware/installations/moc-secure-dual-fuel.yaml';

/** A pack of tests, each from its keys beside id, title and traces. */
function packOf(tests: readonly string[]): string {
  const texts = tests.map((keys, i) => {
    const indented = keys.split('\n').map((line) => `    ${line}`);
    return `  - id: T${i}\n    title: T\n    traces: [x]\n${indented.join('\n')}\n`;
  });
  return packFile(`kind: test-pack\nid: small\ntitle: Small\nversion: 1.0.0\ntests:\n${texts.join('')}`);
}

async function run(
  tests: string | readonly string[],
  change: (target: Target) => Target = (target) => target,
  defects: SimTargetOptions['defects'] = {},
) {
  const packs = [packOf(typeof tests === 'string' ? [tests] : tests)];
  const target = { open: async () => change(await simTarget(installation, { defects })) };
  const options = { packs, target, out: newPath(), tool: 's1bench 0' };
  const carriedOut = await carryOutAndVerify(await prepareRun(options), options);
  expect(carriedOut.verification).toMatchObject({ state: 'intact' });
  return carriedOut;
}

async function passes(keys: string) {
  const carriedOut = await run(keys);
  expect(carriedOut.tests[0]).toMatchObject({ verdict: 'passed' });
  return carriedOut;
}

function outcomesOf(events: readonly Event[]): readonly unknown[] {
  return events.flatMap(({ kind, outcome }) => (kind === 'observation' ? [outcome] : []));
}

describe('what is done to the devices by hand', () => {
  it('tamper: a cover is opened, and an alert comes for it, once', async () => {
    const { events } = await passes(`needs: [esme]
requires: ["esme: terminal-cover"]
steps:
  - tamper: { cover: terminal, is: open }
  - await: { alert: "8F76", within: 10m }
    expect: { device: "\${esme.eui64}", timestamp: { near: { value: "\${now}", within: 1m } } }
  - await: { alert: "8F76", within: 1d }
    expect: { result: none, took: 86400 }
cleanup:
  - tamper: { cover: terminal, is: closed }
  - await: { alert: "81C1", within: 10m, to: IS }`);
    const sent = events.filter(({ kind, by }) => kind === 'operation' && by === 'dcc');
    expect(sent.map(({ what }) => what)).toEqual(['sends device-alert 8F76', 'sends device-alert 81C1']);
    expect(outcomesOf(events)[0]).toEqual({
      result: 'done',
      simulated: { kind: 'cover', which: 'terminal', is: 'open' },
      took: 0,
    });
  });

  it('tamper: what the device has not is refused', async () => {
    await passes(`needs: [esme]
steps: [{ tamper: { tilt: tilted }, expect: { result: refused } }]`);
  });

  it('power: the mains are those of the dwelling, of whichever device they are switched', async () => {
    const { events } = await passes(`needs: [ch, esme]
steps:
  - power: off
  - wait: 10m
  - power: on
  - device: esme
    await: { alert: "8F36", within: 10m }
    expect: { description: { matches: Outage } }`);
    expect(outcomesOf(events).at(-1)).toMatchObject({ result: 'arrived', code: '8F36' });
  });

  it('prompt: what somebody would be asked is recorded, with what was simulated', async () => {
    const { events } = await passes(`needs: [esme]
steps:
  - request: { srv: "7.2" }
  - request: { srv: "7.3" }
  - prompt: { text: Press the button, simulated: { kind: supply, trigger: manual-reconnect } }
  - request: { srv: "7.4" }
    expect: { body.SupplyState: Enabled }`);
    expect(events.find(({ action }) => JSON.stringify(action ?? '').includes('prompt'))).toMatchObject({
      action: { prompt: { text: 'Press the button', simulated: { kind: 'supply', trigger: 'manual-reconnect' } } },
    });
  });

  const asking =
    (ask: Target['ask']) =>
    ({ operate: _, ...target }: Target) => ({ ...target, ...(ask && { ask }) });
  const deeds = `needs: [esme]
steps:
  - power: "off"
  - tamper: { cover: meter, is: open }
  - tamper: { magnet: gone }
  - prompt: { text: Look at the display, simulated: { kind: emergency-credit }, within: 5m }
    expect: { result: refused }`;

  it('is asked of a person where nothing simulates it', async () => {
    const asked: unknown[] = [];
    const { tests, events } = await run(
      deeds,
      asking(async (text, within) => {
        asked.push([text, within.total('minutes')]);
        return text.startsWith('Look') ? 'refused' : 'done';
      }),
    );
    expect(tests[0]).toMatchObject({ verdict: 'passed' });
    expect(asked).toEqual([
      ['Switch the mains of the dwelling off', 10],
      ['Open the meter cover of esme', 10],
      ['Take the magnet away from esme', 10],
      ['Look at the display', 5],
    ]);
    expect(outcomesOf(events)[1]).toMatchObject({ result: 'done', asked: 'Open the meter cover of esme' });
  });

  it('is not run where there is nobody', async () => {
    const { tests, events } = await run(deeds, asking(undefined));
    expect(tests[0]).toMatchObject({ verdict: 'not-run', because: 'nobody is there to do this by hand: power' });
    expect(events.some(({ kind }) => kind === 'test-started')).toBe(false);
  });
});

describe('what the DCC sends by itself', () => {
  it('is awaited without looking: a month of nothing costs no time in the room', async () => {
    const began = performance.now();
    const { events } = await passes(`needs: [esme]
steps:
  - await: { alert: "8F3F", within: 30d }
    expect: { result: none }
  - await: { dcc-alert: N16, within: 1d }
    expect: { result: none }
  - await: { response: "4.6.1", within: 1d }
    expect: { result: none }`);
    expect(outcomesOf(events)).toEqual([
      { result: 'none', took: 30 * 86_400 },
      { result: 'none', took: 86_400 },
      { result: 'none', took: 86_400 },
    ]);
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('fails a test that awaits what does not come', async () => {
    const { tests } = await run(
      'needs: [esme]\nsteps: [{ await: { alert: "8F3F", within: 1m }, expect: { took: 0 } }]',
    );
    expect(tests[0]).toMatchObject({
      verdict: 'failed',
      because: 'steps[0] result equals "arrived": fail, found "none"',
    });
  });

  it('is of the test in which it came', async () => {
    const opens = `needs: [esme]
steps:
  - tamper: { cover: terminal, is: open }
  - wait: 10m
    expect: { took: 600 }`;
    const hears = 'needs: [esme]\nsteps: [{ await: { alert: any, within: 1h }, expect: { result: none } }]';
    const { tests, events } = await run([opens, hears]);
    expect(events.some(({ what }) => what === 'sends device-alert 8F76')).toBe(true);
    expect(tests.map(({ verdict }) => verdict)).toEqual(['passed', 'passed']);
  });
});

describe('references to what is declared', () => {
  it('name Users, metering points, devices that are only known, and the next firmware', async () => {
    const { devices } = await simTarget(installation);
    const next = devices.find(({ role }) => role === 'gsme')?.nextFirmware;
    if (next === undefined) throw new Error('no next firmware');
    expect(next.hash).toBe(firmwareHash(next.image));
    const { events } = await passes(`needs: [gsme, ppmid]
requires: ["gsme: next-firmware"]
steps:
  - request: { srv: "7.4", user: "\${user.ED}", target: "\${ppmid.eui64}" }
    title: \${gsme.mprn}
    expect: { responseCode: { matches: "^E" } }
  - wait: 1s
    expect: { until: { not: "\${gsme.next-firmware-hash}" }, took: { not: "\${gsme.mprn}" } }`);
    const [started] = events;
    expect(started).toMatchObject({
      target: {
        devices: { gsme: { mprn: '4000300101', 'next-firmware': next.version, 'next-firmware-hash': next.hash } },
        users: { ED: '00-00-5E-EF-10-00-01-04' },
      },
    });
    expect(JSON.stringify(started)).not.toContain(Buffer.from(next.image).toString('base64').slice(0, 40));
    const request = events.find(({ kind }) => kind === 'step-started');
    expect(request).toMatchObject({ action: { request: { user: '00-00-5E-EF-10-00-01-04' } } });
  });

  it('hold a test back where the model lacks what it requires', async () => {
    const { tests } = await run(
      `needs: [gsme]\nrequires: ["gsme: terminal-cover"]\nsteps: [{ wait: 1s, expect: { took: 1 } }]`,
    );
    expect(tests[0]).toMatchObject({
      verdict: 'not-applicable',
      because:
        'it requires gsme: terminal-cover: the device notices that its terminal cover is opened, and that is not so here',
    });
  });

  it('hold a test back where the model does not take its Service Request', async () => {
    const without = (target: Target): Target => ({
      ...target,
      devices: target.devices.map((device) => ({ ...device, services: { '4.2': 'unsupported' } })),
    });
    const keys = `needs: [esme]\nrequires: ["esme: SRV 4.2"]\nsteps: [{ wait: 1s, expect: { took: 1 } }]`;
    expect((await run(keys)).tests[0]).toMatchObject({ verdict: 'passed' });
    expect((await run(keys, without)).tests[0]).toMatchObject({
      verdict: 'not-applicable',
      because: 'it requires esme: SRV 4.2, which the model of esme does not take',
    });
  });
});

describe('UTRNs', () => {
  it('vend: twenty digits, another one each time, and with a wrong key none of the device', async () => {
    const { events } = await passes(`needs: [esme]
steps:
  - vend: { pence: 1000 }
    expect: { UTRN: { matches: "^\\\\d{20}$" } }
    remember: { first: { text: UTRN } }
  - vend: { pence: 1000 }
    expect: { UTRN: { not: "\${first}" } }
  - vend: { pence: 1000, key: wrong }
    expect: { UTRN: { matches: "^1\\\\d{19}$" } }`);
    const utrns = outcomesOf(events).map((outcome) => (outcome as { UTRN: string }).UTRN);
    expect(new Set(utrns).size).toBe(3);
  });
});

describe('the time limit of a test', () => {
  const keys = (limit: string, steps: string) => `needs: [gsme]\ntime-limit: ${limit}\nsteps:\n${steps}
cleanup:
  - request: { srv: "4.1.1", role: GS }`;

  it.each([
    ['a wait', '  - wait: 1h\n    expect: { took: 3600 }'],
    ['a message', '  - await: { alert: any, within: 1h }\n    expect: { took: 3600 }'],
    ['a request to a gas meter that sleeps', '  - request: { srv: "4.1.1", role: GS }\n    expect: { took: 1 }'],
  ])('ends %s, and then it is an error, and cleaned up', async (_, steps) => {
    const { tests, events } = await run(keys('10s', steps));
    expect(tests[0]).toMatchObject({ verdict: 'error', failure: { phase: 'steps', step: 0 } });
    const problem = events.find(({ kind }) => kind === 'problem');
    expect(problem).toMatchObject({ code: 'test-time-limit', message: expect.stringContaining('at most 10 s') });
    const cleanup = events.filter(({ kind, phase }) => kind === 'check' && phase === 'cleanup');
    expect(cleanup).toMatchObject([{ path: 'responseCode', verdict: 'pass' }]);
    const [started, ended] = ['step-started', 'problem'].map((wanted) =>
      Temporal.Instant.from(String(events.find(({ kind }) => kind === wanted)?.['time'])),
    );
    expect(started?.until(ended as Temporal.Instant).total('seconds')).toBe(10);
  });

  it('does not matter to a test that keeps it', async () => {
    expect((await run(keys('2h', '  - wait: 1h\n    expect: { took: 3600 }'))).tests[0]).toMatchObject({
      verdict: 'passed',
    });
  });

  it('does not hurry the clock of the run', async () => {
    const target = await simTarget(installation);
    expect(target.clock).toBeInstanceOf(VirtualClock);
    const { events } = await passes('needs: [esme]\ntime-limit: 30d\nsteps: [{ wait: 1s, expect: { took: 1 } }]');
    const times = events.map(({ time }) => Temporal.Instant.from(String(time)));
    expect(times[0]?.until(times.at(-1) as Temporal.Instant).total('seconds')).toBeLessThan(60);
  });
});

describe('an answer that is not what a Service Request asks for', () => {
  const reads =
    'needs: [esme]\nsteps: [{ request: { srv: "4.1.1" }, expect: { body.Electricity: { present: true } } }]';

  it.each([
    ['import-register-wrong-unit', /^steps\[0\] responseCode equals "I0": fail, found "E1000" \(.*expected .*\)$/],
    ['consumption-for-no-one', /^steps\[0\] responseCode equals "I0": fail, found "E1000" \(GET 1\.0\..*\)$/],
  ])('fails its test, and shows both sides: %s', async (name, because) => {
    const defects = defectCatalogue.filter((defect) => defect.name === name);
    const { tests, events } = await run(reads, undefined, { esme: defects });
    expect(tests[0]).toMatchObject({ verdict: 'failed', because: expect.stringMatching(because) });
    expect(tests[0]?.failure).toMatchObject({
      title: 'SRV 4.1.1',
      check: { expected: 'I0', found: 'E1000' },
      debug: [{ position: expect.any(Number), error: expect.any(String) }],
    });
    expect(tests[0]?.failure?.operations).not.toEqual([]);
    expect(tests[0]?.failure?.traffic).not.toEqual([]);
    expect(events.some(({ kind }) => kind === 'problem')).toBe(false);
  });
});
