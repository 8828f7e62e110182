import type { Clock } from '../../core/clock.ts';
import { S1benchError } from '../../core/errors.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import type { InstallationReach, MigrationWorld, SmsoRecord } from '../../migration/model/world.ts';
import type { Target } from '../runner/target.ts';
import { reachOf, type TrafficObserver } from './reach.ts';

/** The one installation of a target, whose devices remember by themselves; the target itself stays open. */
export class TargetWorld implements MigrationWorld {
  readonly #target: Target;
  readonly #record: SmsoRecord;
  readonly #observe: TrafficObserver | undefined;
  readonly #open = new Set<InstallationReach>();

  constructor(target: Target, record: SmsoRecord, observe: TrafficObserver | undefined) {
    this.#target = target;
    this.#record = record;
    this.#observe = observe;
  }

  get clock(): Clock {
    return this.#target.clock;
  }

  hubs(): readonly Eui64[] {
    return [this.#record.hub.id];
  }

  record(hub: Eui64): SmsoRecord | undefined {
    return hub === this.#record.hub.id ? this.#record : undefined;
  }

  async open(hub: Eui64): Promise<InstallationReach> {
    if (hub !== this.#record.hub.id) throw new S1benchError('migration-installation-unknown', { found: hub });
    const { devices, listen } = this.#target;
    const reach = reachOf({
      devices,
      observe: this.#observe,
      listen: async (onPush) => (await listen?.(onPush)) ?? { close: async () => undefined },
      closed: async () => {
        this.#open.delete(reach);
      },
    });
    this.#open.add(reach);
    return reach;
  }

  keep(): void {
    // Nothing is left to be done.
  }

  async close(): Promise<void> {
    for (const reach of this.#open) await reach.close();
  }
}
