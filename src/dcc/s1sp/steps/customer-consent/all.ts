import type { EquivalentSteps } from '../../equivalent-steps.ts';

export const customerConsent: readonly EquivalentSteps[] = [];
