import type { EquivalentSteps } from '../../equivalent-steps.ts';

export const prepayment: readonly EquivalentSteps[] = [];
