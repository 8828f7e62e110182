import type { EquivalentSteps } from '../../equivalent-steps.ts';
import { activateFirmware } from './activate-firmware.ts';
import { readFirmwareVersion } from './read-firmware-version.ts';

export const firmwareManagement: readonly EquivalentSteps[] = [readFirmwareVersion, activateFirmware];
