import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEui64 } from '../../../src/core/identifiers.ts';
import { type Authorisation, settleAuthorisations } from '../../../src/migration/planning/authorisations.ts';
import { installationAt, now, registrations } from '../validation/sound-set.ts';

const installations = [0, 1, 2].map((k) => installationAt(k));
const other = parseEui64('00-00-5E-EF-10-00-03-01');

const context = {
  registrations,
  now,
  metersOf: (hub: string) => {
    const found = installations.find((each) => each.hub.id === hub);
    if (found === undefined) return undefined;
    const { standing, activeMeter, esme, gsme } = found;
    const isActive = (name: 'esme' | 'gsme') => standing === 'active' || activeMeter === name;
    return [
      { ...esme, isActive: isActive('esme') },
      ...(gsme === undefined ? [] : [{ ...gsme, isActive: isActive('gsme') }]),
    ];
  },
};

function rowFor(k: number, change: Partial<Authorisation> = {}): Authorisation {
  const { hub, esme } = installations[k] as (typeof installations)[number];
  return {
    file: 'MA_1',
    line: 2,
    supplier: esme.supplier,
    hub: hub.id,
    meter: esme.id,
    mpxn: esme.mpxn,
    priority: false,
    certificates: esme.certificates,
    ...change,
  };
}

function resultsOf(rows: readonly Authorisation[]): readonly (readonly [string, number, string])[] {
  return [...settleAuthorisations(rows, context)]
    .map(({ authorisation: { file, line }, result }) => [file, line, result] as const)
    .toSorted((a, b) => (a[0] === b[0] ? a[1] - b[1] : a[0] < b[0] ? -1 : 1));
}

describe('authorisations', () => {
  it.each([
    ['accepted', rowFor(1)],
    ['accepted', rowFor(2)],
    ['installation-unknown', rowFor(1, { hub: other })],
    ['meter-unknown', rowFor(1, { meter: other })],
    ['meter-unknown', rowFor(1, { mpxn: '1300000000008' })],
    ['meter-dormant', rowFor(0)],
    ['supplier-not-registered', rowFor(1, { supplier: other })],
  ])('%s', (result, row) => {
    expect(resultsOf([row])).toEqual([['MA_1', 2, result]]);
  });

  it('of the same said twice the first by file and line counts; of a contradiction nothing does', () => {
    const twice = [rowFor(1, { line: 3 }), rowFor(1), rowFor(2, { file: 'MA_2' }), rowFor(2)];
    expect(resultsOf(twice)).toEqual([
      ['MA_1', 2, 'accepted'],
      ['MA_1', 2, 'accepted'],
      ['MA_1', 3, 'repeated'],
      ['MA_2', 2, 'repeated'],
    ]);
    const contradiction = [rowFor(1), rowFor(1, { line: 3, priority: true }), rowFor(1, { line: 4 })];
    expect(resultsOf(contradiction).map(([, , result]) => result)).toEqual(Array(3).fill('contradictory'));
  });

  it('whoever may not authorise cannot contradict the supplier', () => {
    expect(resultsOf([rowFor(1), rowFor(1, { line: 3, supplier: other, priority: true })])).toEqual([
      ['MA_1', 2, 'accepted'],
      ['MA_1', 3, 'supplier-not-registered'],
    ]);
  });

  it('in whatever order rows come, the same becomes of each; no meter is authorised twice', () => {
    const row = fc.record({
      k: fc.nat({ max: 2 }),
      priority: fc.boolean(),
      supplier: fc.constantFrom('own', 'other'),
      file: fc.constantFrom('MA_1', 'MA_2'),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 12 }), fc.nat(), (given, turn) => {
        const rows = given.map(({ k, priority, supplier, file }, line) =>
          rowFor(k, { priority, file, line, ...(supplier === 'other' && { supplier: other }) }),
        );
        const turned = [
          ...rows.slice(turn % (rows.length + 1)),
          ...rows.slice(0, turn % (rows.length + 1)),
        ].toReversed();
        expect(resultsOf(turned)).toEqual(resultsOf(rows));
        const accepted = [...settleAuthorisations(rows, context)].filter(({ result }) => result === 'accepted');
        const meters = accepted.map(({ authorisation }) => authorisation.meter);
        expect(new Set(meters).size).toBe(meters.length);
        expect(resultsOf(rows)).toHaveLength(rows.length);
      }),
    );
  });

  it('are settled as they come: a hundred thousand of them', () => {
    const rows = function* () {
      for (let line = 0; line < 100_000; line++) yield rowFor(1, { hub: other, line });
      yield rowFor(1);
    };
    let refused = 0;
    for (const { result } of settleAuthorisations(rows(), context)) if (result !== 'accepted') refused++;
    expect(refused).toBe(100_000);
  });
});
