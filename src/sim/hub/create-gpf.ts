import type { Clock } from '../../core/clock.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import { type Beginning, beginningState } from '../device/beginning.ts';
import type { DeviceDesign } from '../device/design.ts';
import type { Gsme } from '../gsme/gsme.ts';
import { Gpf, type GpfSurroundings } from './gpf.ts';
import { gpfDesign } from './gpf-design.ts';
import { type GpfState, gpfState, initialGpfState } from './state.ts';

/**
 * The gas proxy of a hub, which is the hub's as to model, firmware and serial number. Its clients' keys are those that
 * the gas meter came with: SMETS1 says of none that are its own.
 */
export function createGpf(
  eui64: Eui64,
  surroundings: GpfSurroundings,
  clock: Clock,
  seed: string | number,
  beginning: Beginning<GpfState> = {},
): Gpf {
  const { hub, gsme } = surroundings;
  const { model, firmware, serial } = hub.entry;
  const entry = { eui64, model, firmware, serial, keys: gsme.entry.keys, defects: [] };
  const { state } = beginningState(entry, clock, gpfState, beginning, (at) => initialGpfState(firmware, at));
  const gpf = new Gpf(
    { entry, state, clock, seed: String(seed) },
    gpfDesign(model, gsme.design as DeviceDesign<Gsme>),
    surroundings,
  );
  hub.mirror = gpf;
  return gpf;
}
