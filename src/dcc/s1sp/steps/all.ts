import type { EquivalentSteps } from '../equivalent-steps.ts';
import { armSupply } from './arm-supply.ts';
import { disableSupply } from './disable-supply.ts';
import { enableSupply } from './enable-supply.ts';
import { readActiveImportProfileData } from './read-active-import-profile-data.ts';
import { readActivePowerImport } from './read-active-power-import.ts';
import { readDeviceConfigurationIdentity } from './read-device-configuration-identity.ts';
import { readEventOrSecurityLog } from './read-event-or-security-log.ts';
import { readFirmwareVersion } from './read-firmware-version.ts';
import { readInstantaneousImportRegisters } from './read-instantaneous-import-registers.ts';
import { readSupplyStatus } from './read-supply-status.ts';
import { synchroniseClock } from './synchronise-clock.ts';

/** The Equivalent Steps of every SRV in the catalogue, by its number. */
export const equivalentStepsBySrv: ReadonlyMap<string, EquivalentSteps> = new Map(
  [
    readInstantaneousImportRegisters,
    readActiveImportProfileData,
    readActivePowerImport,
    readDeviceConfigurationIdentity,
    synchroniseClock,
    readEventOrSecurityLog,
    enableSupply,
    disableSupply,
    armSupply,
    readSupplyStatus,
    readFirmwareVersion,
  ].map((steps) => [steps.srv, steps]),
);
