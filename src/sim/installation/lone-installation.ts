import type { Eui64 } from '../../core/identifiers.ts';
import type { InstallationUnit, OnPush, Population } from './population.ts';

/** One installation, all that there is behind its WAN endpoint. */
export class LoneInstallation implements Population {
  readonly count = 1;
  readonly only: InstallationUnit;
  readonly #listeners = new Map<object, OnPush>();

  constructor(unit: InstallationUnit) {
    this.only = unit;
  }

  find(device: Eui64): InstallationUnit | undefined {
    return this.only.devices.has(device) ? this.only : undefined;
  }

  connect(connection: object, onPush: OnPush): () => void {
    this.#listeners.set(connection, onPush);
    this.only.onPush = (...push) => {
      for (const listener of this.#listeners.values()) listener(...push);
    };
    return () => this.#leave(connection);
  }

  #leave(connection: object): void {
    this.#listeners.delete(connection);
    this.only.disconnected(connection);
    // With nobody to hear them the hub keeps its alerts.
    if (this.#listeners.size === 0) this.only.onPush = undefined;
  }
}
