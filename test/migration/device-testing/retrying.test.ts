import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/core/clock.ts';
import type { ErrorCode } from '../../../src/core/error-catalogue.ts';
import { S1benchError } from '../../../src/core/errors.ts';
import { withRetries } from '../../../src/migration/device-testing/retrying.ts';

const begin = Temporal.Instant.from('2026-01-15T10:20:00Z');
const never = new AbortController().signal;
const minutes = (...values: readonly number[]) => values.map((each) => Temporal.Duration.from({ minutes: each }));

/** Fails so many times with a code, and then doesn't. @returns at which minutes it was tried, and what came of it */
async function tried(code: ErrorCode, failures: number, tries: number, waits: readonly Temporal.Duration[]) {
  const clock = new VirtualClock(begin);
  const at: number[] = [];
  const work = async (): Promise<string> => {
    at.push(begin.until(clock.now()).total('minutes'));
    if (at.length <= failures) throw new S1benchError(code);
    return 'done';
  };
  const result = await withRetries(work, { tries, waits }, clock, never).catch(({ code }) => code);
  return { at, result };
}

describe('retries', () => {
  it('the last wait goes on', async () => {
    const { at, result } = await tried('device-unreachable', 4, 5, minutes(1, 10));
    expect(at).toEqual([0, 1, 11, 21, 31]);
    expect(result).toBe('done');
  });

  it('without waits it is tried again at once', async () => {
    expect(await tried('device-no-response', 2, 3, [])).toEqual({ at: [0, 0, 0], result: 'done' });
  });

  it('as often as was said and no more; what is refused once', async () => {
    const given = fc.record({ failures: fc.nat({ max: 6 }), tries: fc.integer({ min: 1, max: 6 }) });
    await fc.assert(
      fc.asyncProperty(given, async ({ failures, tries }) => {
        const silent = await tried('device-unreachable', failures, tries, minutes(1));
        expect(silent.at).toHaveLength(Math.min(failures + 1, tries));
        expect(silent.result).toBe(failures < tries ? 'done' : 'device-unreachable');
        const refused = await tried('step-refused', failures, tries, minutes(1));
        expect(refused.at).toHaveLength(1);
      }),
    );
  });

  it('a refusal that is not authentic is believed once it has come twice', async () => {
    const outcomes: readonly (ErrorCode | undefined)[][] = [['step-refused'], ['step-refused', 'step-refused']];
    for (const codes of [...outcomes, ['step-refused', 'device-unreachable', 'step-refused']]) {
      const left = [...codes];
      const work = async (): Promise<string> => {
        const code = left.shift();
        if (code !== undefined)
          throw new S1benchError(code as ErrorCode, { cause: new Error('not in an association') });
        return 'done';
      };
      const result = withRetries(work, { tries: 2, waits: [] }, new VirtualClock(begin), never);
      if (codes.length === 2) await expect(result).rejects.toMatchObject({ code: 'step-refused' });
      else expect(await result).toBe('done');
    }
  });

  it('a stop on request ends the wait', async () => {
    const clock = new VirtualClock(begin);
    const stop = new AbortController();
    const work = async (): Promise<never> => {
      clock.schedule(Temporal.Duration.from({ minutes: 1 }), () => stop.abort());
      throw new S1benchError('device-unreachable');
    };
    const retries = withRetries(work, { tries: 9, waits: minutes(60) }, clock, stop.signal);
    await expect(retries).rejects.toMatchObject({ code: 'aborted' });
    expect(begin.until(clock.now()).total('minutes')).toBe(1);
    const none = withRetries(work, { tries: 9, waits: [] }, clock, stop.signal);
    await expect(none).rejects.toMatchObject({ code: 'aborted' });
  });
});
