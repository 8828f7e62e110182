import { type Command, InvalidArgumentError, Option } from 'commander';
import type { LinkAddress } from '../links/address.ts';
import type { Fleet } from '../sim/fleet/fleet.ts';
import type { Template } from '../sim/fleet/template.ts';
import type { NamedRecording } from '../sim/recorded/load.ts';
import type { CommandSpec } from './command.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { portNumber } from './options.ts';
import type { Output } from './output.ts';

const roles = ['esme', 'gsme'] as const;
type Role = (typeof roles)[number];

interface SimOptions {
  readonly tcp?: number;
  readonly host: string;
  readonly framing: 'wrapper' | 'hdlc';
  readonly serial?: string;
  readonly device?: Role;
  readonly baud?: number;
  readonly signOn?: true;
  readonly frozen?: true;
  /** Not with --no-delays. */
  readonly delays: boolean;
  readonly count?: number;
  readonly seed?: string;
}

interface SimInput {
  /** Installations, or a device that was recorded. */
  readonly template: Template | NamedRecording;
  readonly tcp: { readonly host: string; readonly port: number; readonly framing: SimOptions['framing'] } | undefined;
  readonly serial: { readonly address: LinkAddress & { kind: 'serial' }; readonly role: Role } | undefined;
  readonly frozen: boolean;
}

const DLMS_PORT = 4059;

export const sim: CommandSpec<SimOptions, SimInput> = {
  name: 'sim',
  summary: 'serve simulated installations until stopped',
  configure(command: Command) {
    command
      .argument('<file>', 'installation, such as hardware/installations/first-light.yaml, or a recorded device')
      .option(
        '--tcp <port>',
        `serve on a TCP port (${DLMS_PORT} if nothing is named; 0 for any that is free): where there is a hub its WAN, and each device of a single installation on a port of its own behind it`,
        portNumber,
      )
      .option('--host <address>', 'address to listen on', '127.0.0.1')
      .addOption(
        new Option('--framing <framing>', "what TCP carries on a device's own port")
          .choices(['wrapper', 'hdlc'])
          .default('wrapper'),
      )
      .option('--serial <path>', 'serve the optical port of a meter on a serial port, over HDLC')
      .addOption(new Option('--device <device>', 'the meter that --serial serves; esme unless given').choices(roles))
      .option('--baud <rate>', 'rate of the serial line; 9600 unless given', Number)
      .option('--sign-on', 'ask for the sign-on of IEC 62056-21 mode E on the serial line')
      .option('--frozen', 'let the clock stand at the start of the installation, but for what is waited for')
      .option('--no-delays', 'let nothing take its time: neither SMS nor radio, nor a gas meter that sleeps')
      .option('--count <n>', 'so many installations, in place of what the file says', countOf)
      .option('--seed <seed>', 'seed in place of that of the installation');
  },
  async prepare([file = ''], options) {
    await refuseWithoutSerial(options);
    const { tcp, host, framing, serial, frozen } = options;
    const template = (await recordingIn(file, options)) ?? (await installationsIn(file, options));
    return {
      template,
      tcp: tcp === undefined && serial !== undefined ? undefined : { host, port: tcp ?? DLMS_PORT, framing },
      serial: serial === undefined ? undefined : await serialLine(serial, options),
      frozen: frozen === true,
    };
  },
  async run(input, output, signal) {
    const { template, tcp, serial, frozen } = input;
    if ('state' in template) return runRecorded({ ...input, recording: template }, output, signal);
    const { RealClock, VirtualClock } = await import('../core/clock.ts');
    const { Fleet } = await import('../sim/fleet/fleet.ts');
    const serving = await import('./sim-serving.ts');
    const { name, seed, start, devices } = template.first;
    const clock = frozen ? new VirtualClock(start) : new RealClock();
    const fleet = new Fleet({ template, clock });
    tell(fleet, output);
    const stops: (() => Promise<void>)[] = [];
    try {
      if (tcp !== undefined) {
        const serve = devices.hub === undefined ? serving.serveAlone : serving.serveBehindHub;
        stops.push(await serve({ template, fleet, clock, output }, tcp));
      }
      if (serial !== undefined)
        stops.push(await serving.serveSerial(serving.meterOf(fleet, serial.role), serial.address, output));
      const many = template.count === 1 ? '' : ` and ${template.count - 1} more`;
      output.json({ serving: name, installations: template.count, seed });
      output.progress(`${name}${many}, seed ${seed}; Ctrl-C stops`);
      await new Promise((stopped) => signal.addEventListener('abort', stopped, { once: true }));
    } finally {
      fleet.close();
      for (const stop of stops) await stop();
    }
    return exitCodes.passed;
  },
};

async function installationsIn(file: string, options: SimOptions): Promise<Template> {
  const { loadTemplate } = await import('../sim/files/load.ts');
  const template = await loadTemplate(file, options);
  await check(template, options);
  return template;
}

/** A device that was recorded, if the file is of one. */
async function recordingIn(file: string, { count, seed }: SimOptions): Promise<NamedRecording | undefined> {
  const { isRecordedDevice, loadRecording } = await import('../sim/recorded/load.ts');
  const { readText } = await import('../sim/files/read-text.ts');
  if (!isRecordedDevice(await readText(file))) return undefined;
  if (count !== undefined || seed !== undefined) {
    throw await refused('--count or --seed', 'neither: a recorded device is as it was');
  }
  return loadRecording(file);
}

type RecordedInput = Omit<SimInput, 'template'> & { readonly recording: NamedRecording };

async function runRecorded(
  { recording, tcp, serial, frozen }: RecordedInput,
  output: Output,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { RealClock, VirtualClock } = await import('../core/clock.ts');
  const { RecordedDevice } = await import('../sim/recorded/device.ts');
  const serving = await import('./sim-serving.ts');
  const { taken } = recording.state;
  const clock = frozen ? new VirtualClock(taken) : new RealClock();
  const device = new RecordedDevice(recording, clock);
  const stops: (() => Promise<void>)[] = [];
  try {
    if (tcp !== undefined) stops.push(await serving.serveOne(device, tcp, { clock, output }));
    if (serial !== undefined) stops.push(await serving.serveSerial(device, serial.address, output));
    output.json({ serving: recording.name, taken: taken.toString() });
    output.progress(`${recording.name}, as it was at ${taken}; Ctrl-C stops`);
    await new Promise((stopped) => signal.addEventListener('abort', stopped, { once: true }));
  } finally {
    for (const stop of stops) await stop();
  }
  return exitCodes.passed;
}

function countOf(text: string): number {
  if (!/^\d{1,8}$/.test(text) || Number(text) < 1 || Number(text) > 10_000_000) {
    throw new InvalidArgumentError('expected 1 to 10000000.');
  }
  return Number(text);
}

/** Alerts and faults, as they occur. */
function tell(fleet: Fleet, output: Output): void {
  fleet.onAlert = ({ device, event, code, at }) => {
    const time = Temporal.Instant.fromEpochMilliseconds(at).toString();
    output.json({ alert: event, code, device, time });
    output.line(`${time} ${device} alert ${code.toString(16).toUpperCase().padStart(4, '0')} ${event}`);
  };
  fleet.onFault = ({ fault, device, at, phase, detail }) => {
    const time = Temporal.Instant.fromEpochMilliseconds(at).toString();
    output.json({ fault, phase, device, time, ...detail });
    output.line(`${time} ${device} fault ${fault} ${phase}`);
  };
}

/** @throws `usage-options` */
async function refuseWithoutSerial({ serial, device, baud, signOn }: SimOptions): Promise<void> {
  if (serial !== undefined) return;
  const lost = [device && '--device', baud && '--baud', signOn && '--sign-on'].filter((option) => option !== undefined);
  if (lost.length > 0)
    throw await refused(`${lost.join(' and ')} without --serial`, 'the serial port, as --serial PATH');
}

/** @throws `usage-options`, `usage-device`; DocumentErrors of a saved state */
async function check(template: Template, { serial, device = 'esme' }: SimOptions): Promise<void> {
  const { count, first } = template;
  const { hub, esme, gsme } = first.devices;
  if (count > 1 && hub === undefined) {
    throw await refused(`${count} installations without a hub`, 'a hub, by which each of their devices can be reached');
  }
  if (count > 1 && serial !== undefined)
    throw await refused(`--serial, and ${count} installations`, 'one installation');
  if (first.devices[device] === undefined) {
    const { S1benchError } = await import('../core/errors.ts');
    throw new S1benchError('usage-device', { found: `--device ${device}`, expected: 'esme' });
  }
  if ([hub, esme, gsme].every((entry) => entry?.saved === undefined)) return;
  // What a device saved is read when the device is made: better before anything runs.
  const { VirtualClock } = await import('../core/clock.ts');
  const { SimulatedInstallation } = await import('../sim/installation/simulated-installation.ts');
  new SimulatedInstallation(template.at(0), new VirtualClock(first.start));
}

async function refused(found: string, expected: string): Promise<Error> {
  const { S1benchError } = await import('../core/errors.ts');
  return new S1benchError('usage-options', { found, expected });
}

async function serialLine(
  path: string,
  { baud = 9600, signOn, device = 'esme' }: SimOptions,
): Promise<NonNullable<SimInput['serial']>> {
  const { parseLinkAddress } = await import('../links/address.ts');
  const text = `serial:${path}?baud=${baud}${signOn ? '&sign-on=e' : ''}`;
  return { address: parseLinkAddress(text) as LinkAddress & { kind: 'serial' }, role: device };
}
