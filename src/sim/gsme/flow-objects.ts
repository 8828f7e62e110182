import { data } from '../classes/data.ts';
import { register, type ScalerUnit } from '../classes/register.ts';
import { enumeration, longUnsigned, type Shape, unsigned } from '../classes/values.ts';
import { CRITICAL, securedClients } from '../device/clients.ts';
import type { DeviceFunction } from '../device/design.ts';
import { burn, disturb } from './flow.ts';
import type { Gsme } from './gsme.ts';
import { ownObis } from './names.ts';
import type { FlowState } from './state.ts';
import { depletionStates } from './supply-states.ts';

const rights = { read: securedClients, write: [CRITICAL] };
const seconds = { scaler: 0, unit: 'second' } as const;

/** SRV 6.7, Update Device Configuration (Gas Flow): how the meter watches the flow, and what is done to it. */
export const flowFunction: DeviceFunction<Gsme> = {
  objects: [
    setting('uncontrolled', ownObis.uncontrolledFlowRate, 'Uncontrolled gas flow rate', longUnsigned, 0, {
      scaler: -4,
      unit: 'm3/h',
    }),
    setting('stabilisation', ownObis.stabilisationPeriod, 'Flow stabilisation period', unsigned, 1, seconds),
    setting('measurement', ownObis.measurementPeriod, 'Flow measurement period', longUnsigned, 1, seconds),
    data<Gsme, number>(
      ownObis.supplyDepletionState,
      'Supply depletion state: 0 unchanged, 1 locked',
      enumeration,
      rights,
      ({ state }) => depletionStates.indexOf(state.flow.depletion),
      (gsme, value) => {
        const depletion = depletionStates[value];
        if (depletion === undefined) return 'other-reason';
        gsme.state.flow = { ...gsme.state.flow, depletion };
        return 'success';
      },
    ),
  ],
  operations: { gas: disturb, load: burn },
};

/** @param least DUIS 5.4 GasFlow: the flow rate may be none, the periods are at least a second */
function setting(
  name: 'uncontrolled' | 'stabilisation' | 'measurement',
  logicalName: (typeof ownObis)[keyof typeof ownObis],
  description: string,
  shape: Shape<number>,
  least: number,
  scalerUnit: ScalerUnit,
) {
  return register<Gsme>(
    logicalName,
    description,
    shape,
    scalerUnit,
    rights,
    ({ state }) => state.flow[name],
    (gsme, value) => {
      if (value < least) return 'other-reason';
      const change: Partial<FlowState> = { [name]: value };
      gsme.state.flow = { ...gsme.state.flow, ...change };
      return 'success';
    },
  );
}
