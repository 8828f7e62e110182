import { equivalentSteps } from '../equivalent-steps.ts';
import { nothing } from '../parameters.ts';
import { readRegister } from '../register.ts';

export interface ReadInstantaneousImportRegistersRsp {
  readonly Electricity: {
    readonly ActiveImportRegister: { readonly Value: number; readonly ActiveEnergyUnit: 'Wh' };
    readonly ReactiveImportRegister: { readonly Value: number; readonly ReactiveEnergyUnit: 'varh' };
  };
}

/** SRV 4.1.1. */
export const readInstantaneousImportRegisters = equivalentSteps(
  '4.1.1',
  nothing,
  async (meter, _, { objects }): Promise<ReadInstantaneousImportRegistersRsp> => {
    const active = await readRegister(meter, objects.activeImport, 'Wh');
    const reactive = await readRegister(meter, objects.reactiveImport, 'varh');
    return {
      Electricity: {
        ActiveImportRegister: { Value: active, ActiveEnergyUnit: 'Wh' },
        ReactiveImportRegister: { Value: reactive, ReactiveEnergyUnit: 'varh' },
      },
    };
  },
);
