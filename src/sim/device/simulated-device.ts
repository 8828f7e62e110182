import type { Eui64 } from '../../core/identifiers.ts';
import type { DeviceType } from '../../core/srv/catalogue.ts';
import type { LogicalDevice } from '../../protocol/cosem/server/logical-device.ts';
import type { HdlcParameters } from '../../protocol/hdlc/parameters.ts';
import type { BaudRate, Identification } from '../../protocol/iec62056-21/messages.ts';
import type { EventName } from './events.ts';
import type { Operation, OperationResult } from './operations.ts';

/** Something that a device tells without being asked. */
export interface Alert {
  readonly device: Eui64;
  readonly event: EventName;
  /** Device alert code. */
  readonly code: number;
  /** True time, milliseconds from 1970. */
  readonly at: number;
}

/** A simulated device, as whoever serves it or stands before it sees it. */
export interface SimulatedDevice {
  readonly eui64: Eui64;
  readonly type: DeviceType;
  readonly logicalDevices: readonly LogicalDevice<unknown>[];
  readonly hdlc: {
    readonly physicalAddress: number;
    readonly parameters: HdlcParameters;
    readonly inactivity: Temporal.Duration;
  };
  /** Only meters have one. */
  readonly opticalPort: OpticalPort | undefined;
  /** Called with each alert, at the time of its cause. */
  onAlert: ((alert: Alert) => void) | undefined;
  /** Called when something was done to it by which something may be due sooner than `settle` said. */
  onChanged: (() => void) | undefined;
  /** Without power it hears nothing, and has forgotten every association. */
  isPowered(): boolean;
  /** True time since which it has had power, milliseconds from 1970; nothing where it has none. */
  poweredSince(): number | undefined;
  /** Does all that is due by now. @returns true time of what is due next, milliseconds from 1970; infinite where nothing is */
  settle(): number;
  /** What a person or the world does to it. */
  operate(operation: Operation): OperationResult;
  /** All that tells this device from another, as text, keys included: give it to whoever creates the device again. */
  save(): string;
}

export interface OpticalPort {
  readonly identification: Identification;
  readonly deviceAddress: string;
  readonly initialBaudRate: BaudRate;
  /** The data lines of a readout (IEC 62056-21 mode C), each ended by CR LF. */
  readout(): string;
  /** A reader has signed on. */
  signedOn(): void;
}
