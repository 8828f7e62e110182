import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { CosemServices } from '../../src/dcc/device/services.ts';
import { Device, StepFailed } from '../../src/dcc/s1sp/device.ts';
import { prepare, type StepContext, steps } from '../../src/dcc/s1sp/equivalent-steps.ts';

const response = z.strictObject({ Value: z.int(), Log: z.array(z.strictObject({ At: z.string() })) });
const whole = { Value: 7, Log: [{ At: 'now' }, { At: 'then' }] };

/** What becomes of a request whose steps make `body` of what a device answered: nothing, or how it failed. */
async function failureOf(body: unknown): Promise<StepFailed | undefined> {
  const of = steps(z.strictObject({}), response, async () => body as z.output<typeof response>);
  try {
    await prepare('4.1.1', of, {}).perform(new Device({} as CosemServices), {} as StepContext);
    return undefined;
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    return error;
  }
}

describe('the body of a response', () => {
  it('is that of its SRV', async () => {
    expect(await failureOf(whole)).toBeUndefined();
  });

  it.each([
    ['a field too many', { ...whole, More: 1 }, /at its top: .*More/],
    ['a field too few', { Log: [] }, /at Value: .*number.*undefined/],
    ['a field of another type', { ...whole, Value: '7' }, /at Value: .*number.*string/],
    ['a field too many further in', { Value: 1, Log: [{ At: 'now', By: 'me' }] }, /at Log\.0: .*By/],
    ['a field too few further in', { Value: 1, Log: [{ At: 'now' }, {}] }, /at Log\.1\.At: .*string.*undefined/],
    ['nothing', undefined, /at its top: .*object.*undefined/],
  ])('fails its request where it has %s, and says what was expected and found', async (_, body, says) => {
    const failure = await failureOf(body);
    expect(failure?.code).toBe('step-value-unexpected');
    expect(failure?.debug.error).toMatch(/^a response that SRV 4\.1\.1 doesn't have, at /);
    expect(failure?.debug.error).toMatch(says);
  });

  it('never ends in anything else, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.anything(),
          fc.object().map((more) => ({ ...whole, ...more })),
        ),
        async (body) => {
          const failure = await failureOf(body);
          expect(failure === undefined).toBe(response.safeParse(body).success);
        },
      ),
      { numRuns: 300 },
    );
  });
});
