import { describeRequired, type Feature, features, type Required } from '../pack/features.ts';
import type { TestCase } from '../pack/test-case.ts';
import type { PlannedTest } from './plan.ts';
import type { Target } from './target.ts';
import { handsMissingFor } from './world.ts';

/** Why a test can't be run, and whether it is about something that is there at all. */
export interface Obstacle {
  readonly because: string;
  readonly applies: boolean;
}

/**
 * Why a test can't be run here, whatever happens: a device is missing, or what the test requires of it or of the
 * installation, or somebody to lend a hand. Nothing if it can.
 */
export function obstacleOf({ test, standing }: PlannedTest, target: Target): Obstacle | undefined {
  const missing = missingFor(test, target);
  if (missing !== undefined) return { because: missing, applies: false };
  const because = handsMissingFor(test, target) ?? renewalMissingFor(standing, target);
  return because === undefined ? undefined : { because, applies: true };
}

/** What is done to the devices of a bench is done for good, and its keys would end with the run. */
function renewalMissingFor(standing: PlannedTest['standing'], target: Target): string | undefined {
  if (standing === undefined || target.renew !== undefined) return undefined;
  return 'it begins before a migration, and devices that are not simulated have but one: see `s1bench migrate --bench`';
}

function missingFor(test: TestCase, target: Target): string | undefined {
  const roles = rolesOf(target);
  const missing = test.needs.find((role) => !roles.has(role));
  if (missing !== undefined) return `there is no ${missing}`;
  const unmet = test.requires.find((required) => !isMet(required, test, target));
  return unmet === undefined ? undefined : reasonOf(unmet);
}

/** Every role that tests can name: of devices that can be reached, and of those that are only known. */
function rolesOf({ devices, known = [] }: Target): ReadonlySet<string> {
  return new Set([...devices, ...known].map(({ role }) => role));
}

function isMet(required: Required, { needs }: TestCase, target: Target): boolean {
  const device = target.devices.find(({ role }) => role === required.role);
  if ('srv' in required) return device !== undefined && device.services[required.srv] !== 'unsupported';
  if (required.role !== undefined) return device?.features.has(required.feature) ?? false;
  return target.features.has(required.feature) || needs.some((role) => hasFeature(target, role, required.feature));
}

function hasFeature({ devices }: Target, role: string, feature: Feature): boolean {
  return devices.some((device) => device.role === role && device.features.has(feature));
}

function reasonOf(required: Required): string {
  const what = describeRequired(required);
  if ('srv' in required) return `it requires ${what}, which the model of ${required.role} does not take`;
  return `it requires ${what}: ${features[required.feature]}, and that is not so here`;
}
