import type { Eui64 } from '../../core/identifiers.ts';
import type { DeviceKeyMaterial, FileHeader, MigrationFileKind } from '../files/contents.ts';
import type { MigratingInstallation } from '../model/installation.ts';
import type { Registrations } from '../model/registrations.ts';
import type { Trust } from '../pki/trust.ts';
import type { EligibleProducts } from '../planning/eligible-products.ts';
import type { MigrationRules } from '../rules/rules.ts';

/** What the DCC has already. */
export interface Enrolled {
  holds(device: Eui64): boolean;
}

/** What whoever validates has taken of files before: each with the set that it is of. */
export interface TakenFiles {
  /** The file of a kind that was taken for a set, by the SHA-256 of its signed bytes; hexadecimal. */
  digestOf(set: string, kind: MigrationFileKind): string | undefined;
  /** Sequence number of the last file of a sender and a kind that was taken. */
  lastSequence(from: Eui64, kind: MigrationFileKind): number | undefined;
}

/** Which sets have installations whose migration hasn't ended. */
export interface SetsUnderWay {
  /** Name of the set that a device is in. */
  setOf(device: Eui64): string | undefined;
}

export interface Authorisations {
  /** The suppliers who have authorised the migration of a meter; none where none has. */
  suppliersOf(hub: Eui64, meter: Eui64): readonly Eui64[];
}

export interface ReadinessRecords {
  /** Whether the SMSO has reported that everything was done to a dormant meter that had to be. */
  isReady(hub: Eui64, meter: Eui64): boolean;
}

export interface ExcludedInstallations {
  /** Code of the category for which an installation isn't migrated. */
  codeOf(installation: MigratingInstallation): string | undefined;
}

/** What a set is checked against; every part of it is read, nothing is changed. */
export interface ValidationContext {
  readonly rules: MigrationRules;
  readonly now: Temporal.Instant;
  readonly trust: Trust;
  readonly registrations: Registrations;
  readonly eligible: EligibleProducts;
  readonly enrolled: Enrolled;
  readonly taken: TakenFiles;
  readonly underWay: SetsUnderWay;
  readonly authorisations: Authorisations;
  readonly readiness: ReadinessRecords;
  readonly excluded: ExcludedInstallations;
  /**
   * Opens what was sealed for whoever validates; only the S1SP and the DCO have anything to open.
   * @throws where it can't be opened
   */
  readonly open: (sealed: Uint8Array, hub: Eui64, header: FileHeader) => readonly DeviceKeyMaterial[];
}
