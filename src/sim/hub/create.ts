import type { Clock } from '../../core/clock.ts';
import { type Beginning, beginningState } from '../device/beginning.ts';
import { deliverFirmware } from '../firmware/activation.ts';
import type { HubEntry } from '../installation/entries.ts';
import { hubDesign } from './design.ts';
import { Hub, type Surroundings } from './hub.ts';
import { type HubState, hubState, initialHubState } from './state.ts';

/**
 * A simulated communications hub of an installation. The same seed, clock and requests give the same bytes.
 * @param surroundings what its radios reach
 * @throws DocumentErrors where what was saved isn't what `save` gave
 */
export function createHub(
  entry: HubEntry,
  clock: Clock,
  seed: string | number,
  from: string | Beginning<HubState> = {},
  surroundings?: Surroundings,
): Hub {
  const beginning = typeof from === 'string' ? { saved: from } : from;
  const { state, isNew } = beginningState(entry, clock, hubState, beginning, (at) =>
    initialHubState(entry.firmware, at, surroundings?.coverage ?? true),
  );
  const parts = { entry, state, clock, seed: String(seed) };
  const hub = new Hub(parts, hubDesign(entry.model, entry.defects), surroundings);
  if (isNew) hub.asOf(state.settled, () => hub.record('power-up'));
  if (beginning.state === undefined) deliverFirmware(hub);
  return hub;
}
