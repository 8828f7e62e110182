import { realpath } from 'node:fs/promises';
import type { SerialPort } from 'serialport';
import type { Clock, Timer } from '../core/clock.ts';
import { S1benchError } from '../core/errors.ts';
import { formatLinkAddress, type LinkAddress } from './address.ts';
import { linkLost } from './failures.ts';
import type { Opened } from './opened.ts';

const PSEUDO_TERMINAL = /^\/dev\/(pts\/|ttys)\d+$/;
const TURN = Temporal.Duration.from({ milliseconds: 1 });

/** What the operating systems say when a port can't be opened, by what it means. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/no such file|file not found|cannot find/i, 'no such port (ENOENT)'],
  [/inappropriate ioctl/i, 'this is not a serial port (ENOTTY)'],
  [/permission denied|access denied|operation not permitted/i, 'not permitted (EACCES)'],
  [/cannot lock|busy|temporarily unavailable/i, 'in use by another program (EBUSY)'],
];

/**
 * Opens a serial port: 8 data bits, no parity, 1 stop bit, at the rate that the dialogue starts with.
 * @throws `link-open-failed`, naming the ports that there are
 */
export async function openSerial(address: LinkAddress & { kind: 'serial' }, clock: Clock): Promise<Opened> {
  // Loaded when it is needed: the native binding is slow to load, and most commands never use it.
  const { SerialPort } = await import('serialport');
  const turning = keepTurning(clock);
  const baudRate = address.signOn?.initialBaud ?? address.baud;
  const port = await new Promise<SerialPort>((resolve, reject) => {
    const opening = new SerialPort({ path: address.path, baudRate }, (cause) => {
      if (cause === null) resolve(opening);
      else reject(cause);
    });
  }).catch(async (cause: unknown) => {
    const ports = await listSerialPorts();
    turning.cancel();
    throw openFailed(address, cause, ports);
  });
  // A pseudo-terminal has no rate, and to change it would only throw away what is on its way.
  const isPseudo = PSEUDO_TERMINAL.test(await realpath(address.path).catch(() => ''));
  let closing: Promise<void> | undefined;
  return {
    stream: port,
    onBytes: (receive) => port.on('data', receive),
    close: () => {
      closing ??= new Promise<void>((closed) => (port.isOpen ? port.close(() => closed()) : closed())).finally(() =>
        turning.cancel(),
      );
      return closing;
    },
    setBaud: (baud) => (isPseudo ? Promise.resolve() : setBaud(port, baud, address)),
  };
}

/** The serial ports of this machine; none where it has no way to tell. */
async function listSerialPorts(): Promise<readonly string[]> {
  const { SerialPort } = await import('serialport');
  try {
    return (await SerialPort.list()).map((port) => port.path);
  } catch {
    return [];
  }
}

/**
 * The native binding resolves promises without letting Node run what waits for them (serialport/bindings-cpp#239):
 * bytes would lie until something else happens to happen. So, while a port is open, something does.
 */
function keepTurning(clock: Clock): Timer {
  const timer = clock.schedule(TURN, () => timer.refresh(), { background: true });
  return timer;
}

function setBaud(port: SerialPort, baudRate: number, address: LinkAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    const lost = (cause: Error): void => reject(linkLost(address, cause.message, cause));
    // A closed port would wait for ever until it is open again.
    if (!port.isOpen) return reject(linkLost(address, 'the port is closed'));
    port.drain((cause) => {
      if (cause !== null) return lost(cause);
      port.update({ baudRate }, (failure) => (failure === null ? resolve() : lost(failure)));
    });
  });
}

function openFailed(address: LinkAddress, cause: unknown, ports: readonly string[]): S1benchError {
  const message = cause instanceof Error ? cause.message : String(cause);
  const reason = REASONS.find(([pattern]) => pattern.test(message))?.[1] ?? message;
  return new S1benchError('link-open-failed', {
    found: `${formatLinkAddress(address)}: ${reason}`,
    ...(ports.length === 0 ? {} : { expected: `one of ${ports.join(', ')}` }),
    cause,
  });
}
