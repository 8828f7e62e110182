import { describe, expect, it } from 'vitest';
import { simTarget } from '../../../src/harness/runner/sim-target.ts';
import type { Target } from '../../../src/harness/runner/target.ts';
import { lacks } from '../../support/requires.ts';
import { apdusOf, installation, overSerialLine, overTcp, runAndVerify } from './targets.ts';

const transports: readonly (readonly [string, () => Promise<Target>])[] = [
  ['in this process, HDLC', () => simTarget(installation, { framing: 'hdlc' })],
  ['TCP, wrapper', () => overTcp('wrapper')],
  ['TCP, HDLC', () => overTcp('hdlc')],
];

describe('the first-light pack, whatever the wire', async () => {
  const reference = await runAndVerify({ target: { sim: installation } });
  const verdicts = (tests: typeof reference.tests) => tests.map(({ test, verdict }) => `${test} ${verdict}`);

  it('passes in this process, over the wrapper', () => {
    expect(reference.tests.filter(({ verdict }) => verdict !== 'passed')).toEqual([]);
    expect(reference.tests.length).toBeGreaterThanOrEqual(25);
    expect(reference).toMatchObject({ status: 'complete', exitCode: 0, verification: { state: 'intact' } });
  });

  it('gives the same journal from the same seed, but for the name and the time of the run', async () => {
    const again = await runAndVerify({ target: { sim: installation } });
    const comparable = (events: typeof again.events) => events.slice(1).map(({ hash: _, prev: __, ...event }) => event);
    expect(comparable(again.events)).toEqual(comparable(reference.events));
  });

  it('sends other challenges, and comes to the same verdicts, from another seed', async () => {
    const other = await runAndVerify({ target: { sim: installation }, seed: 'another' });
    expect(verdicts(other.tests)).toEqual(verdicts(reference.tests));
    expect(apdusOf(other.events)).not.toEqual(apdusOf(reference.events));
  });

  async function expectSame(open: () => Promise<Target>): Promise<void> {
    const run = await runAndVerify({ target: { open } });
    expect(verdicts(run.tests)).toEqual(verdicts(reference.tests));
    expect(apdusOf(run.events)).toEqual(apdusOf(reference.events));
    expect(run).toMatchObject({ status: 'complete', exitCode: 0, verification: { state: 'intact' } });
  }

  it.each(transports)('gives the same verdicts and the same APDUs over %s', (_, open) => expectSame(open), 60_000);

  it.skipIf(lacks('socat'))(
    'gives the same verdicts and the same APDUs over a serial line, HDLC',
    () => expectSame(overSerialLine),
    60_000,
  );
});
