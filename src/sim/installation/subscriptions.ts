import type { InstallationUnit } from './population.ts';

type OnPush = NonNullable<InstallationUnit['onPush']>;

/** Whoever hears what a hub pushes: every connection that has to do with its installation. */
const listeners = new WeakMap<InstallationUnit, Set<OnPush>>();

/** The installations that one connection from the WAN has to do with, and hears the alerts of. */
export class Subscriptions {
  readonly #units = new Set<InstallationUnit>();
  readonly #onPush: OnPush;

  constructor(onPush: OnPush) {
    this.#onPush = onPush;
  }

  add(unit: InstallationUnit): void {
    if (this.#units.has(unit)) return;
    this.#units.add(unit);
    const known = listeners.get(unit);
    if (known !== undefined) {
      known.add(this.#onPush);
      return;
    }
    const all = new Set([this.#onPush]);
    listeners.set(unit, all);
    unit.onPush = (...push) => {
      for (const listener of all) listener(...push);
    };
  }

  /** The connection is gone: its associations end, and where nobody else listens the hubs keep their alerts. */
  close(connection: object): void {
    for (const unit of this.#units) {
      unit.disconnected(connection);
      const all = listeners.get(unit);
      all?.delete(this.#onPush);
      if (all?.size !== 0) continue;
      listeners.delete(unit);
      unit.onPush = undefined;
    }
    this.#units.clear();
  }
}
