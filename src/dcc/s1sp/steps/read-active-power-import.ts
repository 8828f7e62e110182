import { equivalentSteps } from '../equivalent-steps.ts';
import { nothing } from '../parameters.ts';
import { readRegister } from '../register.ts';

export interface ReadActivePowerImportRsp {
  readonly ActivePowerImport: { readonly Value: number; readonly Unit: 'W' };
}

/** SRV 4.16. */
export const readActivePowerImport = equivalentSteps(
  '4.16',
  nothing,
  async (meter, _, { objects }): Promise<ReadActivePowerImportRsp> => ({
    ActivePowerImport: { Value: await readRegister(meter, objects.activePowerImport, 'W'), Unit: 'W' },
  }),
);
