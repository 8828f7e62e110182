import type { ActionResult } from '../../protocol/cosem/apdu/results.ts';
import type { DeviceModel } from '../files/device-model.ts';
import type { Era, Registers } from '../readings/registers.ts';
import { isUsable, type Tariff } from '../tariff/tariff.ts';
import type { EventName } from './events.ts';
import { obis } from './obis.ts';
import type { EsmeState } from './state.ts';

/** As much of a meter as a change of its tariff concerns. */
interface TariffHolder {
  readonly model: DeviceModel;
  readonly state: EsmeState;
  readonly registers: Registers;
  /** The era in force. */
  readonly era: Era;
  record(event: EventName, at: number): void;
}

/** Puts the passive calendar in force at `at`, a true time since the era in force began. */
export function activatePassive(meter: TariffHolder, at: number): ActionResult {
  const { state } = meter;
  state.activationTime = {};
  if (!isPassiveUsable(meter)) {
    meter.record('calendar-refused', at);
    return 'other-reason';
  }
  const { specialDays } = state.tariffs[meter.era.tariff] as Tariff;
  changeTariff(meter, { calendar: state.passive, specialDays }, at);
  meter.record('calendar-activated', at);
  return 'success';
}

/** Whether the passive calendar can be put in force. */
export function isPassiveUsable({ state, model }: TariffHolder): boolean {
  return isUsable(state.passive, obis.tariffScripts, model.rates);
}

/** Puts another tariff in force from `at` on. */
export function changeTariff({ state, registers }: TariffHolder, tariff: Tariff, at: number): void {
  state.tariffs.push(tariff);
  registers.begin(at, { tariff: state.tariffs.length - 1 });
  forgetTariffs(state);
}

/** Leaves only the tariffs that an era still names. */
function forgetTariffs(state: EsmeState): void {
  const named = [...new Set(state.eras.map(({ tariff }) => tariff))].sort((a, b) => a - b);
  if (named.length === state.tariffs.length) return;
  state.tariffs = named.map((index) => state.tariffs[index] as Tariff);
  for (const [i, era] of state.eras.entries()) state.eras[i] = { ...era, tariff: named.indexOf(era.tariff) };
}
