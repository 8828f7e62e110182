import type { EquivalentSteps } from '../../equivalent-steps.ts';

export const deviceEstateManagement: readonly EquivalentSteps[] = [];
