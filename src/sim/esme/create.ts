import type { Clock } from '../../core/clock.ts';
import { type Beginning, beginningState } from '../device/beginning.ts';
import { deliverFirmware } from '../firmware/activation.ts';
import type { EsmeEntry } from '../installation/entries.ts';
import { esmeDesign } from './design.ts';
import { Esme } from './esme.ts';
import { type EsmeState, esmeState, initialEsmeState } from './state.ts';

/**
 * A simulated ESME of an installation. The same seed, clock and requests give the same bytes.
 * @throws DocumentErrors where what was saved isn't what `save` gave
 */
export function createEsme(
  entry: EsmeEntry,
  clock: Clock,
  seed: string | number,
  from: string | Beginning<EsmeState> = {},
): Esme {
  const beginning = typeof from === 'string' ? { saved: from } : from;
  const { state, isNew } = beginningState(entry, clock, esmeState, beginning, (at) => initialEsmeState(entry, at));
  const esme = new Esme({ entry, state, clock, seed: String(seed) }, esmeDesign(entry.model, entry.defects));
  if (isNew) esme.asOf(entry.installed.epochMilliseconds, () => esme.record('power-up'));
  if (beginning.state === undefined) deliverFirmware(esme);
  return esme;
}
