import type { SmsoRecord } from '../model/world.ts';
import type { ExclusionGround } from '../rules/exclusions.ts';
import type { Strategy } from '../rules/strategy.ts';

/** The grounds for leaving out an installation that follow from what is on record; others are for people to state. */
export function groundsOnRecord(
  { devices, isOnWan }: Pick<SmsoRecord, 'devices' | 'isOnWan'>,
  failedAttempts: number,
  { attempts }: Pick<Strategy, 'attempts'>,
): readonly ExclusionGround[] {
  const grounds: readonly [ExclusionGround, boolean][] = [
    ['master-key-missing', devices.some(({ keys }) => keys.master === undefined)],
    ['never-on-wan', !isOnWan],
    ['attempts-failed', failedAttempts >= attempts],
  ];
  return grounds.flatMap(([ground, applies]) => (applies ? [ground] : []));
}
