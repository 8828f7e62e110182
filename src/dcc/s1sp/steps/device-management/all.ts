import type { EquivalentSteps } from '../../equivalent-steps.ts';
import { readDeviceConfigurationBillingCalendar } from './read-device-configuration-billing-calendar.ts';
import { readDeviceConfigurationGas } from './read-device-configuration-gas.ts';
import { readDeviceConfigurationIdentity } from './read-device-configuration-identity.ts';
import { readDeviceConfigurationInstantaneousPowerThresholds } from './read-device-configuration-instantaneous-power-thresholds.ts';
import { readDeviceConfigurationMpxn } from './read-device-configuration-mpxn.ts';
import { readDeviceConfigurationPaymentMode } from './read-device-configuration-payment-mode.ts';
import { readDeviceConfigurationVoltage } from './read-device-configuration-voltage.ts';
import { readEventOrSecurityLog } from './read-event-or-security-log.ts';
import { requestHandoverOfDccControlledDevice } from './request-handover-of-dcc-controlled-device.ts';
import { retrieveDeviceSecurityCredentialsKrp } from './retrieve-device-security-credentials-krp.ts';
import { setDeviceConfigurationImportMpxn } from './set-device-configuration-import-mpxn.ts';
import { setElectricitySupplyTamperState } from './set-electricity-supply-tamper-state.ts';
import { synchroniseClock } from './synchronise-clock.ts';
import { updateDeviceConfigurationBillingCalendar } from './update-device-configuration-billing-calendar.ts';
import { updateDeviceConfigurationDailyResettingOfTariffBlockCounterMatrix } from './update-device-configuration-daily-resetting-of-tariff-block-counter-matrix.ts';
import { updateDeviceConfigurationGasConversion } from './update-device-configuration-gas-conversion.ts';
import { updateDeviceConfigurationGasFlow } from './update-device-configuration-gas-flow.ts';
import { updateDeviceConfigurationInstantaneousPowerThreshold } from './update-device-configuration-instantaneous-power-threshold.ts';
import { updateDeviceConfigurationLoadLimitingCounterReset } from './update-device-configuration-load-limiting-counter-reset.ts';
import { updateDeviceConfigurationLoadLimitingGeneralSettings } from './update-device-configuration-load-limiting-general-settings.ts';
import { updateDeviceConfigurationRmsVoltageCounterReset } from './update-device-configuration-rms-voltage-counter-reset.ts';
import { updateDeviceConfigurationVoltage } from './update-device-configuration-voltage.ts';
import { updateSecurityCredentialsCos } from './update-security-credentials-cos.ts';
import { updateSecurityCredentialsKrp } from './update-security-credentials-krp.ts';

export const deviceManagement: readonly EquivalentSteps[] = [
  readDeviceConfigurationIdentity,
  readEventOrSecurityLog,
  synchroniseClock,
  readDeviceConfigurationMpxn,
  setDeviceConfigurationImportMpxn,
  readDeviceConfigurationVoltage,
  readDeviceConfigurationInstantaneousPowerThresholds,
  readDeviceConfigurationGas,
  updateDeviceConfigurationLoadLimitingGeneralSettings,
  updateDeviceConfigurationLoadLimitingCounterReset,
  updateDeviceConfigurationVoltage,
  updateDeviceConfigurationGasConversion,
  updateDeviceConfigurationGasFlow,
  updateDeviceConfigurationInstantaneousPowerThreshold,
  updateDeviceConfigurationRmsVoltageCounterReset,
  updateSecurityCredentialsKrp,
  requestHandoverOfDccControlledDevice,
  updateSecurityCredentialsCos,
  retrieveDeviceSecurityCredentialsKrp,
  readDeviceConfigurationBillingCalendar,
  updateDeviceConfigurationBillingCalendar,
  readDeviceConfigurationPaymentMode,
  setElectricitySupplyTamperState,
  updateDeviceConfigurationDailyResettingOfTariffBlockCounterMatrix,
];
