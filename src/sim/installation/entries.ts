import type { Eui64 } from '../../core/identifiers.ts';
import type { Defect } from '../defects/defect.ts';
import type { DeviceModel, EsmeModel, GsmeModel, HubModel, MeterModel } from '../files/device-model.ts';
import type { DeviceKeys } from '../files/keys.ts';

/** One device of an installation. */
export interface DeviceEntry {
  readonly model: DeviceModel;
  readonly firmware: string;
  readonly eui64: Eui64;
  readonly serial: string;
  readonly keys: DeviceKeys;
  /** What it does wrong. */
  readonly defects: readonly Defect[];
}

export interface MeterEntry extends DeviceEntry {
  readonly model: MeterModel;
  /** Its MPAN or MPRN. */
  readonly meteringPoint: string;
  /** Since when it has measured. */
  readonly installed: Temporal.Instant;
  /** IANA zone by which the dwelling lives. */
  readonly timeZone: string;
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
  readonly devices: {
    readonly hub?: HubEntry;
    readonly esme: EsmeEntry;
    readonly gsme?: GsmeEntry;
    readonly others?: readonly HanDeviceEntry[];
  };
}
