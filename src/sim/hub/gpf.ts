import type { DeviceType } from '../../core/srv/catalogue.ts';
import type { DeviceDesign } from '../device/design.ts';
import { Device, type DeviceParts } from '../device/device.ts';
import type { EventName } from '../device/events.ts';
import type { Gsme } from '../gsme/gsme.ts';
import type { DeviceEntry, HubEntry } from '../installation/entries.ts';
import { GasWakes } from './gas-wakes.ts';
import type { GasMirror, Hub } from './hub.ts';
import type { GpfState } from './state.ts';

export interface GpfEntry extends DeviceEntry {
  readonly model: HubEntry['model'];
}

/** What a gas proxy mirrors, and where it lives. */
export interface GpfSurroundings {
  readonly hub: Hub;
  readonly gsme: Gsme;
  /** The gas meter as it was, from what its `save` gave, at a true time from which on it stands still. */
  copy(saved: string, at: number): Gsme;
}

/**
 * The Gas Proxy Function: a logical device of the hub that shows what the gas meter was when it was heard last. The
 * meter wakes and is heard whenever something changes in it, so what the mirror shows was true at one instant. Once the
 * meter can't be heard any more, that is all that there is.
 */
export class Gpf extends Device<GpfState, GpfEntry> implements GasMirror {
  readonly #hub: Hub;
  readonly #gsme: Gsme;
  readonly #copy: GpfSurroundings['copy'];
  readonly wakes: GasWakes;
  #frozen: { readonly from: string; readonly gsme: Gsme } | undefined;

  constructor(
    parts: DeviceParts<GpfState, GpfEntry>,
    design: DeviceDesign<never>,
    { hub, gsme, copy }: GpfSurroundings,
  ) {
    super(parts, design);
    this.#hub = hub;
    this.#gsme = gsme;
    this.#copy = copy;
    this.wakes = new GasWakes(gsme);
  }

  override get type(): DeviceType {
    return 'GPF';
  }

  /** The version that runs in the hub, which it is a part of. */
  get firmware(): string {
    this.#hub.now();
    return this.#hub.state.firmware;
  }

  /** Its time is the hub's. */
  get clockOffset(): number {
    return this.#hub.clockOffset;
  }

  setClockOffset(milliseconds: number): void {
    this.#hub.setClockOffset(milliseconds);
  }

  override poweredSince(): number | undefined {
    return this.#hub.poweredSince();
  }

  /** What befalls it stands in the logs of the hub: those under its own names are the gas meter's. */
  override record(event: EventName): void {
    this.#hub.record(event);
  }

  heard(): number {
    const { state } = this;
    if (state.frozen !== null) return state.heard;
    const changed = this.#gsme.changedAt;
    const { on, since } = this.#gsme.state.power;
    return Math.max(state.heard, changed, this.wakes.last(on ? this.now() : since));
  }

  reach(isReached: boolean): void {
    const { state } = this;
    if (isReached === (state.frozen === null)) return;
    if (isReached) {
      state.frozen = null;
      state.heard = this.#gsme.now();
    } else {
      state.heard = this.heard();
      state.frozen = this.#gsme.save();
    }
  }

  /** The gas meter was heard just now. */
  hear(): void {
    if (this.state.frozen === null) this.state.heard = this.#gsme.now();
  }

  /** Looks at the gas meter as it was when it was heard last. */
  look<T>(see: (gsme: Gsme) => T): T {
    const at = this.heard();
    const gsme = this.#mirrored(at);
    return gsme.asOf(at, () => see(gsme));
  }

  #mirrored(at: number): Gsme {
    const from = this.state.frozen;
    if (from === null) return this.#gsme;
    if (this.#frozen?.from !== from) this.#frozen = { from, gsme: this.#copy(from, at) };
    return this.#frozen.gsme;
  }
}
