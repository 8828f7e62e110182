import { describe, expect, it } from 'vitest';
import { type Eui64, parseEui64 } from '../../../src/core/identifiers.ts';
import type { Exchange } from '../../../src/migration/exchange/exchange.ts';
import { MemoryExchange } from '../../../src/migration/exchange/memory-exchange.ts';
import { readRows } from '../../../src/migration/files/csv/rows.ts';
import { readMigrationFile } from '../../../src/migration/files/migration-file.ts';
import { Smso } from '../../../src/migration/parties/smso.ts';
import { eligibleProductsOf, plannedEntry } from '../../../src/migration/planning/eligible-products.ts';
import { combinationOf } from '../../../src/migration/planning/firmware-upgrades.ts';
import { dormantMetersOf } from '../../../src/migration/planning/meters.ts';
import { ReadinessBook } from '../../../src/migration/planning/readiness-book.ts';
import type { Readied } from '../../../src/migration/readiness/ready-devices.ts';
import { group, registrations, requestingParty, rules, setName } from '../validation/sound-set.ts';
import { commonIn, day, electricity, eligibleFor, gas, hubs, recordsOf, requestingPartyFor, smsoId } from './cast.ts';
import { contextOf, recordAt } from './world.ts';

describe('SMSO', () => {
  /** Dormant: a stale one, one that needs other firmware, one that nothing is to be done to; one that is active. */
  const stale = recordAt(0, { configuration: 'stale' }, 'dormant');
  const old = recordAt(3, { newerFirmware: '02000000' }, 'dormant');
  const current = recordAt(6, {}, 'dormant');
  const active = recordAt(1, {}, 'active');
  const records = [stale, old, current, active];
  const upgraded = { ...old, esme: { ...old.esme, firmware: '02000000' } };
  const eligible = eligibleFor([{ ...upgraded, standing: 'dormant' }, active]);
  const staleFirst = eligibleProductsOf([
    ...[stale, current].map((record) => plannedEntry(combinationOf(group, record))),
    plannedEntry(combinationOf(group, upgraded)),
  ]);

  interface Done {
    readonly calls: string[];
    readonly fail: Map<string, Readied>;
  }

  function smsoIn(
    exchange: Exchange,
    done: Done,
    context = contextOf('smso', smsoId, exchange),
    list = staleFirst,
  ): Smso {
    const call = (what: string) => (meter: Eui64) => {
      done.calls.push(`${what} ${meter}`);
      return Promise.resolve(done.fail.get(meter) ?? ({ result: 'done' } as const));
    };
    return new Smso({
      context,
      code: 'secure',
      records: recordsOf(records),
      registrations,
      eligible: list,
      open: () =>
        Promise.resolve({
          applyConfiguration: call('configuration'),
          upgradeFirmware: call('firmware'),
          close: () => Promise.resolve(),
        }),
    });
  }

  const none = (): Done => ({ calls: [], fail: new Map() });

  it('TMAD 4.27: applies a configuration or firmware to the dormant meters that need it, once, and reports readiness', async () => {
    const exchange = new MemoryExchange();
    const done = none();
    const context = contextOf('smso', smsoId, exchange);
    for (const hub of hubs(records)) await smsoIn(exchange, done, context).makeReady(group, hub);
    for (const hub of hubs(records)) await smsoIn(exchange, done, context).makeReady(group, hub);
    expect(done.calls).toEqual([`configuration ${stale.esme.id}`, `configuration ${stale.gsme.id}`]);
    const name = smsoIn(exchange, done, context).reportReadiness({ group, date: day, number: 1 }, hubs(records));
    const again = smsoIn(exchange, done, context).reportReadiness({ group, date: day, number: 1 }, hubs(records));
    expect([name, again]).toEqual(Array(2).fill('readiness_secure_20260115_001.xml'));
    const book = new ReadinessBook(contextOf('requesting-party', requestingParty, exchange));
    for (const record of [stale, old, current]) {
      for (const { id } of dormantMetersOf(record)) expect(book.isReady(record.hub.id, id)).toBe(true);
    }
    expect(book.isReady(active.hub.id, active.esme.id)).toBe(false);
    expect(book.isUpgraded(stale.hub.id, stale.esme.id)).toBe(false);
  });

  it('TMAD 4.27: upgrades firmware where the EPCL has the combination with that alone', async () => {
    const exchange = new MemoryExchange();
    const done = none();
    const smso = smsoIn(exchange, done, contextOf('smso', smsoId, exchange), eligible);
    await smso.makeReady(group, old.hub.id);
    expect(done.calls).toEqual([`firmware ${old.esme.id}`]);
    smso.reportReadiness({ group, date: day, number: 1 }, [old.hub.id]);
    const context = contextOf('requesting-party', requestingParty, exchange);
    const party = requestingPartyFor(exchange, [old], { eligible }, context);
    expect(party.build({ name: setName, group, hubs: [old.hub.id] })).toEqual([]);
    expect(commonIn(exchange).installations[0]?.esme.firmware).toBe('02000000');
  });

  it('what fails leaves a meter that is not ready, until a later report says otherwise', async () => {
    const exchange = new MemoryExchange();
    const done = none();
    done.fail.set(stale.esme.id, { result: 'failed', code: 'device-unreachable' });
    const smso = smsoIn(exchange, done);
    await smso.makeReady(group, stale.hub.id);
    smso.reportReadiness({ group, date: day, number: 1 }, [stale.hub.id]);
    const book = new ReadinessBook(contextOf('requesting-party', requestingParty, exchange));
    expect([book.isReady(stale.hub.id, stale.esme.id), book.isReady(stale.hub.id, stale.gsme.id)]).toEqual([
      false,
      true,
    ]);
    done.fail.clear();
    await smso.makeReady(group, stale.hub.id);
    smso.reportReadiness({ group, date: day, number: 2 }, [stale.hub.id]);
    expect(book.isReady(stale.hub.id, stale.esme.id)).toBe(true);
  });

  it('tells each supplier of its dormant meters, and which of them get other firmware before', () => {
    const exchange = new MemoryExchange();
    const scheduled = records.map(({ hub }) => ({ hub: hub.id, date: day.add({ days: 7 }) }));
    const context = contextOf('smso', smsoId, exchange);
    for (const _ of [1, 2]) smsoIn(exchange, none(), context, eligible).notifySchedules(group, day, scheduled);
    const rowsIn = (kind: 'migration-schedule' | 'firmware-schedule', supplier: Eui64) => {
      const name = `${kind}_secure_${supplier}_20260115.csv`;
      return readRows(exchange.get(name) ?? new Uint8Array(), name, rules.layouts[kind]).map(({ values }) => values);
    };
    expect(rowsIn('migration-schedule', electricity).map((row) => row['meter'])).toEqual(
      [stale, old, current].map((each) => each.esme.id),
    );
    expect(rowsIn('migration-schedule', gas).map((row) => row['meter'])).toEqual(
      [stale, old, current].map((each) => each.gsme.id),
    );
    expect(rowsIn('firmware-schedule', electricity)).toMatchObject([
      { meter: old.esme.id, firmware: '01000000', toFirmware: '02000000' },
    ]);
    expect(exchange.names().filter((name) => name.startsWith('firmware-schedule'))).toHaveLength(2);
  });

  it('brings nothing to an installation that was never on the WAN', async () => {
    const exchange = new MemoryExchange();
    const done = none();
    const dark = { ...stale, isOnWan: false };
    const smso = new Smso({
      context: contextOf('smso', smsoId, exchange),
      code: 'secure',
      records: recordsOf([dark]),
      registrations,
      eligible: staleFirst,
      open: () => Promise.reject(new Error('opened')),
    });
    await smso.makeReady(group, dark.hub.id);
    const name = smso.reportReadiness({ group, date: day, number: 1 }, [dark.hub.id]);
    const report = readMigrationFile(exchange.get(name) as Uint8Array, name, 'readiness').file;
    expect(report.installations.filter(({ code }) => code === 'never-on-wan')).toHaveLength(2);
    expect(done.calls).toEqual([]);
  });

  it('a report of another SMSO says nothing', async () => {
    const exchange = new MemoryExchange();
    const stranger = parseEui64('00-00-5E-EF-10-00-04-01');
    const smso = smsoIn(exchange, none(), contextOf('smso', stranger, exchange));
    await smso.makeReady(group, current.hub.id);
    smso.reportReadiness({ group, date: day, number: 1 }, [current.hub.id]);
    const book = new ReadinessBook(contextOf('requesting-party', requestingParty, exchange));
    expect(book.isReady(current.hub.id, current.esme.id)).toBe(false);
  });
});
