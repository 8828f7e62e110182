import type { Timed } from '../device/design.ts';
import { updateMeasuring } from '../supply/measuring.ts';
import { changeSupply } from '../supply/supply-control.ts';
import { flowInTest } from './flow.ts';
import type { Gsme } from './gsme.ts';

/**
 * The meter watches its valve. Whenever that was opened it tests the flow: the consumer, who stands before it, has
 * turned everything off, so what flows after the stabilisation period is no appliance. Too much closes the valve again,
 * and leaves the supply armed. Until the test is over nothing is counted.
 */
export const valveWatch: Timed<Gsme> = {
  next({ state }) {
    const { valve, supply } = state;
    if (valve.open !== supply.closed) return state.settled;
    return valve.testedAt ?? Number.POSITIVE_INFINITY;
  },

  act(gsme) {
    const { valve, supply } = gsme.state;
    if (valve.open !== supply.closed) noteValve(gsme, supply.closed);
    else endTest(gsme);
  },
};

function noteValve(gsme: Gsme, open: boolean): void {
  const { stabilisation, measurement } = gsme.state.flow;
  const testedAt = open ? gsme.now() + 1000 * (stabilisation + measurement) : null;
  gsme.state.valve = { open, testedAt };
  updateMeasuring(gsme);
}

function endTest(gsme: Gsme): void {
  const { flow, supply } = gsme.state;
  gsme.state.valve = { open: true, testedAt: null };
  updateMeasuring(gsme);
  if (10 * flowInTest(gsme) <= flow.uncontrolled) gsme.record('valve-tested');
  // A valve that is broken may be open while the supply is disabled.
  else if (supply.state === 'connected') changeSupply(gsme, 'ready-for-reconnection', 'flow');
}
