import type { Eui64 } from '../../core/identifiers.ts';
import { hash32 } from '../../core/random.ts';
import type { DeviceType } from '../../core/srv/catalogue.ts';
import type { DeviceDesign } from '../device/design.ts';
import { Device, type DeviceParts } from '../device/device.ts';
import type { HubEntry } from '../installation/entries.ts';
import type { HanSide, HubState } from './state.ts';

/** A device in reach of the hub's radio. */
export interface HanNeighbour {
  readonly eui64: Eui64;
  readonly type: DeviceType;
  /** The link that it is lost with, where it can be. */
  readonly side: HanSide | undefined;
}

/** What a hub has around it. */
export interface Surroundings {
  readonly neighbours: readonly HanNeighbour[];
  /** Since when they are there, true time. */
  readonly since: number;
  /** Whether there is a mobile network at all. */
  readonly coverage: boolean;
}

/** The mirror of the gas meter, as the hub sees it. */
export interface GasMirror {
  /** True time at which the gas meter was heard last. */
  heard(): number;
  /** Whether the gas meter can be heard from now on. */
  reach(isReached: boolean): void;
}

const ALONE: Surroundings = { neighbours: [], since: 0, coverage: true };

/** A simulated communications hub: its own logical device; the mirror of the gas meter is a device of its own. */
export class Hub extends Device<HubState, HubEntry> {
  readonly surroundings: Surroundings;
  mirror: GasMirror | undefined;
  #number: number | undefined;

  constructor(parts: DeviceParts<HubState, HubEntry>, design: DeviceDesign<never>, surroundings: Surroundings = ALONE) {
    super(parts, design);
    this.surroundings = surroundings;
  }

  get clockOffset(): number {
    return this.state.clockOffset;
  }

  setClockOffset(milliseconds: number): void {
    this.state.clockOffset = milliseconds;
  }

  /** A 32-bit value that depends on the hub's seed and on the indices alone. */
  chance(...indices: readonly number[]): number {
    this.#number ??= hash32(-7, ...Buffer.from(this.seed, 'latin1'));
    return hash32(this.#number, ...indices);
  }
}
