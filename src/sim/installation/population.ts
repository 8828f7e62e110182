import type { Eui64 } from '../../core/identifiers.ts';
import type { Alert, SimulatedDevice } from '../device/simulated-device.ts';
import type { FaultOccurrence } from './faults.ts';

export type OnPush = (device: Eui64, source: number, destination: number, apdu: Uint8Array, alert: Alert) => void;

/** One simulated installation, as whoever serves it sees it. */
export interface InstallationUnit {
  readonly name: string;
  /** Its devices by EUI-64, the hub first where there is one. */
  readonly devices: ReadonlyMap<Eui64, SimulatedDevice>;
  /** Nothing where the meters stand alone. */
  readonly hub: SimulatedDevice | undefined;
  /** Sends an SMS to the hub, which may wake it, and may not arrive. */
  sms(): void;
  /**
   * How many SMS the hub must hear before it takes this request: none where it is awake, or soon will be, and content
   * with what it has heard.
   */
  smsNeeded(device: Eui64, source: number, destination: number, apdu: Uint8Array, connection?: object): number;
  /**
   * An APDU from the WAN to one of the devices, between two SAPs. Settles with the answer, after as long as WAN, hub and
   * HAN take; with nothing where none comes.
   * @param connection whatever tells connections from the WAN apart: each has associations of its own
   */
  request(
    device: Eui64,
    source: number,
    destination: number,
    apdu: Uint8Array,
    connection?: object,
  ): Promise<Uint8Array | undefined>;
  /** A connection from the WAN is gone, and with it every association that came by it. */
  disconnected(connection?: object): void;
  /** Called with each APDU that the hub pushes: an alert of one of its devices, addressed to a client. */
  onPush: OnPush | undefined;
  /** Does all that is due by now. @returns true time of what is due next, milliseconds from 1970 */
  settle(): number;
}

/** What an installation is while nobody talks to it: the states of its devices, and what else it has to remember. */
export type InstallationStates = Readonly<Record<string, object>>;

/** An installation that can be put to sleep: a fleet keeps its states, and makes it anew from them when it is needed. */
export interface SleepableUnit extends InstallationUnit {
  /**
   * Values that are replaced, never changed, in objects that go on living: a unit made from them goes on changing them.
   * They are as they were when it was last looked at.
   */
  readonly states: InstallationStates;
  /** Whether its hub has alerts that nobody has heard yet. */
  readonly keepsAlerts: boolean;
  /** Called with each alert of a device, as it occurs, whether or not anybody can be told of it. */
  onAlert: ((alert: Alert) => void) | undefined;
  /** Called with each fault of the world around it, as it occurs. */
  onFault: ((occurrence: FaultOccurrence) => void) | undefined;
  /**
   * Called with the true time at which it has to be settled, where that is sooner than `settle` said; without anybody to
   * call it sees to that itself.
   */
  onDue: ((at: number) => void) | undefined;
  /** Whether nothing is under way: no connection, no association, no SMS. */
  isIdle(): boolean;
}

/** Whatever stands behind one WAN endpoint: one installation, or a hundred thousand. */
export interface Population {
  readonly count: number;
  /** The installation that a device belongs to. */
  find(device: Eui64): InstallationUnit | undefined;
  /** The only one, where there is just one: to talk to its hub needs no gateway header. */
  readonly only: InstallationUnit | undefined;
  /**
   * A connection from the WAN hears what the hubs push, all of them, until the function that is returned is called: then
   * it is gone, and with it every association that came by it.
   */
  connect(connection: object, onPush: OnPush): () => void;
}
