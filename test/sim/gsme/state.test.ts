import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Operation } from '../../../src/sim/device/operations.ts';
import { refusalOf } from '../../support/refusal.ts';
import { GasBench } from './gas-bench.ts';

const operations: fc.Arbitrary<Operation> = fc.oneof(
  fc.constantFrom<Operation>(
    { kind: 'supply', trigger: 'local-disconnect' },
    { kind: 'supply', trigger: 'manual-reconnect' },
    { kind: 'gas', fault: 'uncontrolled-flow' },
    { kind: 'gas', fault: 'none' },
    { kind: 'power', is: 'off' },
    { kind: 'power', is: 'on' },
    { kind: 'cover', which: 'battery', is: 'open' },
    { kind: 'cover', which: 'battery', is: 'closed' },
  ),
  fc.nat(100).map((percent): Operation => ({ kind: 'battery', percent })),
  fc.nat(5000).map((extra): Operation => ({ kind: 'load', extra })),
);
const lives = fc.array(fc.tuple(fc.integer({ min: 0, max: 400 * 24 * 60 }), operations), { maxLength: 12 });

function live(bench: GasBench, life: readonly (readonly [number, Operation])[]): void {
  for (const [minutes, operation] of life) {
    bench.pass({ minutes });
    bench.device.operate(operation);
  }
}

describe('simulator: the state of a GSME', () => {
  it('is the same, byte for byte, for the same seed and life, and so is what it says', () => {
    fc.assert(
      fc.property(lives, (life) => {
        const [one, other] = [new GasBench(), new GasBench()];
        live(one, life);
        live(other, life);
        expect(one.device.save()).toBe(other.device.save());
        expect(one.device.opticalPort?.readout()).toBe(other.device.opticalPort?.readout());
      }),
      { numRuns: 15 },
    );
  });

  it('is another one for another seed', () => {
    const readouts = new Set(['a', 'b', 'c'].map((seed) => new GasBench({ seed }).device.opticalPort?.readout()));
    expect(readouts.size).toBe(3);
  });

  it('is all that a meter needs to go on from where it was', () => {
    fc.assert(
      fc.property(lives, lives, (before, after) => {
        const whole = new GasBench();
        live(whole, before);
        const saved = whole.device.save();
        const restored = new GasBench({ saved, start: whole.clock.now() });
        expect(restored.device.save()).toBe(saved);
        live(whole, after);
        live(restored, after);
        expect(restored.device.save()).toBe(whole.device.save());
      }),
      { numRuns: 15 },
    );
  });

  it('is looked at often or seldom to the same end', () => {
    fc.assert(
      fc.property(lives, fc.integer({ min: 1, max: 20 }), (life, looks) => {
        const [often, seldom] = [new GasBench(), new GasBench()];
        for (const [minutes, operation] of life) {
          const step = Math.floor((60_000 * minutes) / looks);
          for (let look = 1; look < looks; look++) often.pass({ milliseconds: step });
          often.pass({ milliseconds: 60_000 * minutes - (looks - 1) * step });
          seldom.clock.advance(Temporal.Duration.from({ minutes }));
          often.device.operate(operation);
          seldom.device.operate(operation);
        }
        expect(often.device.save()).toBe(seldom.device.save());
      }),
      { numRuns: 12 },
    );
  });

  it('is refused where it is none', () => {
    const saved = JSON.parse(new GasBench().device.save());
    const wrong = JSON.stringify({ ...saved, battery: { ...saved.battery, percent: 101 } });
    expect(refusalOf(() => new GasBench({ saved: wrong }))).toMatchObject({ code: 'document-invalid' });
  });
});
