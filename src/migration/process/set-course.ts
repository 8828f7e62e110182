import type { Eui64 } from '../../core/identifiers.ts';
import type { OutcomeEntry } from '../files/contents.ts';
import type { MigratingInstallation } from '../model/installation.ts';
import type { CommissioningParty } from '../parties/commissioning-party.ts';
import type { KeyParty } from '../parties/key-party.ts';
import type { RequestingParty } from '../parties/requesting-party.ts';
import type { PlannedSet } from '../planning/plan-days.ts';
import { atOnce } from './at-once.ts';
import type { InstallationWork } from './installation-work.ts';

/** The phases of a set, in their order. */
export const setPhases = ['data-validation', 'device-testing', 'commissioning', 'concluded'] as const;
export type SetPhase = (typeof setPhases)[number];

/** What whoever watches a set is told. */
export type SetProgress =
  /** A phase begins, for so many installations. */
  | { readonly kind: 'phase'; readonly set: string; readonly phase: SetPhase; readonly installations: number }
  /** One of them has been through it. */
  | { readonly kind: 'installation'; readonly set: string; readonly phase: SetPhase; readonly hub: Eui64 };

export interface SetCourseParts {
  readonly requestingParty: RequestingParty;
  readonly commissioningParty: CommissioningParty;
  readonly s1sp: KeyParty;
  readonly dco: KeyParty;
  readonly work: InstallationWork;
  /** Installations that are worked on at the same time. */
  readonly atOnce: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: SetProgress) => void;
}

/**
 * Takes a set from its files to its outcomes: data validation, device testing, commissioning or roll back. To begin again
 * is to go on: what a party has given or stored is not done a second time.
 * @throws `aborted`
 */
export async function migrateSet(set: PlannedSet, parts: SetCourseParts): Promise<readonly OutcomeEntry[]> {
  const { requestingParty, commissioningParty, s1sp, dco, work, signal, onProgress } = parts;
  const begin = (phase: SetPhase, installations: number): void =>
    onProgress({ kind: 'phase', set: set.name, phase, installations });
  const each = (
    phase: SetPhase,
    installations: readonly MigratingInstallation[],
    task: (installation: MigratingInstallation) => Promise<unknown>,
  ): Promise<void> => {
    begin(phase, installations.length);
    return atOnce(installations, parts.atOnce, signal, async (installation) => {
      await task(installation);
      onProgress({ kind: 'installation', set: set.name, phase, hub: installation.hub.id });
    });
  };

  begin('data-validation', set.hubs.length);
  const leftOut = requestingParty.build(set);
  for (const { validation } of [commissioningParty, s1sp, dco]) validation.validate(set);
  const valid = commissioningParty.validIn(set);

  await each('device-testing', valid, (installation) => work.takeOver(set, installation, signal));
  for (const party of [s1sp, dco]) party.reportViability(set, valid);

  const decisions = new Map(commissioningParty.decide(set).map(({ hub, decision }) => [hub, decision]));
  await each('commissioning', valid, async (installation) => {
    const { id: hub } = installation.hub;
    const isToBe = decisions.get(hub) === 'commission' || commissioningParty.commissioned(set, hub)?.done === true;
    const { done } = isToBe ? await work.commission(set, installation, signal) : { done: false };
    if (done) await work.giveBack(set, installation, signal);
    else await work.rollBack(set, installation, signal);
  });
  for (const party of [s1sp, dco]) party.reportRollBack(set, valid);

  const outcomes = commissioningParty.conclude(set, leftOut);
  const settled = new Set(outcomes.flatMap(({ hub, outcome }) => (outcome === 'unresolved' ? [] : [hub])));
  const enrolled = new Set(outcomes.flatMap(({ hub, outcome }) => (outcome === 'commissioned' ? [hub] : [])));
  for (const party of [s1sp, dco]) party.conclude(set, valid, { settled, enrolled });
  const rolledBack = new Set(outcomes.flatMap(({ hub, outcome }) => (outcome === 'rolled-back' ? [hub] : [])));
  for (const installation of valid) {
    if (rolledBack.has(installation.hub.id)) work.tellOfRollBack(set, installation);
  }
  begin('concluded', outcomes.length);
  return outcomes;
}
