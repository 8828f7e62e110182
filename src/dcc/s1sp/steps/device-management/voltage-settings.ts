import { z } from 'zod';
import { network } from '../../objects/network.ts';
import type { ObjectRef } from '../../objects/object-ref.ts';
import { unsignedInt } from '../../parameters.ts';
import { type MmcUnit, wholes } from '../../values.ts';

/** Where a setting of the voltage is, and DUIS's unit of it. */
export interface VoltageSetting {
  readonly register: ObjectRef;
  readonly unit: MmcUnit;
}

/** Recalled, to be confirmed by DUIS clause 3.8: the schema has whole numbers without a unit. */
const tenthsOfVolt = wholes('V', -1);
const seconds = wholes('s');

/** DUIS RMSVoltageSettings, in the order of its elements. */
export const rmsSettings = {
  RMSExtremeOverVoltageMeasurementPeriod: { register: network.extremeOverPeriod, unit: seconds },
  RMSExtremeOverVoltageThreshold: { register: network.extremeOverThreshold, unit: tenthsOfVolt },
  RMSExtremeUnderVoltageMeasurementPeriod: { register: network.extremeUnderPeriod, unit: seconds },
  RMSExtremeUnderVoltageThreshold: { register: network.extremeUnderThreshold, unit: tenthsOfVolt },
  RMSVoltageSagMeasurementPeriod: { register: network.sagPeriod, unit: seconds },
  RMSVoltageSagThreshold: { register: network.sagThreshold, unit: tenthsOfVolt },
  RMSVoltageSwellMeasurementPeriod: { register: network.swellPeriod, unit: seconds },
  RMSVoltageSwellThreshold: { register: network.swellThreshold, unit: tenthsOfVolt },
} as const satisfies Readonly<Record<string, VoltageSetting>>;

/** The thresholds of DUIS AverageRMSVoltageSettings, in the order of its elements. */
export const averageThresholds = {
  AverageRMSOverVoltageThreshold: { register: network.averageOverThreshold, unit: tenthsOfVolt },
  AverageRMSUnderVoltageThreshold: { register: network.averageUnderThreshold, unit: tenthsOfVolt },
} as const satisfies Readonly<Record<string, VoltageSetting>>;

export const averagePeriod: VoltageSetting = { register: network.averagePeriod, unit: seconds };

export const rmsVoltageSettings = z.strictObject({
  RMSExtremeOverVoltageMeasurementPeriod: unsignedInt,
  RMSExtremeOverVoltageThreshold: unsignedInt,
  RMSExtremeUnderVoltageMeasurementPeriod: unsignedInt,
  RMSExtremeUnderVoltageThreshold: unsignedInt,
  RMSVoltageSagMeasurementPeriod: unsignedInt,
  RMSVoltageSagThreshold: unsignedInt,
  RMSVoltageSwellMeasurementPeriod: unsignedInt,
  RMSVoltageSwellThreshold: unsignedInt,
});

export const averageRmsThresholds = z.strictObject({
  AverageRMSOverVoltageThreshold: unsignedInt,
  AverageRMSUnderVoltageThreshold: unsignedInt,
});
