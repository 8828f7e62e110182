import type { ClientPolicy, LogicalDevice } from '../../protocol/cosem/server/logical-device.ts';
import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import type { EventTable } from './events.ts';
import type { OperationTable } from './operations.ts';
import type { OpticalPort } from './simulated-device.ts';
import type { LogName } from './state.ts';

/** Something that a device does by itself, at times of its own. */
export interface Timed<D> {
  /**
   * True time of what is due next, milliseconds from 1970; infinite where nothing is. It follows from the state alone,
   * and lies behind what was done last: whoever isn't looked at for years answers once for all of them. A dead device isn't
   * asked: what is due meanwhile is done when it has power again.
   */
  next(device: D): number;
  /** Does it. The device's `now` is that time. */
  act(device: D): void;
}

/** One thing that devices of a kind do: the objects that show it, what it does by itself, and what the world can do to it. */
export interface DeviceFunction<D> {
  readonly objects?: readonly CosemObject<D>[];
  readonly timed?: Timed<D>;
  readonly operations?: OperationTable<D>;
}

/**
 * How the devices of a model work: made once, shared by all of them. What makes a device defective is a change of its
 * design, and nothing else.
 */
export interface DeviceDesign<D> {
  readonly objects: readonly CosemObject<D>[];
  readonly timed: readonly Timed<D>[];
  readonly operations: OperationTable<D>;
  readonly events: EventTable;
  /** Entries that each log holds; a log that isn't named holds none. */
  readonly logs: Readonly<Partial<Record<LogName, number>>>;
  /** What the device asks of a client, by SAP, made from what it should ask. */
  policy(sap: number, policy: ClientPolicy): ClientPolicy;
  /** The logical devices of a device, that of management first. */
  logicalDevices(device: D): readonly LogicalDevice<unknown>[];
  /** Only meters have one. */
  opticalPort?(device: D): OpticalPort;
}
