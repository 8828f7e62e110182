import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toHex } from '../../../src/core/bytes.ts';
import { Random } from '../../../src/core/random.ts';
import { freshSources } from '../../../src/migration/process/fresh-sources.ts';
import { PartyStore } from '../../../src/migration/store/party-store.ts';

it('no source comes twice, however often a process is begun again', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 15 }), { maxLength: 15 }), (usesByLife) => {
      const store = new PartyStore(':memory:');
      const given = usesByLife.flatMap((uses) => {
        const fresh = freshSources(new Random('sessions'), store);
        return Array.from({ length: uses }, () => toHex(fresh().bytes(16)));
      });
      store.close();
      expect(new Set(given).size).toBe(given.length);
    }),
  );
});

it('of the same seed they are the same each time', () => {
  const [one, other] = [1, 2].map(() => freshSources(new Random('sessions'), new PartyStore(':memory:')));
  expect(one?.().bytes(16)).toEqual(other?.().bytes(16));
});
