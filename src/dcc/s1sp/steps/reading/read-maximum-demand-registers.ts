import { z } from 'zod';
import type { Device } from '../../device.ts';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { electricity } from '../../objects/electricity.ts';
import type { ObjectRef } from '../../objects/object-ref.ts';
import { readRegister } from '../../register.ts';
import { instantIn } from '../../values.ts';
import { onDemandOrFutureDated } from './parameters.ts';

/** Attribute of an Extended register (Blue Book 4.3.3). */
const CAPTURE_TIME = 5;

/** W, and the end of the half-hour over which they were the mean; no time where there was none since the last reset. */
const maximum = z.strictObject({ Value: z.int(), CaptureTime: z.string().optional() });

/** SRV 4.12.1. */
export const readMaximumDemandImportRegisters = equivalentSteps('4.12.1', {
  ESME: steps(onDemandOrFutureDated, z.strictObject({ MaxDemandActiveEnergyImport: maximum }), async (device) => ({
    MaxDemandActiveEnergyImport: await readMaximum(device, electricity.maximumDemandImport),
  })),
});

/** SRV 4.12.2. */
export const readMaximumDemandExportRegisters = equivalentSteps('4.12.2', {
  ESME: steps(onDemandOrFutureDated, z.strictObject({ MaxDemandActiveEnergyExport: maximum }), async (device) => ({
    MaxDemandActiveEnergyExport: await readMaximum(device, electricity.maximumDemandExport),
  })),
});

async function readMaximum(device: Device, register: ObjectRef): Promise<z.output<typeof maximum>> {
  const value = await readRegister(device, register, 'W');
  const captured = await device.read(register, CAPTURE_TIME, instantIn);
  return { Value: value, ...(captured !== undefined && { CaptureTime: captured.toString() }) };
}
