import type { Clock } from '../../core/clock.ts';
import { restoreState } from '../device/state.ts';
import type { EsmeEntry } from '../installation/entries.ts';
import { initialMeterState } from '../meter/state.ts';
import { quantities } from '../readings/energy.ts';
import { esmeDesign } from './design.ts';
import { Esme } from './esme.ts';
import { esmeState } from './state.ts';

/**
 * A simulated ESME of an installation. The same seed, clock and requests give the same bytes.
 * @param saved what `save` gave: the device goes on from there
 * @throws DocumentErrors where `saved` isn't what `save` gave
 */
export function createEsme(entry: EsmeEntry, clock: Clock, seed: string | number, saved?: string): Esme {
  const state =
    saved === undefined
      ? initialMeterState(entry, clock.now().epochMilliseconds, quantities.length)
      : restoreState(saved, esmeState);
  const esme = new Esme({ entry, state, clock, seed: String(seed) }, esmeDesign(entry.model, entry.defects));
  if (saved === undefined) esme.asOf(entry.installed.epochMilliseconds, () => esme.record('power-up'));
  if (state.firmware !== entry.firmware) {
    state.firmware = entry.firmware;
    esme.record('firmware-changed');
  }
  return esme;
}
