import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/core/clock.ts';
import { MemoryExchange } from '../../../src/migration/exchange/memory-exchange.ts';
import type { ViabilityFile } from '../../../src/migration/files/contents.ts';
import { writeMigrationFile } from '../../../src/migration/files/migration-file.ts';
import { fileNames } from '../../../src/migration/files/names.ts';
import { PartyFiles } from '../../../src/migration/parties/party-files.ts';
import { SetValidation } from '../../../src/migration/parties/set-validation.ts';
import type { Trust } from '../../../src/migration/pki/trust.ts';
import { refusalOf } from '../../support/refusal.ts';
import { contextFor, group, now, pki, requestingParty, setName, soundSpec } from '../validation/sound-set.ts';
import { contextOf } from './world.ts';

const next = 'DA-20260116-001';
const s1sp = pki.keysOf('s1sp');
const revoked: Trust = { ...pki.trust, problemOf: () => 'revoked' };

function viability(set: string, sequence = 1): Uint8Array {
  const header = { set, group, from: s1sp.party.id, sequence, created: now };
  const file: ViabilityFile = { kind: 'viability', header, by: 's1sp', installations: [] };
  return writeMigrationFile(file, s1sp);
}

describe('files of a set', () => {
  const reader = (
    bytes: Uint8Array,
    name: string,
    context = contextOf('commissioning-party', undefined, new MemoryExchange()),
  ) => {
    const exchange = new MemoryExchange();
    exchange.put(name, bytes);
    return { ...context, exchange };
  };

  it('a true file of another set under the name of this one is not believed', () => {
    const name = fileNames.viability(next, 's1sp');
    const replayed = reader(viability(setName), name);
    const set = { name: next, group };
    expect(new PartyFiles(replayed).believed(name, set, 'viability', 's1sp')).toBeUndefined();
    expect(replayed.events).toMatchObject([{ what: 'file-refused', name, code: 'migration-file-of-other-set' }]);
    expect(new PartyFiles(reader(viability(next), name)).believed(name, set, 'viability', 's1sp')).toBeDefined();
    const ofGroup = new PartyFiles(reader(viability(next), name));
    expect(ofGroup.believed(name, { name: next, group: 'CA' }, 'viability', 's1sp')).toBeUndefined();
    expect(new PartyFiles(reader(viability(next), name)).believed(name, set, 'viability', 'dco')).toBeUndefined();
  });

  it('what was believed is believed when its certificate is revoked, and no other in its place', () => {
    const name = fileNames.viability(setName, 's1sp');
    const set = { name: setName, group };
    const first = reader(viability(setName), name);
    const believed = (context: typeof first) => new PartyFiles(context).believed(name, set, 'viability', 's1sp');
    expect(believed({ ...first, trust: revoked })).toBeUndefined();
    const file = believed(first);
    expect(file).toBeDefined();
    const clock = new VirtualClock(now.add({ hours: 24 * 20_000 }));
    expect(believed({ ...first, trust: revoked, clock })).toEqual(file);
    const other = reader(viability(setName, 2), name, first);
    expect(believed(other)).toBeUndefined();
    expect(first.events.at(-1)).toMatchObject({ code: 'migration-file-replaced' });
  });

  it('who can’t sign gives nothing', () => {
    const context = { ...contextOf('s1sp', undefined, new MemoryExchange()), trust: revoked };
    const give = (): void =>
      new PartyFiles(context).give('x.xml', { set: setName, group }, () => ({ kind: 'decision', installations: [] }));
    expect(refusalOf(give).code).toBe('party-certificate-refused');
    expect(context.exchange.names()).toEqual([]);
  });
});

describe('data validation', () => {
  it('nobody but its sender uses up a sequence number, or what a set is', () => {
    const spec = soundSpec();
    const keys = pki.keysOf('requesting-party', requestingParty);
    const header = { set: setName, group, from: requestingParty, sequence: 7, created: now };
    const sound = writeMigrationFile({ kind: 'common', header, installations: spec.installations }, keys);
    const forged = Buffer.from(Buffer.from(sound).toString().replace('sequence="7"', 'sequence="9007199254740991"'));
    const stranger = writeMigrationFile(
      { kind: 'common', header, installations: spec.installations },
      pki.keysOf('smso'),
    );
    const context = contextOf('commissioning-party', undefined, new MemoryExchange());
    const validated = (bytes: Uint8Array) => {
      const exchange = new MemoryExchange();
      exchange.put(fileNames.common(setName), bytes);
      const of = { ...context, exchange };
      const files = new PartyFiles(of);
      const validation = new SetValidation({
        role: 'commissioning-party',
        context: of,
        files,
        sources: contextFor('commissioning-party', spec),
        open: () => [],
      });
      validation.validate({ name: setName, group, hubs: [] });
      const name = fileNames.validation(setName, 'commissioning-party');
      const failed = files
        .believed(name, { name: setName, group }, 'validation', 'commissioning-party')
        ?.of.filter(({ passed }) => !passed)
        .map(({ check }) => check);
      context.store.table('believed-files').remove(name);
      return { failed, last: validation.register.lastSequence(requestingParty, 'common') };
    };
    expect(validated(forged)).toEqual({ failed: ['V03'], last: undefined });
    expect(validated(stranger)).toEqual({ failed: ['V04'], last: undefined });
    expect(validated(sound)).toEqual({ failed: [], last: 7 });
  });
});
