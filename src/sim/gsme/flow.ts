import type { Operation, OperationResult } from '../device/operations.ts';
import { VOLUME } from '../readings/gas.ts';
import type { Gsme } from './gsme.ts';
import type { FlowState } from './state.ts';

/** Litres an hour through a boiler that nobody turned off. */
const LEFT_ON = 1500;

type GasFault = FlowState['fault'];

/** Litres an hour that flow while everything is turned off. */
export function flowInTest({ state }: Gsme): number {
  const { load, fault } = state.flow;
  return load + (fault === 'uncontrolled-flow' ? LEFT_ON : 0);
}

/** The gas, or the pipes behind the meter, are not as they should be. */
export function disturb(gsme: Gsme, { fault }: Extract<Operation, { readonly kind: 'gas' }>): OperationResult {
  const isUnseen = !gsme.state.supply.closed || !gsme.state.power.on;
  if (isUnseen && (fault === 'air' || fault === 'reverse-flow')) return 'refused';
  const before = gsme.state.flow.fault;
  if (fault === before) return 'success';
  changeFlow(gsme, { fault });
  if (fault === 'air') gsme.record('gas-air');
  if (fault === 'reverse-flow') gsme.record('gas-reverse-flow');
  return 'success';
}

/** Appliances take so much on top of what the seed says. */
export function burn(gsme: Gsme, { extra }: Extract<Operation, { readonly kind: 'load' }>): OperationResult {
  if (!Number.isInteger(extra) || extra < 0) return 'refused';
  changeFlow(gsme, { load: extra });
  return 'success';
}

function changeFlow(gsme: Gsme, change: { readonly load: number } | { readonly fault: GasFault }): void {
  const wasExcessive = isExcessive(gsme);
  gsme.state.flow = { ...gsme.state.flow, ...change };
  const extra = flowInTest(gsme);
  if (extra !== gsme.era.extra) gsme.registers.begin(gsme.now(), { extra });
  if (isExcessive(gsme) && !wasExcessive) gsme.record('gas-excess-flow');
}

/** More flows than the meter can measure. */
function isExcessive(gsme: Gsme): boolean {
  return gsme.registers.power(VOLUME, gsme.now()) > gsme.model['gas-flow']['capacity-litres-per-hour'];
}
