import { Device } from '../device/device.ts';
import type { MeterEntry } from '../installation/entries.ts';
import { type Era, Registers } from '../readings/registers.ts';
import type { Source } from '../readings/source.ts';
import { settleBeforeMelting } from '../tariff/cost.ts';
import { rateTable, type Tariff } from '../tariff/tariff.ts';
import type { MeterState } from './state.ts';

/** An ESME or a GSME, as far as both are alike: something flows, is counted by rate, costs, is paid for, and can be cut off. */
export abstract class Meter<S extends MeterState = MeterState, E extends MeterEntry = MeterEntry> extends Device<S, E> {
  #registers: Registers | undefined;

  /** Wh of one unit of the register: 1 for electricity, what a litre of gas gives for gas. */
  abstract get energyPerUnit(): number;
  /** What flows. */
  protected abstract makeSource(): Source;

  get registers(): Registers {
    this.#registers ??= new Registers(
      this.makeSource(),
      this.state,
      (index) => rateTable(this.state.tariff.known[index] as Tariff),
      () => settleBeforeMelting(this),
    );
    return this.#registers;
  }

  /** Whether what flows is counted: something can flow, and the meter is alive. */
  get isCounting(): boolean {
    return this.state.power.on && this.state.supply.closed;
  }

  /** The era in force. */
  get era(): Era {
    return this.state.eras.at(-1) as Era;
  }

  get clockOffset(): number {
    return this.era.clockOffset;
  }

  setClockOffset(clockOffset: number, isSet: boolean): void {
    this.registers.begin(this.now(), { clockOffset, ...(isSet && { clockSet: true }) });
  }
}
