import { isS1benchError } from '../../core/errors.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import type { DeviceKeyMaterial, FileHeader, ValidationFile } from '../files/contents.ts';
import type { ReadMigrationFile } from '../files/migration-file.ts';
import { fileNames } from '../files/names.ts';
import { keyedDevicesOf, type MigratingInstallation } from '../model/installation.ts';
import type { Validator } from '../model/parties.ts';
import { metersOf } from '../planning/meters.ts';
import type { PlannedSet } from '../planning/plan-days.ts';
import type { ValidationContext } from '../validation/context.ts';
import { filesFor, type SetFiles } from '../validation/prepared-set.ts';
import { validateSet } from '../validation/validate-set.ts';
import type { PartyContext } from './party-context.ts';
import type { PartyFiles } from './party-files.ts';
import { SetRegister } from './set-register.ts';

/** What whoever validates knows besides the files of a set. */
export type ValidationSources = Pick<
  ValidationContext,
  'registrations' | 'eligible' | 'authorisations' | 'readiness' | 'excluded'
>;

export interface SetValidationParts {
  readonly role: Validator;
  readonly context: PartyContext;
  readonly files: PartyFiles;
  readonly sources: ValidationSources;
  readonly open: (sealed: Uint8Array, hub: Eui64, header: FileHeader) => readonly DeviceKeyMaterial[];
}

/** Data validation, as each of the three does it who are given a set. */
export class SetValidation {
  readonly register: SetRegister;
  readonly #parts: SetValidationParts;

  constructor(parts: SetValidationParts) {
    this.#parts = parts;
    this.register = new SetRegister(parts.context.store);
  }

  /**
   * Checks the files of a set, unless that was done before, and gives what was found. What is taken of it is what is to be
   * believed: nobody else can use up the sequence numbers of its sender.
   */
  validate(planned: PlannedSet): void {
    const { name: set, group } = planned;
    const { role, context, files, sources, open } = this.#parts;
    files.give(fileNames.validation(set, role), { set, group }, () => {
      const { register } = this;
      const { rules, trust, clock, log } = context;
      const given = this.#filesOf(set);
      const found = validateSet(role, given, {
        ...sources,
        rules,
        trust,
        now: clock.now(),
        enrolled: register,
        taken: register,
        underWay: register,
        open,
      });
      register.begin(set, this.#taken(planned), devicesOf(given, found));
      log({ what: 'set-validated', set, valid: found.installations.filter(({ valid }) => valid).length });
      return { kind: 'validation', ...found };
    });
  }

  /** The installations of a set have their outcomes: those of the hubs that are given are the DCC's. */
  end(set: string, installations: readonly MigratingInstallation[], enrolled: ReadonlySet<Eui64>): void {
    this.register.end(set, installations.filter(({ hub }) => enrolled.has(hub.id)).flatMap(namedDevices));
  }

  #taken(planned: PlannedSet): readonly ReadMigrationFile[] {
    const { role, files } = this.#parts;
    return filesFor[role].flatMap(
      (kind) => files.believedAsRead(this.#nameOf(planned.name, kind), planned, kind, 'requesting-party') ?? [],
    );
  }

  #nameOf(set: string, kind: 'common' | 'group' | 'encrypted'): string {
    const { role } = this.#parts;
    if (kind === 'common' || role === 'commissioning-party') return fileNames.common(set);
    return kind === 'group' ? fileNames.group(set) : fileNames.encrypted(set, role);
  }

  #filesOf(set: string): SetFiles {
    const { role, files } = this.#parts;
    const common = files.take(this.#nameOf(set, 'common'), 'common');
    if (role === 'commissioning-party') return { name: set, common };
    const encrypted = files.take(this.#nameOf(set, 'encrypted'), 'encrypted');
    if (role === 'dco') return { name: set, common, encrypted };
    return { name: set, common, encrypted, group: files.take(this.#nameOf(set, 'group'), 'group') };
  }
}

/** The devices of the installations that were found valid. */
function* devicesOf({ common }: SetFiles, { installations }: Pick<ValidationFile, 'installations'>) {
  if (common === undefined || isS1benchError(common)) return;
  const valid = new Set(installations.filter((each) => each.valid).map(({ hub }) => hub));
  for (const installation of common.file.installations) {
    if (valid.has(installation.hub.id)) yield* namedDevices(installation);
  }
}

function namedDevices(installation: MigratingInstallation): readonly Eui64[] {
  const others = installation.others.map(({ id }) => id);
  return [...new Set([...keyedDevicesOf(installation), ...metersOf(installation).map(({ id }) => id), ...others])];
}
