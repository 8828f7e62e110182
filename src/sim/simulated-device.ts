import type { Eui64 } from '../core/identifiers.ts';
import type { LogicalDevice } from '../protocol/cosem/server/logical-device.ts';
import type { HdlcParameters } from '../protocol/hdlc/parameters.ts';
import type { BaudRate, Identification } from '../protocol/iec62056-21/messages.ts';
import type { ControlTrigger } from './classes/disconnect-control.ts';

/** A simulated device, as whoever serves it or stands before it sees it. */
export interface SimulatedDevice {
  readonly eui64: Eui64;
  readonly logicalDevices: readonly LogicalDevice<unknown>[];
  readonly hdlc: {
    readonly physicalAddress: number;
    readonly parameters: HdlcParameters;
    readonly inactivity: Temporal.Duration;
  };
  readonly opticalPort: {
    readonly identification: Identification;
    readonly deviceAddress: string;
    readonly initialBaudRate: BaudRate;
    /** The data lines of a readout (IEC 62056-21 mode C), each ended by CR LF. */
    readout(): string;
    /** A reader has signed on. */
    signedOn(): void;
  };
  /** Presses the button of the meter, or has its load switch act by itself; a client's triggers come over the wire. */
  operate(trigger: Exclude<ControlTrigger, `remote-${string}`>): 'success' | 'refused';
  /** All that tells this device from another, as text, keys included: give it to whoever creates the device again. */
  save(): string;
}
