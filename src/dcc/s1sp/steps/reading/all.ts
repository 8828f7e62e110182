import type { EquivalentSteps } from '../../equivalent-steps.ts';
import { readActiveImportProfileData } from './read-active-import-profile-data.ts';
import { readActivePowerImport } from './read-active-power-import.ts';
import { readExportProfileData } from './read-export-profile-data.ts';
import { readInstantaneousExportRegisters } from './read-instantaneous-export-registers.ts';
import { readInstantaneousImportBlockCounters } from './read-instantaneous-import-block-counters.ts';
import { readInstantaneousImportRegisters } from './read-instantaneous-import-registers.ts';
import { readInstantaneousImportTouMatrices } from './read-instantaneous-import-tou-matrices.ts';
import { readInstantaneousImportTouWithBlocksMatrices } from './read-instantaneous-import-tou-with-blocks-matrices.ts';
import { readInstantaneousPrepayValues } from './read-instantaneous-prepay-values.ts';
import { readLoadLimitData } from './read-load-limit-data.ts';
import { readMaximumDemandExportRegisters, readMaximumDemandImportRegisters } from './read-maximum-demand-registers.ts';
import { readMeterBalance } from './read-meter-balance.ts';
import { readNetworkData } from './read-network-data.ts';
import { readPrepaymentConfiguration } from './read-prepayment-configuration.ts';
import { readPrepaymentDailyReadLog } from './read-prepayment-daily-read-log.ts';
import { readReactiveImportProfileData } from './read-reactive-import-profile-data.ts';
import { readTariff } from './read-tariff.ts';
import { retrieveBillingCalendarTriggeredBillingDataLog } from './retrieve-billing-calendar-triggered-billing-data-log.ts';
import { retrieveChangeTriggeredBillingDataLog } from './retrieve-change-triggered-billing-data-log.ts';
import { retrieveDailyConsumptionLog } from './retrieve-daily-consumption-log.ts';
import { retrieveImportDailyReadLog } from './retrieve-import-daily-read-log.ts';
import { retrieveDebtPayments, retrievePrepaymentCredits } from './retrieve-payment-logs.ts';

export const reading: readonly EquivalentSteps[] = [
  readActiveImportProfileData,
  readActivePowerImport,
  readInstantaneousImportRegisters,
  readExportProfileData,
  readInstantaneousExportRegisters,
  readLoadLimitData,
  readMaximumDemandImportRegisters,
  readMaximumDemandExportRegisters,
  readNetworkData,
  readReactiveImportProfileData,
  retrieveDailyConsumptionLog,
  retrieveImportDailyReadLog,
  readInstantaneousImportTouMatrices,
  readInstantaneousImportTouWithBlocksMatrices,
  readInstantaneousImportBlockCounters,
  retrieveChangeTriggeredBillingDataLog,
  retrieveBillingCalendarTriggeredBillingDataLog,
  readTariff,
  readInstantaneousPrepayValues,
  retrieveDebtPayments,
  retrievePrepaymentCredits,
  readPrepaymentConfiguration,
  readPrepaymentDailyReadLog,
  readMeterBalance,
];
