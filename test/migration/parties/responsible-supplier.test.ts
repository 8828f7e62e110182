import { describe, expect, it } from 'vitest';
import { MemoryExchange } from '../../../src/migration/exchange/memory-exchange.ts';
import type { SmsoRecord } from '../../../src/migration/model/world.ts';
import { type AuthorisedMeter, ResponsibleSupplier } from '../../../src/migration/parties/responsible-supplier.ts';
import type { AuthorisationBook } from '../../../src/migration/planning/authorisation-book.ts';
import { activeMetersOf } from '../../../src/migration/planning/meters.ts';
import { registrations } from '../validation/sound-set.ts';
import { at, authoriseAll, bookOf, electricity, other } from './cast.ts';
import { contextOf, recordAt } from './world.ts';

function resultsOf(book: AuthorisationBook): readonly string[] {
  return book.rows.map(({ result }) => result);
}

describe('Responsible Supplier', () => {
  const records = [1, 2].map((k) => recordAt(k));

  it('gives an authorisation with its password and signature, of which every row counts', () => {
    const exchange = new MemoryExchange();
    authoriseAll(exchange, records, true);
    const key = `Secure_${electricity}_20260114_182503`;
    expect(exchange.names()).toContain(`MA_${key}.csv`);
    expect(exchange.names()).toContain(`MAPASSWORD_${key}.txt`);
    const book = bookOf(exchange, records);
    expect(resultsOf(book)).toEqual(['accepted', 'accepted', 'accepted']);
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
    const files = exchange.names().filter((name) => /^MA_.*csv$/.test(name));
    const ofEach = (result: string) => files.map(() => result);
    expect(resultsOf(without(/\.sig$/))).toEqual(ofEach('rows-unsigned'));
    expect(resultsOf(without(/^MAPASSWORD/))).toEqual(ofEach('password-wrong'));
    const flipped = without(/^$/, (bytes) => bytes.map((byte, i) => (i === 50 ? byte ^ 1 : byte)));
    expect(resultsOf(flipped)).toEqual(ofEach('signature-contents-changed'));
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
    expect(resultsOf(book).toSorted()).toEqual(['migration-name-invalid', 'supplier-not-registered']);
    expect(book.suppliersOf(record.hub.id, record.esme.id)).toEqual([]);
  });

  it('more meters than one file takes are authorised by as many as it takes', () => {
    const exchange = new MemoryExchange();
    const [record] = records as [SmsoRecord];
    const meter = { hub: record.hub.id, meter: record.esme.id, mpxn: record.esme.mpxn, priority: false };
    const party = new ResponsibleSupplier(contextOf('responsible-supplier', electricity, exchange), registrations);
    const names = party.authoriseAll('secure', at, [meter, meter, meter, meter, meter], 2);
    expect(names.map((name) => name.slice(-10))).toEqual(['182503.csv', '182504.csv', '182505.csv']);
    expect(bookOf(exchange, records).rows.map(({ file, line }) => [file, line])).toEqual([
      ...[2, 3].map((line) => [names[0], line]),
      ...[2, 3].map((line) => [names[1], line]),
      [names[2], 2],
    ]);
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
    expect(book.rows.map(({ line, hub, result }) => [line, hub, result])).toEqual([
      [2, first.hub.id, 'csv-value-invalid'],
      [3, second.hub.id, 'accepted'],
    ]);
  });
});
