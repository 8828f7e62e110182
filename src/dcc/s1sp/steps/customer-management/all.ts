import type { EquivalentSteps } from '../../equivalent-steps.ts';

export const customerManagement: readonly EquivalentSteps[] = [];
