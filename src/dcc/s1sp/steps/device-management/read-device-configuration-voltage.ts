import { z } from 'zod';
import type { Device } from '../../device.ts';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { nothing } from '../../parameters.ts';
import { readRegister } from '../../register.ts';
import {
  averageRmsThresholds,
  averageThresholds,
  rmsSettings,
  rmsVoltageSettings,
  type VoltageSetting,
} from './voltage-settings.ts';

const response = z.strictObject({
  SinglePhaseVoltageSettings: averageRmsThresholds,
  RMSVoltageSettings: rmsVoltageSettings,
});

/** SRV 6.2.1. */
export const readDeviceConfigurationVoltage = equivalentSteps('6.2.1', {
  ESME: steps(nothing, response, async (device) => ({
    SinglePhaseVoltageSettings: await readSettings(device, averageThresholds),
    RMSVoltageSettings: await readSettings(device, rmsSettings),
  })),
});

/** By the names of the settings, and in their order. */
async function readSettings<Name extends string>(
  device: Device,
  settings: Readonly<Record<Name, VoltageSetting>>,
): Promise<Record<Name, number>> {
  const values: [string, number][] = [];
  for (const [name, { register, unit }] of Object.entries<VoltageSetting>(settings)) {
    values.push([name, await readRegister(device, register, unit)]);
  }
  return Object.fromEntries(values) as Record<Name, number>;
}
