import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/core/clock.ts';
import { loadInstallation } from '../../../src/sim/files/load.ts';
import {
  changesSince,
  heldStates,
  packStates,
  unpackStates,
  withoutChanges,
} from '../../../src/sim/installation/saved-states.ts';
import { SimulatedInstallation } from '../../../src/sim/installation/simulated-installation.ts';
import { refusalOf, resultOrRefusal } from '../../support/refusal.ts';

const dual = await loadInstallation('hardware/installations/moc-secure-dual-fuel.yaml');
const alone = await loadInstallation('hardware/installations/first-light.yaml');

describe('the states of an installation, packed', () => {
  it.each([dual, alone])(
    'are the same when they are unpacked, and an installation goes on from them: $name',
    (installation) => {
      const clock = new VirtualClock(installation.start);
      const unit = new SimulatedInstallation(installation, clock);
      clock.advance(Temporal.Duration.from({ hours: 72 }));
      unit.settle();
      const packed = packStates(unit.states);
      expect(unpackStates(packed)).toEqual(JSON.parse(JSON.stringify(unit.states)));
      expect(packed.length).toBeLessThan(5000);
      const again = new SimulatedInstallation(installation, clock, { states: unpackStates(packed) });
      clock.advance(Temporal.Duration.from({ hours: 72 }));
      for (const each of [unit, again]) each.settle();
      expect(again.states).toEqual(unit.states);
    },
  );

  it.each([dual, alone])('are the same by what has changed since they were packed: $name', (installation) => {
    const minutes = fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(minutes, minutes, (first, second) => {
        const clock = new VirtualClock(installation.start);
        const unit = new SimulatedInstallation(installation, clock);
        const after = (all: readonly number[]): string => {
          for (const each of all) clock.advance(Temporal.Duration.from({ minutes: each }));
          unit.settle();
          return JSON.stringify(unit.states);
        };
        const packed = packStates(unit.states);
        let known = heldStates(unit.states);
        for (const all of [first, second]) {
          const text = after(all);
          const changes = JSON.parse(JSON.stringify(changesSince(known, unit.states)));
          expect(JSON.stringify(changes).length).toBeLessThan(text.length);
          const states = unpackStates(packed, changes);
          expect(states).toEqual(JSON.parse(text));
          // As whoever takes them up again knows them: what was packed, as far as it is still so.
          known = withoutChanges(unit.states, changes);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('anything else is refused, whatever it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(resultOrRefusal(() => unpackStates(bytes))).toMatchObject({ code: 'saved-states-invalid' });
      }),
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const packed = deflateRawSync(JSON.stringify(value));
        expect(resultOrRefusal(() => unpackStates(packed))).toMatchObject({ code: 'saved-states-invalid' });
        const whole = packStates(new SimulatedInstallation(alone, new VirtualClock(alone.start)).states);
        const changed = resultOrRefusal(() => unpackStates(whole, [[['esme'], value]]));
        expect(changed).toMatchObject({ code: 'saved-states-invalid' });
      }),
    );
  });

  it('the refusal says where, and quotes nothing, for they hold keys', () => {
    const states = JSON.parse(JSON.stringify(new SimulatedInstallation(alone, new VirtualClock(alone.start)).states));
    states.esme.clients = 'A0A1A2A3A4A5A6A7';
    const { message } = refusalOf(() => unpackStates(deflateRawSync(JSON.stringify(states))));
    expect(message).toContain('esme.clients');
    expect(message).not.toContain('A0A1');
  });

  it('a little that inflates to very much is refused before it fills the memory', () => {
    const bomb = deflateRawSync(Buffer.alloc(64 << 20, 0x20));
    expect(bomb.length).toBeLessThan(100_000);
    expect(refusalOf(() => unpackStates(bomb)).code).toBe('saved-states-invalid');
    const unit = new SimulatedInstallation(alone, new VirtualClock(alone.start));
    for (const changes of [null, {}, [['esme', 1]], [[['esme']], 7]]) {
      expect(refusalOf(() => unpackStates(packStates(unit.states), changes)).code).toBe('saved-states-invalid');
    }
  });
});
