import type { EquivalentSteps } from '../../equivalent-steps.ts';

export const productManagement: readonly EquivalentSteps[] = [];
