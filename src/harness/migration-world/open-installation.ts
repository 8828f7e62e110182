import type { Timer, VirtualClock } from '../../core/clock.ts';
import type { InstallationReach } from '../../migration/model/world.ts';
import type { Installation } from '../../sim/installation/entries.ts';
import type { InstallationStates } from '../../sim/installation/population.ts';
import { SimulatedInstallation } from '../../sim/installation/simulated-installation.ts';
import { HubReach } from '../runner/sim-reach.ts';
import { targetsOf } from '../runner/sim-target.ts';
import { reachOf, type TrafficObserver } from './reach.ts';

export interface OpenInstallationParts {
  readonly installation: Installation;
  readonly clock: VirtualClock;
  /** True time at which it came into being, milliseconds from 1970. */
  readonly began: number;
  /** Those that it had when it was put away; it begins anew without. */
  readonly states: InstallationStates | undefined;
  readonly observe: TrafficObserver | undefined;
  /** Called when nobody uses it any more, and nothing in it is under way. */
  readonly unused: (states: InstallationStates) => void;
}

const MOMENT = Temporal.Duration.from({ seconds: 1 });

/** A simulated installation while anybody uses it: what is due in it is done at its time. */
export class OpenInstallation {
  readonly #parts: OpenInstallationParts;
  readonly #unit: SimulatedInstallation;
  readonly #reach: HubReach;
  readonly #devices: ReturnType<typeof targetsOf>;
  #users = 0;
  #timer: Timer | undefined;
  /** When the timer fires, true time. */
  #armedFor = Number.POSITIVE_INFINITY;
  #isOver = false;

  constructor(parts: OpenInstallationParts) {
    const { installation, clock, began, states } = parts;
    this.#parts = parts;
    this.#unit = new SimulatedInstallation(installation, clock, { at: began, states });
    this.#reach = new HubReach(this.#unit, clock, installation.devices.gsme);
    this.#devices = targetsOf(installation, this.#reach);
    this.#unit.onDue = (at) => this.#isDue(at);
    for (const device of this.#unit.devices.values()) device.onChanged = () => this.#isDue(clock.milliseconds());
    this.#settle();
  }

  /** What its devices are now. */
  get states(): InstallationStates {
    this.#unit.settle();
    return this.#unit.states;
  }

  /** For whoever does something to them that doesn't come over a link. */
  get devices(): SimulatedInstallation['devices'] {
    return this.#unit.devices;
  }

  reach(): InstallationReach {
    this.#users++;
    return reachOf({
      devices: this.#devices,
      observe: this.#parts.observe,
      listen: (onPush) => this.#reach.listen(onPush),
      closed: () => this.#leave(),
    });
  }

  /** Nothing is done any more. */
  async end(): Promise<void> {
    this.#isOver = true;
    this.#timer?.cancel();
    await this.#reach.close();
  }

  /** What is still under way to a device that sleeps comes to its end first, unless somebody is back before. */
  async #leave(): Promise<void> {
    this.#users--;
    while (this.#users === 0 && !this.#isOver && !this.#unit.isIdle()) await this.#parts.clock.sleep(MOMENT);
    if (this.#users > 0 || this.#isOver) return;
    this.#isOver = true;
    this.#timer?.cancel();
    this.#parts.unused(this.states);
  }

  #settle(): void {
    this.#armedFor = Number.NEGATIVE_INFINITY;
    const next = this.#unit.settle();
    this.#armedFor = Number.POSITIVE_INFINITY;
    // Whatever it is that can't be done now is looked at again, and keeps nobody else waiting.
    this.#isDue(Math.max(next, this.#parts.clock.milliseconds() + 1));
  }

  #isDue(at: number): void {
    if (this.#isOver || at >= this.#armedFor) return;
    this.#timer?.cancel();
    this.#armedFor = at;
    const milliseconds = Math.max(0, Math.ceil(at - this.#parts.clock.milliseconds()));
    const wait = Temporal.Duration.from({ milliseconds });
    this.#timer = this.#parts.clock.schedule(wait, () => this.#settle(), { background: true });
  }
}
