import { hash32, Random } from '../../core/random.ts';
import type { GsmeEntry } from '../installation/entries.ts';
import { Meter } from '../meter/meter.ts';
import { DAY } from '../readings/civil-date.ts';
import { Gas } from '../readings/gas.ts';
import { energyPerLitre } from './conversion.ts';
import type { GsmeState } from './state.ts';

const YEAR = 365.25 * DAY;

/** A simulated gas meter. */
export class Gsme extends Meter<GsmeState, GsmeEntry> {
  #batteryLife: number | undefined;

  get energyPerUnit(): number {
    return energyPerLitre(this.state.conversion);
  }

  /** While the flow is tested nothing is on that would be counted. */
  override get isCounting(): boolean {
    return super.isCounting && this.state.valve.testedAt === null;
  }

  /** Milliseconds in which a full battery becomes empty: one lives longer than another. */
  get batteryLife(): number {
    this.#batteryLife ??= this.#lifeOfBattery();
    return this.#batteryLife;
  }

  protected makeSource(): Gas {
    return new Gas(new Random(this.seed).u32(), this.entry.timeZone);
  }

  #lifeOfBattery(): number {
    const { battery } = this.model;
    // Cheaper than a generator: every gas meter is asked for it as soon as it exists.
    const chance = hash32(-5, ...Buffer.from(this.seed, 'latin1')) / 0x80000000 - 1;
    return Math.round(battery['life-years'] * YEAR * (1 + (chance * battery['spread-percent']) / 100));
  }
}
