import { equivalentSteps } from '../equivalent-steps.ts';
import { nothing } from '../parameters.ts';
import { readSupplyState, type SupplyState } from '../supply.ts';

export interface ReadSupplyStatusRsp {
  readonly SupplyState: SupplyState;
}

/** SRV 7.4. */
export const readSupplyStatus = equivalentSteps(
  '7.4',
  nothing,
  async (meter, _, { objects }): Promise<ReadSupplyStatusRsp> => ({
    SupplyState: await readSupplyState(meter, objects.disconnectControl),
  }),
);
