import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { listOf, numberOf } from '../../src/dcc/s1sp/values.ts';
import { simTarget } from '../../src/harness/runner/sim-target.ts';
import type { TargetFault } from '../../src/harness/runner/target.ts';
import type { Data } from '../../src/protocol/cosem/data.ts';
import { shipped } from '../support/command.ts';
import { newFile } from '../support/scratch.ts';
import { Client } from './client.ts';
import { Enrolled } from './enrolled.ts';
import { sampleParameters } from './sample-requests.ts';

/** A request that changes a device in several steps, and what its event log says of the change: once, however it came about. */
interface Changing {
  readonly role: 'esme' | 'gsme';
  readonly srv: string;
  readonly parameters?: object;
  /** Sent first. */
  readonly before?: readonly (readonly [srv: string, parameters: object])[];
  /** Code of an event that is logged once each time that the request is carried out. */
  readonly event: number;
  /** Which of the messages are lost, one in each run: every so manieth. */
  readonly every?: number;
}

const all: readonly Changing[] = [
  { role: 'esme', srv: '7.2', event: 0x0201 },
  { role: 'esme', srv: '7.3', before: [['7.2', {}]], event: 0x8f32 },
  { role: 'esme', srv: '7.1', before: [['7.2', {}]], event: 0x0202 },
  {
    role: 'esme',
    srv: '7.1',
    before: [
      ['7.2', {}],
      ['7.3', {}],
    ],
    event: 0x0202,
  },
  { role: 'esme', srv: '1.5', event: 0x0702, every: 3 },
  { role: 'esme', srv: '1.6', event: 0x0701, every: 3 },
  { role: 'esme', srv: '1.1.1', event: 0x0301, every: 11 },
  { role: 'esme', srv: '3.3', parameters: {}, event: 0x8f52 },
  { role: 'gsme', srv: '7.2', event: 0x0201 },
  { role: 'gsme', srv: '1.6', event: 0x0701, every: 2 },
];

const MAYBE = 'it may have been carried out';
const file = shipped('hardware/installations/moc-secure-dual-fuel.yaml');
const hardware = shipped('hardware');
/** Each frame is told by it, and no frame's fate changes. */
const watched = { kind: 'wan-delay', milliseconds: 1 };

async function open(faults: readonly object[]): Promise<Enrolled> {
  const text = readFileSync(file, 'utf8').replaceAll('../', `${hardware}/`);
  const written = newFile('installation.yaml', `${text}\nfaults: ${JSON.stringify(faults)}\n`);
  return Enrolled.of(await simTarget(written));
}

/** Carries a request out in a world of its own. */
async function carryOut({ role, srv, parameters, before = [], event }: Changing, faults: readonly object[]) {
  const e = await open([watched, ...faults]);
  const frames: TargetFault[] = [];
  e.target.watchFaults?.((fault) => frames.push(fault));
  for (const [first, given] of before) expect(await e.submit(role, first, given)).toMatchObject({ responseCode: 'I0' });
  const told = await timesLogged(e, role, event);
  frames.length = 0;
  const type = role === 'esme' ? 'ESME' : 'GSME';
  const sample = sampleParameters(srv, type, { now: e.target.clock.now(), other: e.device('gpf').eui64 });
  const { responseCode, debug } = await e.submit(role, srv, parameters ?? sample);
  const passed = frames.filter(({ what }) => what === watched.kind).map(({ detail }) => String(detail['at']));
  const lost = frames.filter(({ what }) => what === 'frame-lost').length;
  const times = (await timesLogged(e, role, event)) - told;
  await e.close();
  return { responseCode, error: debug?.[0]?.error, times, passed, lost };
}

async function timesLogged(e: Enrolled, role: string, event: number): Promise<number> {
  const rows = listOf(await new Client(e, role).get(7, '0.0.99.98.0.255', 2));
  return rows.filter((row) => numberOf(listOf(row)[1] as Data) === event).length;
}

describe('after any frame is lost on its way through the hub', () => {
  it.each(all)('SRV $srv to the $role is carried out once, or says that it may have been', async (changing) => {
    const undisturbed = await carryOut(changing, []);
    expect(undisturbed).toMatchObject({ responseCode: 'I0', times: 1, lost: 0 });
    const { every = 1 } = changing;
    const outcomes: string[] = [];
    for (const at of undisturbed.passed.filter((_, i) => i % every === 0)) {
      const until = Temporal.Instant.from(at).add({ milliseconds: 1 }).toString();
      const {
        responseCode,
        error = '',
        times,
        lost,
      } = await carryOut(changing, [{ kind: 'frame-lost', from: at, until }]);
      expect([at, lost]).toEqual([at, 1]);
      expect(['I0', 'E20', 'E21']).toContain(responseCode);
      // E20 is said of an association that could not be opened: nothing was sent in it.
      if (responseCode !== 'E21') expect([at, times]).toEqual([at, responseCode === 'I0' ? 1 : 0]);
      else expect([at, times, error]).toEqual([at, expect.toBeOneOf([0, 1]), expect.stringContaining(MAYBE)]);
      outcomes.push(responseCode);
    }
    // What is lost in the middle of the steps costs time, and no more.
    expect(outcomes.filter((code) => code === 'I0').length).toBeGreaterThanOrEqual(outcomes.length * 0.4);
  });
});
