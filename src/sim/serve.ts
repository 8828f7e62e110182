import type { Duplex } from 'node:stream';
import type { Clock, Timer } from '../core/clock.ts';
import { CosemServer } from '../protocol/cosem/server/server.ts';
import type { FramingAction, ServerFraming } from '../protocol/framing.ts';
import { HdlcSecondary } from '../protocol/hdlc/secondary.ts';
import type { SignOnAction } from '../protocol/iec62056-21/action.ts';
import type { BaudRate } from '../protocol/iec62056-21/messages.ts';
import { MeterSignOn } from '../protocol/iec62056-21/meter-sign-on.ts';
import { WrapperServer } from '../protocol/wrapper/server.ts';
import type { OpticalPort, SimulatedDevice } from './device/simulated-device.ts';

export interface ServeOptions {
  readonly framing: 'wrapper' | 'hdlc';
  /** Whether HDLC begins with the sign-on of IEC 62056-21 mode E, as on an optical port; a device without one has none. */
  readonly signOn?: boolean;
  readonly clock: Clock;
  /** Changes the rate of the line once all that was written has left. */
  readonly setBaud?: (rate: BaudRate) => Promise<void>;
}

export interface Serving {
  /** Settles when the stream has ended, whoever ended it. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

const NONE: readonly FramingAction[] = [];
/** How long a reader may take between its request and its choice. */
const SIGN_ON_PATIENCE = Temporal.Duration.from({ seconds: 3 });

/**
 * Serves a simulated device on a byte stream until it ends. Whatever comes in is answered, or passed over as the
 * framing's standard says, in the same turn of the event loop; while the other side doesn't read, nothing more is taken.
 */
export function serveDevice(stream: Duplex, device: SimulatedDevice, options: ServeOptions): Serving {
  return new Session(stream, device, options);
}

class Session implements Serving {
  readonly closed: Promise<void>;
  readonly #stream: Duplex;
  readonly #device: SimulatedDevice;
  readonly #server: CosemServer;
  readonly #framing: ServerFraming;
  readonly #setBaud: ServeOptions['setBaud'];
  readonly #inactivity: Timer | undefined;
  readonly #signOn: MeterSignOn | undefined;
  readonly #signOnPatience: Timer | undefined;
  #isSigningOn = false;
  #poweredSince: number | undefined;
  /** What came in with a request, and has to wait until that one's answer is gone. */
  #waiting: readonly FramingAction[] = NONE;

  constructor(stream: Duplex, device: SimulatedDevice, options: ServeOptions) {
    this.#stream = stream;
    this.#device = device;
    this.#poweredSince = device.poweredSince();
    this.#server = new CosemServer(device.logicalDevices);
    this.#setBaud = options.setBaud;
    this.#framing = options.framing === 'wrapper' ? new WrapperServer() : hdlc(device);
    if (options.framing === 'hdlc') {
      this.#inactivity = stopped(options.clock, device.hdlc.inactivity, () => this.#onInactivity());
    }
    const { opticalPort } = device;
    if (options.signOn && opticalPort !== undefined) {
      this.#signOn = meterSignOn(opticalPort);
      this.#signOnPatience = stopped(options.clock, SIGN_ON_PATIENCE, () => this.#listen());
    }
    this.closed = new Promise((resolve) => stream.once('close', resolve));
    stream.on('data', (bytes: Uint8Array) => this.#receive(bytes));
    stream.on('drain', () => this.#goOn());
    stream.once('end', () => {
      if (this.#waiting.length === 0) stream.end();
    });
    stream.on('error', () => stream.destroy());
    stream.once('close', () => this.#forget());
    this.#listen();
  }

  async close(): Promise<void> {
    // What the other side hasn't taken by now it never may.
    if (this.#stream.writableLength > 0) this.#stream.destroy();
    else this.#stream.end(() => this.#stream.destroy());
    await this.closed;
  }

  #receive(bytes: Uint8Array): void {
    if (!this.#hasPower()) return;
    if (this.#isSigningOn && this.#signOn !== undefined) this.#applySignOn(this.#signOn.receive(bytes));
    else this.#apply(this.#framing.receive(bytes));
  }

  /** A device without power hears nothing; once it has some again, it knows nothing of what was agreed before. */
  #hasPower(): boolean {
    const since = this.#device.poweredSince();
    if (since !== this.#poweredSince) {
      this.#poweredSince = since;
      this.#server.disconnected();
      // The wrapper knows no connection that could be lost.
      if (this.#inactivity !== undefined) this.#onInactivity();
    }
    return since !== undefined;
  }

  #apply(actions: readonly FramingAction[]): void {
    for (let i = 0; i < actions.length; i++) {
      const action = actions[i] as FramingAction;
      this.#act(action);
      if (action.kind === 'deliver' && i + 1 < actions.length) {
        this.#wait(actions.slice(i + 1));
        break;
      }
    }
    const isAwaited = !this.#isSigningOn && (this.#signOn !== undefined || this.#framing.awaiting !== undefined);
    if (isAwaited) this.#inactivity?.refresh();
    else this.#inactivity?.cancel();
  }

  #act(action: FramingAction): void {
    switch (action.kind) {
      case 'transmit':
        this.#write(action.bytes);
        break;
      case 'deliver':
        this.#serve(action);
        break;
      case 'closed':
        this.#server.disconnected();
        // A connection that was closed to be set up anew goes on; only one that is gone asks for a sign-on again.
        if (this.#framing.awaiting === undefined) this.#listen();
        break;
      case 'failed':
        this.#stream.destroy();
        break;
      case 'opened':
        break;
    }
  }

  #serve({ apdu, source, destination, unconfirmed }: Extract<FramingAction, { readonly kind: 'deliver' }>): void {
    const answer = this.#server.receive(source, destination, apdu);
    if (answer === undefined || unconfirmed) return;
    for (const action of this.#framing.send(answer, source, destination)) this.#act(action);
  }

  /** A client that asks on and on fills no memory with answers that it doesn't take, and keeps no other one waiting. */
  #wait(actions: readonly FramingAction[]): void {
    this.#waiting = actions;
    this.#stream.pause();
    if (!this.#stream.writableNeedDrain) setImmediate(() => this.#goOn());
  }

  #goOn(): void {
    if (this.#stream.destroyed) return;
    const actions = this.#waiting;
    this.#waiting = NONE;
    this.#apply(actions);
    if (this.#waiting.length > 0) return;
    if (this.#stream.readableEnded) this.#stream.end();
    else if (!this.#stream.writableNeedDrain) this.#stream.resume();
  }

  #onInactivity(): void {
    this.#apply(this.#framing.timeout());
    // Also where HDLC never began.
    if (!this.#isSigningOn) this.#listen();
  }

  /** Waits for a sign-on, where there is one. */
  #listen(): void {
    if (this.#signOn === undefined || this.#stream.destroyed) return;
    this.#isSigningOn = true;
    this.#applySignOn(this.#signOn.start());
  }

  #applySignOn(actions: readonly SignOnAction[]): void {
    for (const [index, action] of actions.entries()) {
      switch (action.kind) {
        case 'transmit':
          this.#write(action.bytes);
          break;
        case 'baud':
          if (this.#setBaud === undefined) break;
          this.#changeBaud(this.#setBaud(action.rate), actions.slice(index + 1));
          return;
        case 'mode-e-entered':
          this.#isSigningOn = false;
          this.#device.opticalPort?.signedOn();
          this.#apply(this.#framing.receive(action.rest));
          break;
        case 'identified':
        case 'readout':
        case 'failed':
          break;
      }
    }
    if (this.#isSigningOn && this.#signOn?.awaiting !== undefined) this.#signOnPatience?.refresh();
    else this.#signOnPatience?.cancel();
  }

  /** Nothing is taken in until the line has its new rate; then come the actions that were to follow. */
  #changeBaud(change: Promise<void>, following: readonly SignOnAction[]): void {
    this.#stream.pause();
    change.then(
      () => {
        this.#stream.resume();
        this.#applySignOn(following);
      },
      () => this.#stream.destroy(),
    );
  }

  #write(bytes: Uint8Array): void {
    if (this.#stream.writable && !this.#stream.write(bytes)) this.#stream.pause();
  }

  #forget(): void {
    this.#inactivity?.cancel();
    this.#signOnPatience?.cancel();
    this.#server.disconnected();
  }
}

function hdlc({ hdlc: { physicalAddress, parameters }, logicalDevices }: SimulatedDevice): HdlcSecondary {
  return new HdlcSecondary({ serverSaps: logicalDevices.map(({ sap }) => sap), physicalAddress, parameters });
}

function meterSignOn(port: OpticalPort): MeterSignOn {
  return new MeterSignOn({
    device: port.identification,
    deviceAddress: port.deviceAddress,
    initialBaudRate: port.initialBaudRate,
    readout: () => port.readout(),
  });
}

function stopped(clock: Clock, after: Temporal.Duration, callback: () => void): Timer {
  const timer = clock.schedule(after, callback, { background: true });
  timer.cancel();
  return timer;
}
