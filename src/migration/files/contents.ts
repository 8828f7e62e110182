import type { Eui64 } from '../../core/identifiers.ts';
import type { ClientKeys } from '../../protocol/cosem/security/originator.ts';
import type { MigratingInstallation, Standing } from '../model/installation.ts';
import type { CheckResult, Outcome, StepReport } from '../model/outcome.ts';
import type { KeyRole } from '../model/parties.ts';

/**
 * What the XML files of a migration say, before they are XML. The contents of the real ones are not public: these are
 * this project's own. Installations are named by their hub.
 */

/** What every file of a set begins with. */
export interface FileHeader {
  /** Name of the set of files that it belongs to: `DA-20260115-001`. */
  readonly set: string;
  readonly group: string;
  readonly from: Eui64;
  /** Goes up with each file of the same sender and kind: one that isn't higher than the last is a replay. */
  readonly sequence: number;
  readonly created: Temporal.Instant;
}

/** From the Requesting Party to everybody: which installations, and what they are. */
export interface CommonFile {
  readonly kind: 'common';
  readonly header: FileHeader;
  readonly installations: readonly MigratingInstallation[];
}

/** From the Requesting Party to the S1SP: how each installation is reached. */
export interface GroupFile {
  readonly kind: 'group';
  readonly header: FileHeader;
  readonly installations: readonly {
    readonly hub: Eui64;
    /** Address of the hub on the WAN. */
    readonly wan: string;
    /** SAP of the logical device of each device that has keys. */
    readonly devices: readonly { readonly id: Eui64; readonly serverSap: number }[];
  }[];
}

/** Keys of one device for one of the two that take over: those of its client, and the master key where there is one. */
export interface DeviceKeyMaterial {
  readonly device: Eui64;
  readonly master?: Uint8Array | undefined;
  readonly keys: ClientKeys;
}

/** From the Requesting Party to the S1SP or the DCO, who alone can open it. */
export interface EncryptedFile {
  readonly kind: 'encrypted';
  readonly header: FileHeader;
  readonly recipient: KeyRole;
  readonly installations: readonly { readonly hub: Eui64; readonly sealed: Uint8Array }[];
}

/** From whoever was given a set: what came of the checks of its files, and of each installation in them. */
export interface ValidationFile {
  readonly kind: 'validation';
  readonly header: FileHeader;
  readonly of: readonly CheckResult[];
  readonly installations: readonly {
    readonly hub: Eui64;
    readonly valid: boolean;
    readonly checks: readonly CheckResult[];
  }[];
}

/** From the S1SP or the DCO: whether it has taken over the devices of each installation, and how that went. */
export interface ViabilityFile {
  readonly kind: 'viability';
  readonly header: FileHeader;
  readonly by: KeyRole;
  readonly installations: readonly {
    readonly hub: Eui64;
    readonly viable: boolean;
    readonly steps: readonly StepReport[];
  }[];
}

/** From the Commissioning Party: what is to be done with each installation. */
export interface DecisionFile {
  readonly kind: 'decision';
  readonly header: FileHeader;
  readonly installations: readonly {
    readonly hub: Eui64;
    readonly decision: 'commission' | 'roll-back';
    readonly because: string;
  }[];
}

/** From the S1SP or the DCO: what came of rolling back; `done` where the SMSO's keys are in force again. */
export interface RollBackFile {
  readonly kind: 'roll-back';
  readonly header: FileHeader;
  readonly by: KeyRole;
  readonly installations: readonly {
    readonly hub: Eui64;
    readonly done: boolean;
    readonly steps: readonly StepReport[];
  }[];
}

/** From the Commissioning Party to everybody: how it ended. */
export interface OutcomeFile {
  readonly kind: 'outcome';
  readonly header: FileHeader;
  readonly installations: readonly OutcomeEntry[];
}

export interface OutcomeEntry {
  readonly hub: Eui64;
  /** Nothing where no file that is to be believed says it. */
  readonly standing?: Standing | undefined;
  readonly outcome: Outcome;
  /** Code of what stood in the way, or of the exclusion. */
  readonly code?: string | undefined;
  /** What the check or the step found that stood in the way. */
  readonly found?: string | undefined;
  readonly attempt: number;
  readonly at: Temporal.Instant;
  /** Meters that are the DCC's now. */
  readonly commissioned: readonly Eui64[];
  /** Devices that were left out, and of which the S1SP and the DCO hold the keys until they are given back. */
  readonly held?: readonly Eui64[] | undefined;
}

/** From the SMSO: how the configuration or firmware of a dormant meter came to be what it has to be (TMAD 4.27). */
export interface ReadinessFile {
  readonly kind: 'readiness';
  readonly header: FileHeader;
  readonly installations: readonly {
    readonly hub: Eui64;
    readonly meter: Eui64;
    readonly what: 'configuration' | 'firmware';
    readonly result: 'done' | 'failed' | 'not-needed';
    readonly code?: string | undefined;
  }[];
}

export type MigrationFile =
  | CommonFile
  | GroupFile
  | EncryptedFile
  | ValidationFile
  | ViabilityFile
  | DecisionFile
  | RollBackFile
  | OutcomeFile
  | ReadinessFile;
export type MigrationFileKind = MigrationFile['kind'];
export type MigrationFileOf<Kind extends MigrationFileKind> = Extract<MigrationFile, { kind: Kind }>;
