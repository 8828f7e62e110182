import { describe, expect, it } from 'vitest';
import type { Eui64 } from '../../../src/core/identifiers.ts';
import { MemoryExchange } from '../../../src/migration/exchange/memory-exchange.ts';
import type { SmsoRecord } from '../../../src/migration/model/world.ts';
import { type AuthorisedMeter, ResponsibleSupplier } from '../../../src/migration/parties/responsible-supplier.ts';
import type { AuthorisationBook } from '../../../src/migration/planning/authorisation-book.ts';
import { giveCommitments, takeCommitments } from '../../../src/migration/planning/demand-files.ts';
import { activeMetersOf } from '../../../src/migration/planning/meters.ts';
import { group, registrations } from '../validation/sound-set.ts';
import { at, authoriseAll, bookOf, day, electricity, gas, other } from './cast.ts';
import { contextOf, recordAt } from './world.ts';

describe('Responsible Supplier', () => {
  const records = [1, 2].map((k) => recordAt(k));

  it('gives an authorisation with its password and signature, of which every row counts', () => {
    const exchange = new MemoryExchange();
    authoriseAll(exchange, records, true);
    const key = `Secure_${electricity}_20260114_182503`;
    expect(exchange.names()).toContain(`MA_${key}.csv`);
    expect(exchange.names()).toContain(`MAPASSWORD_${key}.txt`);
    const book = bookOf(exchange, records);
    expect(book.refused).toEqual([]);
    expect(book.settled.map(({ result }) => result)).toEqual(['accepted', 'accepted', 'accepted']);
    for (const record of records) {
      const { hub } = record;
      for (const { id } of activeMetersOf(record)) {
        expect(book.of(hub.id, id)).toMatchObject({ priority: true });
        expect(book.of(hub.id, id)?.certificates.criticalNetworkOperator).toBeDefined();
      }
    }
  });

  it('nothing counts without signature or password, of somebody else, or where it was changed', () => {
    const exchange = new MemoryExchange();
    authoriseAll(exchange, records);
    const without = (isLeftOut: RegExp, change = (bytes: Uint8Array) => bytes): AuthorisationBook => {
      const copy = new MemoryExchange();
      for (const name of exchange.names()) {
        const bytes = exchange.get(name) as Uint8Array;
        if (!isLeftOut.test(name)) copy.put(name, /MA_.*csv$/.test(name) ? change(bytes) : bytes);
      }
      return bookOf(copy, records);
    };
    const codesOf = (book: AuthorisationBook) => [...new Set(book.refused.map(({ refused }) => refused.code))];
    expect(codesOf(without(/\.sig$/))).toEqual(['rows-unsigned']);
    expect(codesOf(without(/^MAPASSWORD/))).toEqual(['password-wrong']);
    const flipped = without(/^$/, (bytes) => bytes.map((byte, i) => (i === 50 ? byte ^ 1 : byte)));
    expect(codesOf(flipped)).toEqual(['signature-contents-changed']);
    expect(flipped.settled).toEqual([]);
  });

  it('the authorisation of another supplier doesn’t count, nor does one whose date there isn’t', () => {
    const exchange = new MemoryExchange();
    const [record] = records as [SmsoRecord];
    const meter = { hub: record.hub.id, meter: record.esme.id, mpxn: record.esme.mpxn, priority: false };
    new ResponsibleSupplier(contextOf('responsible-supplier', other, exchange), registrations).authorise('secure', at, [
      meter,
    ]);
    exchange.put(`MA_secure_${other}_20260230_000000.csv`, new Uint8Array());
    const book = bookOf(exchange, records);
    expect(book.settled.map(({ result }) => result)).toEqual(['supplier-not-registered']);
    expect(book.refused.map(({ refused }) => refused.code)).toEqual(['migration-name-invalid']);
    expect(book.suppliersOf(record.hub.id, record.esme.id)).toEqual([]);
  });

  it('a row that says nothing sound is refused by itself', () => {
    const exchange = new MemoryExchange();
    const [first, second] = records as [SmsoRecord, SmsoRecord];
    const meters = [first, second].map(({ hub, esme }) => ({
      hub: hub.id,
      meter: esme.id,
      mpxn: esme.mpxn,
      priority: false,
    }));
    const party = new ResponsibleSupplier(contextOf('responsible-supplier', electricity, exchange), registrations);
    party.authorise('secure', at, [
      { ...(meters[0] as AuthorisedMeter), mpxn: '1200000000012' },
      meters[1] as AuthorisedMeter,
    ]);
    const book = bookOf(exchange, records);
    expect(book.refused.map(({ line, refused }) => [line, refused.code])).toEqual([[2, 'csv-value-invalid']]);
    expect(book.settled.map(({ result }) => result)).toEqual(['accepted']);
  });

  it('[public] demand is answered by commitments, within the capacity of a day and of the demand', () => {
    const exchange = new MemoryExchange();
    const demand = (supplier: Eui64, reference: string, installations: number, ofGroup = group) =>
      new ResponsibleSupplier(contextOf('responsible-supplier', supplier, exchange), registrations).demand(
        'secure',
        reference,
        day,
        [{ date: day, group: ofGroup, installations }],
      );
    const dcc = contextOf('commissioning-party', undefined, exchange);
    demand(electricity, 'first', 4000);
    demand(gas, 'first', 500);
    demand(other, 'first', 4000);
    demand(other, 'of-another-smso', 10, 'EA');
    giveCommitments(dcc);
    const given = () =>
      takeCommitments(dcc).map(({ supplier, requested, installations }) => [supplier, requested, installations]);
    expect(given()).toEqual([
      [electricity, 4000, 2250],
      [gas, 500, 500],
      [other, 4000, 2250],
    ]);
    demand(electricity, 'second', 10);
    giveCommitments(dcc);
    giveCommitments(dcc);
    expect(given()).toContainEqual([electricity, 10, 0]);
    expect(given()).toHaveLength(4);
    expect(exchange.names().filter((name) => /^DC-first_/.test(name) && name.endsWith('.csv'))).toHaveLength(3);
  });
});
