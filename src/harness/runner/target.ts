import type { Clock } from '../../core/clock.ts';
import type { Eui64, Mpan, Mprn } from '../../core/identifiers.ts';
import type { DeviceType } from '../../core/srv/catalogue.ts';
import type { ServiceVariations } from '../../core/srv/service-variations.ts';
import type { InventoryDevice } from '../../dcc/inventory.ts';
import type { PushedApdu } from '../../links/alert-channel.ts';
import type { Listening } from '../../links/alert-channels.ts';
import type { Traffic, Wire } from '../../links/wire.ts';
import type { Operation } from '../../sim/device/operations.ts';
import type { DeviceKeys } from '../../sim/files/keys.ts';
import type { Feature } from '../pack/features.ts';
import type { DeclaredFacts } from '../pack/reference.ts';
import type { SmsoFacts } from './smso-facts.ts';

/** A firmware version that a device can be updated to. */
export interface NextFirmware {
  readonly version: string;
  /** What Activate Firmware (SRV 11.3) names it by: hexadecimal, capital letters. */
  readonly hash: string;
  readonly image: Uint8Array;
}

/** A device that is known by its EUI-64 and no more: nothing can be said to it. */
export interface KnownDevice {
  readonly role: string;
  readonly eui64: Eui64;
  readonly type: DeviceType;
}

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
  readonly mprn?: Mprn | undefined;
  /** Those that it was delivered with. */
  readonly keys: DeviceKeys;
  /** Those of its clients that a migration has put in their place. */
  readonly ownKeys?: DeviceKeys['clients'];
  /** Service Requests that its model carries out otherwise than others. */
  readonly services: ServiceVariations;
  /** What tests may require of it. */
  readonly features: ReadonlySet<Feature>;
  /** What it can be updated to, where there is an image of it. */
  readonly nextFirmware?: NextFirmware | undefined;
  /** What is otherwise of it once it runs another version of its model's; simulated devices only. */
  running?(firmware: string): Pick<TargetDevice, 'firmware' | 'nextFirmware' | 'features'>;
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
  /** Of the installation or the bench. */
  readonly name: string;
  /** The installation or bench file, and the SHA-256 of its contents. */
  readonly file: string;
  readonly sha256: string;
  /** Which of the installations that the file is a template of, from 0; the first where nothing is said. */
  readonly installation?: number;
  /** What everything random in the run follows from, unless another seed is given. */
  readonly seed: string;
  readonly devices: readonly TargetDevice[];
  /** Devices beside those that can be reached. */
  readonly known?: readonly KnownDevice[];
  /** What tests may require of the installation as a whole. */
  readonly features: ReadonlySet<Feature>;
  /** The time of the run: that of the devices. */
  readonly clock: Clock;
  /** Has every fault that occurs from now on told; only of simulated devices anything is known. */
  watchFaults?(watch: (fault: TargetFault) => void): void;
  /** Does to the device in a role what hands would do, or the world around it; simulated devices only. */
  operate?(role: string, operation: Operation): Promise<'done' | 'refused'>;
  /**
   * Asks a person to do something, and waits until it is done or can't be.
   * @throws `target-operator-silent`, `aborted`
   */
  ask?(text: string, within: Temporal.Duration, signal: AbortSignal): Promise<'done' | 'refused'>;
  /** Listens for what devices send without being asked; absent where they have no WAN to send it over. */
  listen?(onPush: (push: PushedApdu) => void): Promise<Listening>;
  /** What its SMSO has recorded of the installation, as long as it isn't the DCC's. */
  readonly smso?: SmsoFacts | undefined;
  /** What the DCC has of its devices, where a migration has made them its own. */
  readonly inventory?: readonly InventoryDevice[];
  /** Has all devices be again as their files have them, in the midst of the run; simulated devices only. */
  renew?(): Promise<void>;
  close(): Promise<void>;
}

export function declaredFactsOf(device: TargetDevice): DeclaredFacts {
  const { eui64, manufacturer, model, firmware, mpan, mprn, nextFirmware } = device;
  return {
    eui64,
    manufacturer,
    model,
    ...(firmware !== undefined && { firmware }),
    ...(mpan !== undefined && { mpan }),
    ...(mprn !== undefined && { mprn }),
    ...(firmware !== undefined && { 'latest-firmware': nextFirmware?.version ?? firmware }),
    ...(nextFirmware !== undefined && {
      'next-firmware': nextFirmware.version,
      'next-firmware-hash': nextFirmware.hash,
    }),
  };
}

/** What is declared of every device of a target, by role, for evidence. */
export function declaredDevicesOf({ devices, known = [] }: Target): Readonly<Record<string, DeclaredFacts>> {
  return Object.fromEntries([
    ...devices.map((device) => [device.role, declaredFactsOf(device)] as const),
    ...known.map(({ role, eui64 }) => [role, { eui64 }] as const),
  ]);
}
