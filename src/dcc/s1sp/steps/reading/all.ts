import type { EquivalentSteps } from '../../equivalent-steps.ts';
import { readActiveImportProfileData } from './read-active-import-profile-data.ts';
import { readActivePowerImport } from './read-active-power-import.ts';
import { readInstantaneousImportRegisters } from './read-instantaneous-import-registers.ts';

export const reading: readonly EquivalentSteps[] = [
  readActiveImportProfileData,
  readActivePowerImport,
  readInstantaneousImportRegisters,
];
