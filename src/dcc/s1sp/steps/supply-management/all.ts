import type { EquivalentSteps } from '../../equivalent-steps.ts';
import { armSupply } from './arm-supply.ts';
import { disableSupply } from './disable-supply.ts';
import { enableSupply } from './enable-supply.ts';
import { readSupplyStatus } from './read-supply-status.ts';

export const supplyManagement: readonly EquivalentSteps[] = [armSupply, disableSupply, enableSupply, readSupplyStatus];
