import { describe, expect, it } from 'vitest';
import { MemoryExchange } from '../../../src/migration/exchange/memory-exchange.ts';
import { readMigrationFile } from '../../../src/migration/files/migration-file.ts';
import { fileNames } from '../../../src/migration/files/names.ts';
import { open } from '../../../src/migration/files/sealing.ts';
import { keyedDevicesOf } from '../../../src/migration/model/installation.ts';
import { type KeyRole, keyRoles, validators } from '../../../src/migration/model/parties.ts';
import type { SmsoRecord } from '../../../src/migration/model/world.ts';
import type { DescriptionSources } from '../../../src/migration/parties/requesting-party-description.ts';
import { eligibleProductsOf } from '../../../src/migration/planning/eligible-products.ts';
import { validateSet } from '../../../src/migration/validation/validate-set.ts';
import { contextFor, group, pki, requestingParty, setName, soundSpec } from '../validation/sound-set.ts';
import { authoriseAll, commonIn, eligibleFor, hubs, recordsOf, requestingPartyFor } from './cast.ts';
import { contextOf, recordAt } from './world.ts';

describe('Requesting Party', () => {
  const records = [0, 1, 2].map((k) => recordAt(k));
  const set = { name: setName, group, hubs: hubs(records) };

  function built(priority = false) {
    const exchange = new MemoryExchange();
    authoriseAll(exchange, records, priority);
    const leftOut = requestingPartyFor(exchange, records).build(set);
    return { exchange, leftOut };
  }

  it('builds the four files of a set, which are valid for all three who check them', () => {
    const { exchange, leftOut } = built();
    expect(leftOut).toEqual([]);
    const { installations } = commonIn(exchange);
    const spec = soundSpec([...installations]);
    for (const party of validators) {
      const read = <Kind extends 'common' | 'group' | 'encrypted'>(name: string, kind: Kind) =>
        readMigrationFile(exchange.get(name) as Uint8Array, name, kind);
      const files = {
        name: setName,
        common: read(fileNames.common(setName), 'common'),
        group: read(fileNames.group(setName), 'group'),
        ...(party !== 'commissioning-party' && { encrypted: read(fileNames.encrypted(setName, party), 'encrypted') }),
      };
      const found = validateSet(party, files, contextFor(party, spec));
      expect(
        [...found.of, ...found.installations.flatMap(({ checks }) => checks)].filter(({ passed }) => !passed),
      ).toEqual([]);
    }
  });

  it.each(keyRoles)(
    'the %s is given the keys of its client and the master keys, and of no other client',
    (role: KeyRole) => {
      const { exchange } = built();
      const name = fileNames.encrypted(setName, role);
      const { installations } = readMigrationFile(exchange.get(name) as Uint8Array, name, 'encrypted').file;
      for (const { hub, sealed } of installations) {
        const record = recordsOf(records).record(hub);
        const material = open(sealed, pki.keysOf(role), { set: setName, hub, recipient: role });
        const expected = record?.devices.map(({ id, keys }) => ({
          device: id,
          master: keys.master,
          keys: keys.clients[role === 's1sp' ? 2 : 1],
        }));
        expect(material).toEqual(expected);
      }
    },
  );

  it('after a crash it goes on where it was: what is given stays, whatever else is made anew', () => {
    const whole = built().exchange;
    const ends = whole.names().filter((name) => name.startsWith(setName));
    expect(ends).toHaveLength(4);
    for (let puts = 0; puts < 4; puts++) {
      const exchange = new MemoryExchange();
      authoriseAll(exchange, records);
      const context = contextOf('requesting-party', requestingParty, exchange);
      let left = puts;
      const dying = {
        ...context,
        exchange: {
          get: exchange.get.bind(exchange),
          names: exchange.names.bind(exchange),
          put: (name: string, bytes: Uint8Array) => {
            if (left-- <= 0) throw new Error('the process dies');
            exchange.put(name, bytes);
          },
        },
      };
      expect(() => requestingPartyFor(exchange, records, {}, dying).build(set)).toThrow('the process dies');
      const before = new Map(exchange.names().map((name) => [name, exchange.get(name)]));
      requestingPartyFor(exchange, records, {}, context).build(set);
      for (const [name, bytes] of before) expect(exchange.get(name)).toEqual(bytes);
      expect(exchange.names().filter((name) => name.startsWith(setName))).toEqual(ends);
    }
  });

  it('the priority that a supplier asks for is in the Common File', () => {
    expect(commonIn(built(true).exchange).installations.map(({ priority }) => priority)).toEqual([false, true, true]);
  });

  it('leaves out what may not be migrated, and says why', () => {
    const [dormant, active] = records as [SmsoRecord, SmsoRecord];
    const noMaster = {
      ...dormant,
      devices: dormant.devices.map((each) => ({ ...each, keys: { ...each.keys, master: undefined } })),
    };
    const codeOf = (record: SmsoRecord, change: Partial<DescriptionSources> = {}) => {
      const exchange = new MemoryExchange();
      const [left] = requestingPartyFor(exchange, [record], change).build({ ...set, hubs: [record.hub.id] });
      expect(exchange.names()).toEqual([]);
      return left?.code;
    };
    expect(codeOf(noMaster)).toBe('MK01');
    expect(codeOf({ ...dormant, isOnWan: false })).toBe('CM01');
    expect(codeOf(dormant, { attempts: { failed: () => 5 } })).toBe('AT05');
    // Nobody has reported anything of its readiness; of an active one nothing has to be reported.
    expect(codeOf(dormant, { eligible: eligibleProductsOf([]) })).toBe('not-ready');
    const exchange = new MemoryExchange();
    authoriseAll(exchange, [active]);
    const party = requestingPartyFor(exchange, [active], { eligible: eligibleProductsOf([]) });
    expect(party.build({ ...set, hubs: [active.hub.id] })[0]?.code).toBe('not-eligible');
    expect(codeOf(dormant, { registrations: { of: () => [] } })).toBe('not-registered');
    expect(codeOf(active)).toBe('not-authorised');
    expect(codeOf(dormant, { records: { record: () => undefined } })).toBe('installation-unknown');
  });

  it('one that is left out is left out alone', () => {
    const exchange = new MemoryExchange();
    const leftOut = requestingPartyFor(exchange, records).build(set);
    expect(leftOut.map(({ code }) => code)).toEqual(['not-authorised', 'not-authorised']);
    expect(commonIn(exchange).installations.map(({ hub }) => hub.id)).toEqual(hubs(records).slice(0, 1));
  });

  it('[public] GT01: the gas meter is left out, its keys too, and the electricity meter is migrated alone', () => {
    const exchange = new MemoryExchange();
    const record = recordAt(2, {}, 'mixed');
    const alone = { ...record, standing: 'active' as const, activeMeter: undefined };
    authoriseAll(exchange, [record]);
    const eligible = eligibleFor([{ ...alone, gsme: undefined }]);
    const party = requestingPartyFor(exchange, [record], { eligible, stated: () => ['gas-han-errors'] });
    expect(party.build({ ...set, hubs: [record.hub.id] })).toEqual([]);
    const [installation] = commonIn(exchange).installations;
    expect(installation).toMatchObject({ leftOut: 'GT01', standing: 'active' });
    const name = fileNames.encrypted(setName, 's1sp');
    const [entry] = readMigrationFile(exchange.get(name) as Uint8Array, name, 'encrypted').file.installations;
    if (installation === undefined || entry === undefined) throw new Error('nothing built');
    const material = open(entry.sealed, pki.keysOf('s1sp'), { set: setName, hub: record.hub.id, recipient: 's1sp' });
    expect(material.map(({ device }) => device)).toEqual(keyedDevicesOf(installation));
    expect(material).toHaveLength(2);
  });
});
