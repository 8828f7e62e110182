import type { Random } from '../../../src/core/random.ts';
import { hardwareFaults, type Operation } from '../../../src/sim/device/operations.ts';

function one<const T>(random: Random, ...choices: readonly T[]): T {
  return choices[random.below(choices.length)] as T;
}

/** What the world and people might do to a device. */
export const operations: readonly ((random: Random) => Operation)[] = [
  (random) => ({
    kind: 'supply',
    trigger: one(random, 'manual-disconnect', 'manual-reconnect', 'local-disconnect', 'local-reconnect'),
  }),
  (random) => ({ kind: 'power', is: one(random, 'off', 'on', 'on') }),
  (random) => ({
    kind: 'cover',
    which: one(random, 'terminal', 'second-terminal', 'meter', 'battery'),
    is: one(random, 'open', 'closed'),
  }),
  (random) => ({ kind: 'magnet', is: one(random, 'near', 'gone') }),
  (random) => ({ kind: 'tilt', is: one(random, 'tilted', 'upright') }),
  (random) => ({ kind: 'battery', percent: random.below(101) }),
  (random) => ({ kind: 'load', extra: one(random, 0, random.below(30_000)) }),
  (random) => ({ kind: 'voltage', tenths: one(random, null, null, 0, random.below(4000)) }),
  (random) => ({
    kind: 'wiring',
    fault: one(random, 'reverse-polarity', 'reverse-current', 'phase-sequence', 'none'),
  }),
  (random) => ({ kind: 'gas', fault: one(random, 'air', 'reverse-flow', 'uncontrolled-flow', 'none') }),
  (random) => ({ kind: 'drift', ppm: one(random, 0, random.below(20_001) - 10_000) }),
  (random) => ({ kind: 'wan', is: one(random, 'lost', 'back') }),
  (random) => ({ kind: 'han', side: one(random, 'electricity', 'gas'), is: one(random, 'lost', 'back') }),
  (random) => ({ kind: 'hardware', fault: one(random, ...hardwareFaults), is: one(random, 'present', 'gone') }),
  (random) => ({ kind: 'utrn', digits: String(random.u32()).repeat(3).slice(0, 20) }),
  () => ({ kind: 'emergency-credit' }),
  () => ({ kind: 'acknowledge-message' }),
  (random) => ({ kind: 'pin', digits: String(random.below(10_000)).padStart(4, '0') }),
];
