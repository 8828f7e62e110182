import { S1benchError } from '../../core/errors.ts';
import type { DeviceKeyMaterial } from '../files/contents.ts';
import { fileNames } from '../files/names.ts';
import { seal } from '../files/sealing.ts';
import { clientOfRole } from '../keys/key-vault.ts';
import { keyedDevicesOf, type MigratingInstallation } from '../model/installation.ts';
import { type KeyRole, keyRoles } from '../model/parties.ts';
import type { SmsoRecord } from '../model/world.ts';
import type { Certificate } from '../pki/certificate.ts';
import { type DailyDemand, giveDemand } from '../planning/demand-files.ts';
import { certificateOf } from '../planning/notified-certificates.ts';
import type { PlannedSet } from '../planning/plan-days.ts';
import type { PartyContext } from './party-context.ts';
import { PartyFiles } from './party-files.ts';
import { type DescriptionSources, describeInstallation, type LeftOut } from './requesting-party-description.ts';

/** Builds and signs the migration files of its groups, of what their SMSO has on record. */
export class RequestingParty {
  readonly #context: PartyContext;
  readonly #sources: DescriptionSources;
  readonly #files: PartyFiles;

  constructor(context: PartyContext, sources: Omit<DescriptionSources, 'context'>) {
    this.#context = context;
    this.#sources = { ...sources, context };
    this.#files = new PartyFiles(context);
  }

  /**
   * Gives the four files of a set, each unless it was given before: the Common File, and of the installations that this
   * names the Group File and the Encrypted Files. No set is given where every installation is left out. Which are left
   * out is stored before: they may be otherwise by the time that somebody goes on.
   * @returns those that the set doesn't have
   * @throws `party-without-keys` where there is nobody to seal keys for
   */
  build({ name: set, group, hubs }: PlannedSet): readonly LeftOut[] {
    const { store, exchange, log } = this.#context;
    const table = store.table<readonly LeftOut[]>('left-out');
    const before = table.get(set);
    const isGiven = before?.length === hubs.length || exchange.get(fileNames.common(set)) !== undefined;
    if (before !== undefined && isGiven) {
      if (before.length < hubs.length) this.#giveKeys(set, group);
      return before;
    }
    const described = hubs.map((hub) => describeInstallation(group, hub, this.#sources));
    const leftOut = described.filter((each) => 'code' in each);
    const installations = described.filter((each): each is MigratingInstallation => !('code' in each));
    for (const each of leftOut) log({ what: 'installation-left-out', set, ...each });
    table.put(set, leftOut);
    if (installations.length === 0) return leftOut;
    this.#files.give(fileNames.common(set), { set, group }, () => ({ kind: 'common', installations }));
    this.#giveKeys(set, group);
    return leftOut;
  }

  /** Gives a demand request (`DR_…`) for dormant installations, unless it was given before. @returns its name */
  demand(of: Parameters<typeof giveDemand>[1], days: readonly DailyDemand[]): string {
    return giveDemand(this.#context, of, days);
  }

  /** How the installations of the Common File are reached, and their keys. */
  #giveKeys(set: string, group: string): void {
    const of = { set, group };
    const known = this.#knownIn(set, group);
    this.#files.give(fileNames.group(set), of, () => ({
      kind: 'group',
      installations: known.map(([{ hub, ...installation }, { wan, devices }]) => {
        const keyed = keyedDevicesOf({ hub, ...installation });
        const reached = devices.filter(({ id }) => keyed.includes(id));
        return { hub: hub.id, wan, devices: reached.map(({ id, serverSap }) => ({ id, serverSap })) };
      }),
    }));
    for (const recipient of keyRoles) {
      this.#files.give(fileNames.encrypted(set, recipient), of, () => {
        const certificate = this.#recipient(recipient);
        return {
          kind: 'encrypted',
          recipient,
          installations: known.map(([installation, record]) => {
            const hub = installation.hub.id;
            const material = materialFor(recipient, installation, record);
            return { hub, sealed: seal(material, certificate, { set, hub, recipient }) };
          }),
        };
      });
    }
  }

  /** The installations of the Common File that was given, with what is on record of them. */
  #knownIn(name: string, group: string): readonly (readonly [MigratingInstallation, SmsoRecord])[] {
    const common = this.#files.believed(fileNames.common(name), { name, group }, 'common', 'requesting-party');
    return (common?.installations ?? []).flatMap((installation) => {
      const record = this.#sources.records.record(installation.hub.id);
      return record === undefined ? [] : [[installation, record] as const];
    });
  }

  #recipient(role: KeyRole): Certificate {
    const { rules, trust, clock } = this.#context;
    const [party] = rules.parties.of(role);
    const certificate = party && certificateOf(trust, party, 'key-agreement', clock.now());
    if (certificate !== undefined) return certificate;
    throw new S1benchError('party-without-keys', {
      found: `${role} ${party?.id ?? ''}`.trim(),
      expected: 'key-agreement',
    });
  }
}

function materialFor(
  role: KeyRole,
  installation: MigratingInstallation,
  { devices }: SmsoRecord,
): readonly DeviceKeyMaterial[] {
  const keyed = keyedDevicesOf(installation);
  return devices
    .filter(({ id }) => keyed.includes(id))
    .map(({ id, keys: { master, clients: byClient } }) => ({ device: id, master, keys: byClient[clientOfRole[role]] }));
}
