import { GAS_LEFT_OUT, type MigratingInstallation } from '../model/installation.ts';

/** What tells which meters of an installation are migrated, and which of them are active. */
interface WithMeters<Meter> extends Pick<MigratingInstallation, 'standing' | 'activeMeter' | 'leftOut'> {
  readonly esme: Meter;
  readonly gsme?: Meter | undefined;
}

/** The meters that are migrated: a gas meter that is left out is none of them. */
export function metersOf<Meter>({ esme, gsme, leftOut }: WithMeters<Meter>): readonly Meter[] {
  return gsme === undefined || leftOut !== undefined ? [esme] : [esme, gsme];
}

/** Those of them that a supplier uses, so that it has to authorise their migration. */
export function activeMetersOf<Meter>(installation: WithMeters<Meter>): readonly Meter[] {
  const { standing, activeMeter } = installation;
  if (standing === 'active') return metersOf(installation);
  const active = standing === 'mixed' && activeMeter !== undefined ? installation[activeMeter] : undefined;
  return metersOf(installation).filter((meter) => meter === active);
}

/** Those of them that no supplier uses, so that they have to be made ready. */
export function dormantMetersOf<Meter>(installation: WithMeters<Meter>): readonly Meter[] {
  const active = activeMetersOf(installation);
  return metersOf(installation).filter((meter) => !active.includes(meter));
}

/** An installation whose gas meter is left out: what is left of a mixed one is active or dormant as a whole. */
export function withoutGas<Facts extends Pick<MigratingInstallation, 'standing' | 'activeMeter'>>(facts: Facts) {
  const left = facts.activeMeter === 'esme' ? ('active' as const) : ('dormant' as const);
  const standing = facts.standing === 'mixed' ? left : facts.standing;
  return { ...facts, standing, activeMeter: undefined, leftOut: GAS_LEFT_OUT };
}
