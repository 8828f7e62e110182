import { type Command, Option } from 'commander';
import { S1benchError } from '../../core/errors.ts';
import { eui64Bytes, parseEui64 } from '../../core/identifiers.ts';
import type { DeviceSession } from '../../dcc/device/session.ts';
import type { LinkAddress } from '../../links/address.ts';
import type { ClientKeys } from '../../protocol/cosem/security/originator.ts';
import { classNumber } from '../options.ts';

/** The clients of a SMETS1 device, by their SAP. */
const saps = { public: 16, 'non-critical': 2, critical: 1 } as const;
export const clientNames = Object.keys(saps) as readonly (keyof typeof saps)[];

export interface ConnectionOptions {
  readonly client: keyof typeof saps;
  readonly keys?: string;
  readonly title: string;
  readonly class?: number;
}

/** A device to be reached, and as whom. */
export interface Connection {
  readonly address: LinkAddress;
  readonly clientSap: number;
  readonly credentials?: { readonly systemTitle: Uint8Array; readonly keys: ClientKeys };
}

export function addressArgument(command: Command): Command {
  return command.argument('<address>', 'tcp://host:4059?framing=hdlc, serial:/dev/ttyUSB0?baud=9600&sign-on=e');
}

/** Declares who is speaking to the device. */
export function connectionOptions(command: Command): Command {
  return command
    .addOption(new Option('--client <client>', 'who asks').choices(clientNames).default('public'))
    .option('--keys <file>', 'key file of the device, such as hardware/keys/test-keys.yaml')
    .option('--title <eui64>', 'system title of this client', '00-00-5E-EF-10-00-02-03');
}

export function classOption(command: Command): Command {
  return command.option('--class <id>', 'class of the object; looked up in the object list if not given', classNumber);
}

/** @throws `link-address-invalid`, `eui64-invalid`, `usage-keys`, `file-unreadable`, DocumentErrors */
export async function prepareConnection(text: string, { client, keys, title }: ConnectionOptions): Promise<Connection> {
  const { parseLinkAddress } = await import('../../links/address.ts');
  const address = parseLinkAddress(text);
  const clientSap = saps[client];
  if (clientSap === saps.public) return { address, clientSap };
  if (keys === undefined) throw new S1benchError('usage-keys', { found: `client ${client} without keys` });
  const { loadKeys } = await import('../../sim/files/load.ts');
  const { clients } = await loadKeys(keys);
  return { address, clientSap, credentials: { systemTitle: eui64Bytes(parseEui64(title)), keys: clients[clientSap] } };
}

/** Opens a session with the device for as long as `work` takes. */
export async function withSession<T>(connection: Connection, work: (session: DeviceSession) => Promise<T>): Promise<T> {
  const { RealClock } = await import('../../core/clock.ts');
  const { systemRandom } = await import('../../core/random.ts');
  const { MemoryCounters } = await import('../../dcc/device/counters.ts');
  const { DevicePort } = await import('../../dcc/device/port.ts');
  const { DeviceSession: Session } = await import('../../dcc/device/session.ts');
  const { openWire } = await import('../../links/wire.ts');
  const { address, clientSap: sap, credentials } = connection;
  const clock = new RealClock();
  const port = new DevicePort({ serverSap: address.server, open: () => openWire(address, { clock }) });
  const session = new Session(
    { sap, ...(credentials && { credentials }) },
    { device: anyDevice, port, counters: new MemoryCounters(), random: systemRandom },
  );
  try {
    return await work(session);
  } finally {
    await port.close();
  }
}

/** Whoever answers at the address: only the records of a session would name it. */
const anyDevice = parseEui64('00-00-00-00-00-00-00-00');
