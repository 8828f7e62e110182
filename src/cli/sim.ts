import { type Command, Option } from 'commander';
import type { Clock } from '../core/clock.ts';
import type { LinkAddress } from '../links/address.ts';
import type { SimulatedDevice } from '../sim/device/simulated-device.ts';
import type { Installation } from '../sim/installation/entries.ts';
import type { CommandSpec } from './command.ts';
import { exitCodes } from './exit-code.ts';
import { portNumber } from './options.ts';
import type { Output } from './output.ts';

interface SimOptions {
  readonly tcp?: number;
  readonly host: string;
  readonly framing: 'wrapper' | 'hdlc';
  readonly serial?: string;
  readonly baud: number;
  readonly signOn?: true;
  readonly frozen?: true;
  readonly seed?: string;
}

interface SimInput {
  readonly installation: Installation;
  readonly tcp: { readonly host: string; readonly port: number; readonly framing: SimOptions['framing'] } | undefined;
  readonly serial: (LinkAddress & { kind: 'serial' }) | undefined;
  readonly frozen: boolean;
}

const DLMS_PORT = 4059;

export const sim: CommandSpec<SimOptions, SimInput> = {
  name: 'sim',
  summary: 'serve a simulated installation until stopped',
  configure(command: Command) {
    command
      .argument('<file>', 'installation, such as hardware/installations/first-light.yaml')
      .option(
        '--tcp <port>',
        `serve on a TCP port (${DLMS_PORT} if nothing is named; 0 for any that is free)`,
        portNumber,
      )
      .option('--host <address>', 'address to listen on', '127.0.0.1')
      .addOption(new Option('--framing <framing>', 'what TCP carries').choices(['wrapper', 'hdlc']).default('wrapper'))
      .option('--serial <path>', 'serve on a serial port, over HDLC')
      .option('--baud <rate>', 'rate of the serial line', Number, 9600)
      .option('--sign-on', 'ask for the sign-on of IEC 62056-21 mode E on the serial line')
      .option('--frozen', 'let the device clock stand at the start of the installation')
      .option('--seed <seed>', 'seed in place of that of the installation');
  },
  async prepare([file = ''], { tcp, host, framing, serial, baud, signOn, frozen, seed }) {
    const [{ loadInstallation }, { parseLinkAddress }] = await Promise.all([
      import('../sim/files/load.ts'),
      import('../links/address.ts'),
    ]);
    const installation = await loadInstallation(file);
    const line = `serial:${serial}?baud=${baud}${signOn ? '&sign-on=e' : ''}`;
    return {
      installation: seed === undefined ? installation : { ...installation, seed },
      tcp: tcp === undefined && serial !== undefined ? undefined : { host, port: tcp ?? DLMS_PORT, framing },
      serial: serial === undefined ? undefined : (parseLinkAddress(line) as LinkAddress & { kind: 'serial' }),
      frozen: frozen === true,
    };
  },
  async run({ installation, tcp, serial, frozen }, output, signal) {
    const { RealClock, VirtualClock } = await import('../core/clock.ts');
    const { createEsme } = await import('../sim/esme/create.ts');
    const { esme } = installation.devices;
    const clock = frozen ? new VirtualClock(installation.start) : new RealClock();
    const device = createEsme(esme, clock, installation.seed);
    const stops: (() => Promise<void>)[] = [];
    try {
      if (tcp !== undefined) stops.push(await serveTcp(device, tcp, clock, output));
      if (serial !== undefined) stops.push(await serveSerial(device, serial, output));
      output.progress(`${installation.name}, seed ${installation.seed}; Ctrl-C stops`);
      await new Promise((stopped) => signal.addEventListener('abort', stopped, { once: true }));
    } finally {
      for (const stop of stops) await stop();
    }
    return exitCodes.passed;
  },
};

async function serveTcp(
  device: SimulatedDevice,
  { host, port, framing }: NonNullable<SimInput['tcp']>,
  clock: Clock,
  output: Output,
): Promise<() => Promise<void>> {
  const { listenTcp } = await import('../links/listen.ts');
  const { serveDevice } = await import('../sim/serve.ts');
  const listener = await listenTcp(host, port, (stream) => serveDevice(stream, device, { framing, clock }));
  const physical = framing === 'hdlc' ? `&physical=${device.hdlc.physicalAddress}` : '';
  announce(device, `tcp://${host}:${listener.port}?framing=${framing}${physical}`, output);
  return () => listener.close();
}

/** A serial line has its own time, whatever the device's clock says. */
async function serveSerial(
  device: SimulatedDevice,
  address: LinkAddress & { kind: 'serial' },
  output: Output,
): Promise<() => Promise<void>> {
  const { RealClock } = await import('../core/clock.ts');
  const { openSerial } = await import('../links/serial.ts');
  const { serveDevice } = await import('../sim/serve.ts');
  const clock = new RealClock();
  const { stream, setBaud, close } = await openSerial(address, clock);
  const options = { framing: 'hdlc', signOn: address.signOn !== undefined, clock } as const;
  serveDevice(stream, device, setBaud === undefined ? options : { ...options, setBaud });
  announce(device, `the other end of ${address.path}, physical address ${device.hdlc.physicalAddress}`, output);
  return close;
}

function announce(device: SimulatedDevice, where: string, output: Output): void {
  output.json({ device: device.eui64, type: 'ESME', address: where });
  output.line(`ESME ${device.eui64} at ${where}`);
}
