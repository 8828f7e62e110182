import type { CommissioningParty } from '../parties/commissioning-party.ts';
import type { InstallationWork } from './installation-work.ts';

/**
 * Tries once more to give back the gas meters that were left out, and couldn't be until now.
 * @throws `aborted`
 */
export async function giveBackHeld(
  commissioningParty: CommissioningParty,
  work: InstallationWork,
  signal: AbortSignal,
): Promise<void> {
  for (const { hub, set } of commissioningParty.held()) {
    const installation = commissioningParty.installationsOf(set).find((each) => each.hub.id === hub);
    if (installation !== undefined) await work.giveBack(set, installation, signal);
  }
}
