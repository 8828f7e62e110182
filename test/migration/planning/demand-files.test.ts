import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Eui64 } from '../../../src/core/identifiers.ts';
import type { Exchange } from '../../../src/migration/exchange/exchange.ts';
import { MemoryExchange } from '../../../src/migration/exchange/memory-exchange.ts';
import { signatureNameOf, signDetached } from '../../../src/migration/files/detached-signature.ts';
import { type DailyDemand, DemandBook, giveDemand } from '../../../src/migration/planning/demand-files.ts';
import { Life, MortalExchange, MortalStore, ProcessStopped } from '../../simulate/life.ts';
import { day, electricity, gas, other } from '../parties/cast.ts';
import { contextOf, type TestParty } from '../parties/world.ts';
import { group, now, pki, requestingParty } from '../validation/sound-set.ts';

const theFirst = { smso: 'secure', reference: 'first', date: day };

function demand(exchange: Exchange, supplier: Eui64, days: readonly DailyDemand[], of = theFirst): string {
  return giveDemand(contextOf('responsible-supplier', supplier, exchange), of, days);
}

const wanted = (installations: number, ofGroup = group): DailyDemand => ({ date: day, group: ofGroup, installations });

/** A file that a person has written, with the signature of a party. */
function putSigned(exchange: Exchange, name: string, text: string, { keys }: Pick<TestParty, 'keys'>): void {
  const bytes = new TextEncoder().encode(text);
  exchange.put(name, bytes);
  exchange.put(signatureNameOf(name), signDetached(name, bytes, keys, now));
}

function shown(book: DemandBook) {
  return book.answer().map(({ party, requested, installations }) => [party, requested, installations]);
}

function refusals({ events }: TestParty) {
  return events.map(({ what, name, line, code }) => [what, name, line, code].filter((each) => each !== undefined));
}

describe('[public] demand and commitment files', () => {
  it('demand is answered by commitments, within the capacity of a day and of the demand', () => {
    const exchange = new MemoryExchange();
    demand(exchange, electricity, [wanted(4000)]);
    demand(exchange, gas, [wanted(500)]);
    demand(exchange, other, [wanted(4000)]);
    const book = new DemandBook(contextOf('commissioning-party', undefined, exchange));
    expect(shown(book)).toEqual([
      [electricity, 4000, 2250],
      [gas, 500, 500],
      [other, 4000, 2250],
    ]);
    demand(exchange, electricity, [wanted(10)], { ...theFirst, reference: 'second' });
    expect(shown(book)).toHaveLength(4);
    expect(shown(book)).toContainEqual([electricity, 10, 0]);
    const answers = exchange.names().filter((name) => name.startsWith('DC-'));
    expect(answers.filter((name) => name.endsWith('.csv'))).toHaveLength(4);
    expect(answers.filter((name) => name.endsWith('.csv.sig'))).toHaveLength(4);
  });

  it('a person’s commitment stands in the place of the one that would be given', () => {
    const exchange = new MemoryExchange();
    demand(exchange, electricity, [wanted(4000)]);
    demand(exchange, other, [wanted(4000)]);
    const context = contextOf('commissioning-party', undefined, exchange);
    const name = `DC_first_${electricity.toLowerCase()}_Secure_20260115`;
    putSigned(exchange, name, `Date,GroupID,Requested,Committed\r\n15/01/2026,${group},4000,7\r\n`, context);
    expect(shown(new DemandBook(context))).toEqual([
      [electricity, 4000, 7],
      [other, 4000, 4000],
    ]);
  });

  it('a row that is wrong is refused by its code, and the others count', () => {
    const exchange = new MemoryExchange();
    const rows = [
      `2026-01-15,${group},3`,
      `2026-02-30,${group},4`,
      '2026-01-15,EA,5',
      `2026-01-15,${group}`,
      `,${group},6`,
    ];
    const name = `DR-first_${electricity}_secure_20260115`;
    const supplier = contextOf('responsible-supplier', electricity, exchange);
    putSigned(exchange, name, ['Date,GroupID,Installations', ...rows, `2026-01-15,${group},7`].join('\r\n'), supplier);
    const context = contextOf('commissioning-party', undefined, exchange);
    expect(shown(new DemandBook(context))).toEqual([
      [electricity, 3, 3],
      [electricity, 7, 7],
    ]);
    expect(refusals(context).filter(([what]) => what === 'row-refused')).toEqual([
      ['row-refused', name, 3, 'csv-value-invalid'],
      ['row-refused', name, 4, 'demand-group-other'],
      ['row-refused', name, 5, 'csv-row-length'],
      ['row-refused', name, 6, 'csv-value-missing'],
    ]);
  });

  it('a file that isn’t to be believed is refused, and whose group is another’s', () => {
    const exchange = new MemoryExchange();
    const context = contextOf('commissioning-party', undefined, exchange);
    const text = `Date,GroupID,Installations\r\n2026-01-15,${group},3\r\n`;
    const theirs = contextOf('responsible-supplier', other, exchange);
    const name = (reference: string, of = electricity, form = 'DR_') => `${form}${reference}_${of}_secure_20260115.csv`;
    putSigned(exchange, name('by-another'), text, theirs);
    putSigned(exchange, name('by-smso'), text, contextOf('smso', undefined, exchange));
    exchange.put(name('unsigned'), new TextEncoder().encode(text));
    exchange.put(`DR_no-day_${other}_secure_20260230.csv`, new TextEncoder().encode(text));
    putSigned(exchange, name('columns', other), text.replace('Date', 'Day'), theirs);
    putSigned(exchange, name('twice', other), text, theirs);
    putSigned(exchange, name('twice', other, 'DR-'), text, theirs);
    const requesting = contextOf(
      'requesting-party',
      pki.parties.findLast(({ role }) => role === 'requesting-party')?.id,
      exchange,
    );
    expect(requesting.keys.party.id).not.toBe(requestingParty);
    putSigned(exchange, name('of-another-group', requesting.keys.party.id), text, requesting);
    expect(shown(new DemandBook(context)).filter(([, requested]) => requested !== 0)).toEqual([[other, 3, 3]]);
    expect(refusals(context).filter(([what]) => what !== 'file-given')).toEqual([
      ['file-refused', name('by-another'), 'signature-not-theirs'],
      ['file-refused', name('by-smso'), 'signature-not-theirs'],
      ['file-refused', name('columns', other), 'document-invalid'],
      ['file-refused', `DR_no-day_${other}_secure_20260230.csv`, 'migration-name-invalid'],
      ['row-refused', name('of-another-group', requesting.keys.party.id), 2, 'demand-group-other'],
      ['file-refused', name('twice', other), 'exchange-name-taken'],
      ['file-refused', name('unsigned'), 'rows-unsigned'],
    ]);
  });

  it('whenever it dies, and whatever is demanded meanwhile: no answer changes, and no day has more than its capacity', () => {
    const demands = fc.array(
      fc.record({ by: fc.constantFrom(electricity, gas, other), installations: fc.nat({ max: 6000 }) }),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(demands, fc.nat({ max: 40 })), { minLength: 1, maxLength: 3 }), (lives) => {
        const exchange = new MemoryExchange();
        const store = new MortalStore(':memory:', 'process');
        const answered = (life: Life) => {
          store.life = life;
          const mortal = new MortalExchange(exchange, life, () => undefined);
          return new DemandBook(contextOf('commissioning-party', undefined, mortal, store)).answer();
        };
        for (const [i, [wants, after]] of lives.entries()) {
          for (const [k, { by, installations }] of wants.entries()) {
            demand(exchange, by, [wanted(installations)], { ...theFirst, reference: `${i}-${k}` });
          }
          try {
            answered(new Life({ at: 'any', after, devices: 'go on' }));
          } catch (error) {
            if (!(error instanceof ProcessStopped)) throw error;
          }
        }
        const asked = lives.flatMap(([wants]) => wants).reduce((sum, { installations }) => sum + installations, 0);
        const committed = answered(new Life()).reduce((sum, { installations }) => sum + installations, 0);
        expect(committed).toBe(Math.min(asked, 5000));
        const names = exchange.names();
        const files = names.filter((name) => name.endsWith('.csv'));
        expect(files.filter((name) => name.startsWith('DC-'))).toHaveLength(lives.flatMap(([wants]) => wants).length);
        for (const name of files) expect(names).toContain(signatureNameOf(name));
        store.close();
      }),
      { numRuns: 30 },
    );
  });
});
