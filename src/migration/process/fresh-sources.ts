import type { RandomSource } from '../../core/random.ts';
import type { PartyStore } from '../store/party-store.ts';

/**
 * Gives a source of its own to each use. None comes twice, in any process that goes on with the same store: a challenge
 * that a device has answered before proves nothing.
 */
export function freshSources(random: RandomSource, store: PartyStore): () => RandomSource {
  const counts = store.table<number>('counts');
  let life: number | undefined;
  let uses = 0;
  return () => {
    if (life === undefined) {
      life = (counts.get('lives') ?? 0) + 1;
      counts.put('lives', life);
    }
    return random.fork(`${life}/${++uses}`);
  };
}
