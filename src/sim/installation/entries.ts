import type { Eui64 } from '../../core/identifiers.ts';
import type { Defect } from '../defects/defect.ts';
import type { DeviceModel, EsmeModel, GsmeModel, HubModel, MeterModel } from '../files/device-model.ts';
import type { DeviceKeys } from '../files/keys.ts';
import type { Fault } from './faults.ts';

/**
 * Whether it is the DCC's; of one that isn't yet, whether a supplier uses its meters. In a mixed installation one of
 * them is used.
 */
export const statuses = ['commissioned', 'active', 'dormant', 'mixed'] as const;
export type InstallationStatus = (typeof statuses)[number];

/** The cohorts of SMETS1 installations: those that one SMSO operated, with devices of one kind. */
export const cohorts = ['IOC', 'MOC (MDS)', 'MOC (Secure)', 'FOC (BG)', 'FOC (NP)'] as const;
export type Cohort = (typeof cohorts)[number];

/** How a meter is configured: as its model begins, as a former supplier left it, or by its supplier of today. */
export const configurations = ['default', 'stale', 'current'] as const;
export type Configuration = (typeof configurations)[number];

/** What a meter is set to besides, whatever its configuration. */
export interface MeterSettings {
  readonly 'payment-mode'?: 'credit' | 'prepayment' | undefined;
  /** Pence, when it comes into being. */
  readonly balance?: number | undefined;
  /** The name that it shows. */
  readonly supplier?: string | undefined;
}

/** What `SimulatedDevice.save` gave, and the file that it lies in. */
export interface SavedState {
  readonly file: string;
  readonly text: string;
}

/** One device of an installation. */
export interface DeviceEntry {
  readonly model: DeviceModel;
  readonly firmware: string;
  readonly eui64: Eui64;
  readonly serial: string;
  readonly keys: DeviceKeys;
  /** Those that its SMSO has recorded, where they aren't its own. */
  readonly recordedKeys?: DeviceKeys | undefined;
  /** What it does wrong. */
  readonly defects: readonly Defect[];
  /** Where it goes on from; it begins anew without. */
  readonly saved?: SavedState | undefined;
}

export interface MeterEntry extends DeviceEntry {
  readonly model: MeterModel;
  /** Its MPAN or MPRN. */
  readonly meteringPoint: string;
  /** Since when it has measured. */
  readonly installed: Temporal.Instant;
  /** IANA zone by which the dwelling lives. */
  readonly timeZone: string;
  readonly configuration?: Configuration | undefined;
  readonly settings?: MeterSettings | undefined;
}

export interface GsmeEntry extends MeterEntry {
  readonly model: GsmeModel;
}

export interface HubEntry extends DeviceEntry {
  readonly model: HubModel;
  /** EUI-64 of the Gas Proxy Function, where there is gas. */
  readonly gpf: Eui64 | undefined;
}

/** A PPMID, IHD or CAD: known to the hub, and no more. */
export interface HanDeviceEntry {
  readonly type: 'PPMID' | 'IHD' | 'CAD';
  readonly eui64: Eui64;
}

export interface EsmeEntry extends MeterEntry {
  readonly model: EsmeModel;
  readonly microgeneration: boolean;
}

/** A simulated installation, with all that its file names. */
export interface Installation {
  readonly name: string;
  /** Everything random in it follows from this. */
  readonly seed: string;
  /** Where a virtual clock starts. */
  readonly start: Temporal.Instant;
  readonly timeZone: string;
  /** `commissioned` unless it says otherwise. */
  readonly status?: InstallationStatus;
  /** Of an installation of mixed status: the meter that is active. */
  readonly activeMeter?: 'esme' | 'gsme' | undefined;
  readonly cohort?: Cohort | undefined;
  /** Who operates it until it is migrated. */
  readonly smso?: { readonly name: string; readonly id: string } | undefined;
  /** Whether there is a WAN where its hub is; there is, unless this says no. */
  readonly wan?: boolean;
  /** What goes wrong in the world around it. */
  readonly faults?: readonly Fault[];
  /** Names of the variants of its template that it is. */
  readonly variants?: readonly string[];
  readonly devices: {
    readonly hub?: HubEntry;
    readonly esme: EsmeEntry;
    readonly gsme?: GsmeEntry;
    readonly others?: readonly HanDeviceEntry[];
  };
}
