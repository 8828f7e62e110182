import type { Esme } from '../esme/esme.ts';
import type { Hub } from '../hub/hub.ts';

/** The hub is on the same mains as the electricity meter: when that lost power, and has it again, so did the hub. */
export function followMains(hub: Hub, esme: Esme): void {
  const { on, since } = esme.state.power;
  const own = hub.state.power;
  if (own.on === on && own.since >= since) return;
  const become = (is: 'on' | 'off', at: number): void => {
    hub.at(at, () => hub.operate({ kind: 'power', is }));
  };
  // An outage that came and went while nobody looked.
  if (own.on && on) become('off', esme.state.outages.kept.at(-1)?.from ?? since);
  become(on ? 'on' : 'off', since);
}
