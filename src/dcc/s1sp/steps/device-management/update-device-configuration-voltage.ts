import { z } from 'zod';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { dateTime, exactlyOne, noType, nothing, unsignedInt, whole } from '../../parameters.ts';
import { type Setting, writeRegisters } from '../../register.ts';
import { resetVoltageCounters } from './update-device-configuration-rms-voltage-counter-reset.ts';
import {
  averagePeriod,
  averageRmsThresholds,
  averageThresholds,
  rmsSettings,
  rmsVoltageSettings,
  type VoltageSetting,
} from './voltage-settings.ts';

const averageRmsVoltageSettings = averageRmsThresholds.extend({ AverageRMSVoltageMeasurementPeriod: unsignedInt });

const parameters = z
  .strictObject({
    ExecutionDateTime: dateTime.optional(),
    RMSVoltageSettings: rmsVoltageSettings,
    SinglePhaseVoltageSettings: averageRmsVoltageSettings.optional(),
    PolyPhaseVoltageSettings: z
      .array(z.strictObject({ Phase: whole(1, 3), PhaseVoltageSettings: averageRmsVoltageSettings }))
      .length(3)
      .optional(),
    RMSVoltageCountersNotReset: noType.optional(),
  })
  .superRefine(exactlyOne('SinglePhaseVoltageSettings', 'PolyPhaseVoltageSettings'));

/**
 * SRV 6.5. SMETS1 electricity meters that this knows have one phase: settings for three fail before anything is written.
 * Until the request's time the DCC keeps it.
 */
export const updateDeviceConfigurationVoltage = equivalentSteps('6.5', {
  ESME: steps(parameters, nothing, async (device, request) => {
    const average = request.SinglePhaseVoltageSettings;
    if (average === undefined) throw device.unexpected('settings for three phases, for a meter of one');
    const { AverageRMSVoltageMeasurementPeriod, ...thresholds } = average;
    await writeRegisters(device, [
      ...settingsOf(rmsSettings, request.RMSVoltageSettings),
      ...settingsOf(averageThresholds, thresholds),
      // The profile of averages is emptied with each write.
      { ...averagePeriod, quantity: AverageRMSVoltageMeasurementPeriod, onlyIfOther: true },
    ]);
    if (request.RMSVoltageCountersNotReset === undefined) await resetVoltageCounters(device);
    return {};
  }),
});

function settingsOf<Name extends string>(
  places: Readonly<Record<Name, VoltageSetting>>,
  quantities: Readonly<Record<Name, number>>,
): readonly Setting[] {
  return Object.entries<VoltageSetting>(places).map(([name, place]) => ({
    ...place,
    quantity: quantities[name as Name],
  }));
}
