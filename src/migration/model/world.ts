import type { Clock } from '../../core/clock.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import type { ServiceVariations } from '../../core/srv/service-variations.ts';
import type { DevicePorts } from '../../dcc/device/port.ts';
import type { PushedApdu } from '../../links/alert-channel.ts';
import type { Listening } from '../../links/alert-channels.ts';
import type { ClientKeys } from '../../protocol/cosem/security/originator.ts';
import type { MigratingInstallation, MigratingMeter } from './installation.ts';

/** The keys of a device, as its SMSO has them recorded: whether the device has the same is not said. */
export interface DeviceKeys {
  /** Key encryption key (KEK), 16 bytes; absent where nobody knows it, and the device takes no new keys. */
  readonly master?: Uint8Array | undefined;
  /** By the SAP of the client: 1 critical, 2 non-critical. */
  readonly clients: Readonly<Record<1 | 2, ClientKeys>>;
}

/** A device that has keys of its own. */
export interface KeyedDevice {
  readonly id: Eui64;
  /** SAP of its management logical device. */
  readonly serverSap: number;
  readonly keys: DeviceKeys;
}

/** What has to be done to a meter before it can be migrated, where it is dormant (TMAD 4.27). */
export interface Readiness {
  /** `stale` as a former supplier left it: a configuration has to be applied. */
  readonly configuration: 'current' | 'stale';
  /** The version that it can be upgraded to, where there is one that is newer than its own. */
  readonly newerFirmware?: string | undefined;
}

/** A meter, as its SMSO knows it: what an authorisation says besides is not in it. */
export interface MeterRecord extends Omit<MigratingMeter, 'supplier' | 'certificates'> {
  readonly readiness: Readiness;
}

/** What the SMSO has recorded of an installation, before anything is done to it. */
export interface SmsoRecord
  extends Pick<MigratingInstallation, 'hub' | 'gasProxy' | 'others' | 'standing' | 'activeMeter'> {
  readonly esme: MeterRecord;
  readonly gsme?: MeterRecord | undefined;
  /** `MOC (Secure)`; nothing where nobody has said it. */
  readonly cohort?: string | undefined;
  /** Address of the hub on the WAN. */
  readonly wan: string;
  /** Whether the hub was ever heard over the WAN: there is no firmware or configuration to be brought to one that wasn't. */
  readonly isOnWan: boolean;
  /** In the order in which they are processed: hub, ESME, GPF, GSME. */
  readonly devices: readonly KeyedDevice[];
}

/** A firmware version that a device can be upgraded to, with its image. */
export interface NextFirmware {
  readonly version: string;
  /** What Activate Firmware (SRV 11.3) names it by: hexadecimal, capital letters. */
  readonly hash: string;
  readonly image: Uint8Array;
}

/** The ways to the devices of one installation, until it is closed. */
export interface InstallationReach {
  readonly ports: DevicePorts;
  /** How a device carries out Service Requests otherwise than others, by its model; nothing of a device that isn't here. */
  variationsOf(device: Eui64): ServiceVariations | undefined;
  /** The version after the one that a device was delivered with, where there is an image of it. */
  nextFirmwareOf(device: Eui64): NextFirmware | undefined;
  /** Hears what the devices send without being asked, until it is closed. */
  listen(onPush: (push: PushedApdu) => void): Promise<Listening>;
  close(): Promise<void>;
}

/** What migrations are done to: installations, and the time of their devices. Nobody can tell whether they are simulated. */
export interface MigrationWorld {
  readonly clock: Clock;
  /** The hub of each installation, one after the other: there may be millions. */
  hubs(): Iterable<Eui64>;
  /** What the SMSO knows of an installation; nothing where there is no such hub. */
  record(hub: Eui64): SmsoRecord | undefined;
  /** @throws `migration-installation-unknown` */
  open(hub: Eui64): Promise<InstallationReach>;
  /**
   * Has what the devices of an installation are now outlive this process, where it doesn't by itself. Whoever records
   * what was done to a device has it kept first.
   */
  keep(hub: Eui64): void;
  /** Ends everything that is open. */
  close(): Promise<void>;
}

/** What the SMSO knows of every installation, one after the other. */
export function* recordsOf(world: Pick<MigrationWorld, 'hubs' | 'record'>): Generator<SmsoRecord> {
  for (const hub of world.hubs()) {
    const record = world.record(hub);
    if (record !== undefined) yield record;
  }
}
