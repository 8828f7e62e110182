import type { Clock } from '../../core/clock.ts';
import type { Eui64, Mpan } from '../../core/identifiers.ts';
import type { DeviceType } from '../../core/srv/catalogue.ts';
import type { Traffic, Wire } from '../../links/wire.ts';
import type { DeviceKeys } from '../../sim/files/keys.ts';
import type { DeclaredFacts } from '../pack/reference.ts';

/** A device that tests can be run against, simulated or real: only `openWire` knows which. */
export interface TargetDevice {
  /** What test packs call it, for example `esme`. */
  readonly role: string;
  readonly eui64: Eui64;
  readonly type: DeviceType;
  readonly manufacturer: string;
  readonly model: string;
  readonly firmware?: string | undefined;
  readonly mpan?: Mpan | undefined;
  readonly keys: DeviceKeys;
  /** SAP of its management logical device. */
  readonly serverSap: number;
  /** @throws `link-open-failed` */
  openWire(observe: (traffic: Traffic) => void): Promise<Wire>;
}

/** A fault of the world around the devices, as it occurred. */
export interface TargetFault {
  /** Its role. */
  readonly device: string;
  readonly what: string;
  readonly detail: Readonly<Record<string, string | number>>;
}

/** What stands at the other end of a run. */
export interface Target {
  readonly kind: 'sim' | 'bench';
  /** The installation or bench file, and the SHA-256 of its contents. */
  readonly file: string;
  readonly sha256: string;
  /** What everything random in the run follows from, unless another seed is given. */
  readonly seed: string;
  readonly devices: readonly TargetDevice[];
  /** The time of the run: that of the devices. */
  readonly clock: Clock;
  /** Has every fault that occurs from now on told; only of simulated devices anything is known. */
  watchFaults?(watch: (fault: TargetFault) => void): void;
  close(): Promise<void>;
}

export function declaredFactsOf({ eui64, manufacturer, model, firmware, mpan }: TargetDevice): DeclaredFacts {
  return {
    eui64,
    manufacturer,
    model,
    ...(firmware !== undefined && { firmware }),
    ...(mpan !== undefined && { mpan }),
  };
}
