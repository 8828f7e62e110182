import type { Clock } from '../core/clock.ts';
import { RealClock } from '../core/clock.ts';
import { isS1benchError } from '../core/errors.ts';
import type { LinkAddress } from '../links/address.ts';
import { listenTcp, type TcpListener } from '../links/listen.ts';
import { openSerial } from '../links/serial.ts';
import type { SimulatedDevice } from '../sim/device/simulated-device.ts';
import type { Fleet } from '../sim/fleet/fleet.ts';
import type { Template } from '../sim/fleet/template.ts';
import type { InstallationUnit } from '../sim/installation/population.ts';
import { serveDevice } from '../sim/serve.ts';
import { serveWan } from '../sim/serve-wan.ts';
import type { Output } from './output.ts';

export interface Served {
  readonly template: Template;
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly output: Output;
}

export interface TcpPlace {
  readonly host: string;
  readonly port: number;
  readonly framing: 'wrapper' | 'hdlc';
}

type Stop = () => Promise<void>;

/** How many ports after the one that was named are tried for one that is free. */
const MOST_TRIED = 100;
/** Seconds that a hub and what lies behind it may take, apart from a gas meter that sleeps. */
const BEHIND_HUB = 90;
const HIGHEST_PORT = 65_535;

/** A meter without a hub, on the TCP port. */
export async function serveAlone({ fleet, clock, output }: Served, place: TcpPlace): Promise<Stop> {
  const devices = [...fleet.at(0).devices.values()];
  const listeners: TcpListener[] = [];
  for (const device of devices) listeners.push(await listenFor(device, place, clock, output));
  return () => closeAll(listeners);
}

/** The WAN of all hubs on the TCP port, and where there is one installation each of its devices on a port behind it. */
export async function serveBehindHub({ template, fleet, clock, output }: Served, place: TcpPlace): Promise<Stop> {
  const { host, port, framing } = place;
  const wan = await listenTcp(host, port, (stream) => serveWan(stream, fleet, { clock }));
  const listeners = [wan];
  const unit = fleet.at(0);
  if (template.count > 1) {
    const { count, stride } = template;
    output.json({ installations: count, address: placeOf(wan), stride });
    output.line(`${count} installations at ${placeOf(wan)}; each EUI-64 counts up by ${stride}, the first ones are`);
  }
  announceWan(unit, template, wan, output);
  try {
    let next = port;
    for (const device of template.count === 1 ? unit.devices.values() : []) {
      if (device === unit.hub) continue;
      next = next === 0 ? 0 : (listeners.at(-1) as TcpListener).port + 1;
      listeners.push(await listenFor(device, { host, port: next, framing }, clock, output, MOST_TRIED));
    }
  } catch (error) {
    await closeAll(listeners);
    throw error;
  }
  return () => closeAll(listeners);
}

/** A device by itself, on the TCP port. */
export async function serveOne(
  device: SimulatedDevice,
  place: TcpPlace,
  { clock, output }: Pick<Served, 'clock' | 'output'>,
): Promise<Stop> {
  const listener = await listenFor(device, place, clock, output);
  return () => listener.close();
}

/** A meter of the first installation. */
export function meterOf(fleet: Fleet, role: 'esme' | 'gsme'): SimulatedDevice {
  return fleet
    .at(0)
    .devices.values()
    .find(({ type }) => type === role.toUpperCase()) as SimulatedDevice;
}

/** The optical port of a meter, on a serial line: that has its own time, whatever the device's clock says. */
export async function serveSerial(
  device: SimulatedDevice,
  address: LinkAddress & { kind: 'serial' },
  output: Output,
): Promise<Stop> {
  const clock = new RealClock();
  const { stream, setBaud, close } = await openSerial(address, clock);
  const options = { framing: 'hdlc', signOn: address.signOn !== undefined, clock } as const;
  serveDevice(stream, device, setBaud === undefined ? options : { ...options, setBaud });
  announce(device, `the other end of ${address.path}, physical address ${device.hdlc.physicalAddress}`, output);
  return close;
}

function announceWan(unit: InstallationUnit, { count, first }: Template, wan: TcpListener, output: Output): void {
  for (const device of unit.devices.values()) {
    if (device === unit.hub && count === 1) {
      announce(device, placeOf(wan), output, 'WAN');
      continue;
    }
    // A gas meter hears nothing until it wakes by itself.
    const wakes = device.type === 'GSME' ? (first.devices.gsme?.model['wake-seconds'] ?? 0) : 0;
    const patience = wakes === 0 ? '' : `&timeout=${wakes + BEHIND_HUB}s`;
    announce(device, `${placeOf(wan)}?device=${device.eui64}${patience}`, output, 'WAN');
  }
}

/** The device on a port of its own: the one named, or of those after it the first that is free. */
async function listenFor(
  device: SimulatedDevice,
  { host, port, framing }: TcpPlace,
  clock: Clock,
  output: Output,
  tries = 1,
): Promise<TcpListener> {
  try {
    const listener = await listenTcp(host, port, (stream) => serveDevice(stream, device, { framing, clock }));
    const physical = framing === 'hdlc' ? `&physical=${device.hdlc.physicalAddress}` : '';
    announce(device, `${placeOf(listener)}?framing=${framing}${physical}`, output);
    return listener;
  } catch (error) {
    if (tries === 1 || port >= HIGHEST_PORT || !isBusy(error)) throw error;
    return listenFor(device, { host, port: port + 1, framing }, clock, output, tries - 1);
  }
}

function isBusy(error: unknown): boolean {
  const cause = isS1benchError(error, 'link-listen-failed') ? (error.cause as NodeJS.ErrnoException) : undefined;
  return cause?.code === 'EADDRINUSE';
}

function placeOf({ host, port }: TcpListener): string {
  return `tcp://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function announce(device: SimulatedDevice, address: string, output: Output, by: 'WAN' | 'port' = 'port'): void {
  output.json({ device: device.eui64, type: device.type, address, by });
  output.line(`${device.type} ${device.eui64} at ${address}`);
}

async function closeAll(listeners: readonly TcpListener[]): Promise<void> {
  for (const listener of listeners) await listener.close();
}
