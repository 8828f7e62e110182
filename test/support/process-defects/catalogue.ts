import { alertDefects } from './alerts.ts';
import { checkDefects } from './checks.ts';
import { outcomeDefects, planningDefects } from './course.ts';
import type { ProcessDefect } from './defect.ts';
import { commissioningDefects, readinessDefects, testingDefects } from './devices.ts';
import { keyDefects } from './keys.ts';

/** What the process of a migration may do wrong. */
export const processDefects: readonly ProcessDefect[] = [
  ...planningDefects,
  ...readinessDefects,
  ...checkDefects,
  ...testingDefects,
  ...keyDefects,
  ...commissioningDefects,
  ...alertDefects,
  ...outcomeDefects,
];

export function findProcessDefect(name: string): ProcessDefect | undefined {
  return processDefects.find((defect) => defect.name === name);
}
