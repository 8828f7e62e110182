import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toHex } from '../../src/core/bytes.ts';
import { RealClock } from '../../src/core/clock.ts';
import { parseObis } from '../../src/core/identifiers.ts';
import { parseLinkAddress } from '../../src/links/address.ts';
import { openWire, perform } from '../../src/links/wire.ts';
import { CosemClient } from '../../src/protocol/cosem/client/client.ts';
import { jsonLines, RunningCommand, s1bench, shipped } from '../support/command.ts';

const moc = shipped('hardware/installations/moc-secure-dual-fuel.yaml');
const firstLight = shipped('hardware/installations/first-light.yaml');
const EUI64 = '0.0.96.1.3.255';
const PUBLIC = 16;

const clock = new RealClock();

const started: RunningCommand[] = [];

afterAll(async () => {
  await Promise.all(started.map((command) => command.stop()));
});

/** `s1bench sim` on free ports, until the tests of the file have ended. */
async function sim(...args: readonly string[]): Promise<RunningCommand> {
  const command = new RunningCommand(['sim', ...args, '--tcp', '0', '--json'], {});
  started.push(command);
  await command.says(/"serving"/);
  return command;
}

interface Announced {
  readonly device: string;
  readonly type: string;
  readonly address: string;
  readonly by: string;
}

function announced(command: RunningCommand): readonly Announced[] {
  return jsonLines(command.stdout).filter((line) => 'by' in line) as unknown as readonly Announced[];
}

/** The EUI-64 that whoever is at an address says it has, as hexadecimal digits. */
async function whoIs(address: string): Promise<string> {
  const wire = await openWire(parseLinkAddress(address), { clock });
  const client = new CosemClient({ mechanism: 'none', random: (length) => new Uint8Array(length) });
  try {
    const link = await wire.connect(PUBLIC, 1);
    await perform(link, client.associate());
    const result = await perform(link, client.get({ classId: 1, instance: parseObis(EUI64), attribute: 2 }));
    if (!('data' in result) || result.data.type !== 'octet-string') throw new RangeError(address);
    return toHex(result.data.value).toUpperCase();
  } finally {
    await wire.close();
  }
}

/** The same by `s1bench device read`. */
async function whoIsByCommand(address: string): Promise<string> {
  const { status, stdout, stderr } = await s1bench(['device', 'read', address, EUI64, '--json']);
  expect(status, stderr).toBe(0);
  return stdout.replace(/[^0-9A-F]/gi, '');
}

describe('s1bench sim: an installation with a hub', () => {
  // Time stands still but for what is waited for, or nothing takes its time: a gas meter that sleeps neither.
  it.each([
    ['moc-secure-dual-fuel', '--frozen', whoIsByCommand] as const,
    // For the others the command would start fifty times to say the same.
    ...['ioc-elster-dual-fuel', 'ioc-itron-dual-fuel', 'moc-mds-dual-fuel', 'foc-bg-dual-fuel', 'foc-np-dual-fuel'].map(
      (cohort) => [cohort, '--no-delays', whoIs] as const,
    ),
  ])(
    '%s: every device says by the address that is announced, through the hub and on its own port, who it is',
    async (cohort, how, ask) => {
      const places = announced(await sim(shipped(`hardware/installations/${cohort}.yaml`), how));
      expect(places.filter(({ by }) => by === 'WAN').map(({ type }) => type)).toEqual(['CHF', 'GPF', 'ESME', 'GSME']);
      expect(places.filter(({ by }) => by === 'port').map(({ type }) => type)).toEqual(['GPF', 'ESME', 'GSME']);
      const found = await Promise.all(places.map(({ address }) => ask(address)));
      for (const [index, { device }] of places.entries()) expect(found[index]).toContain(device.replaceAll('-', ''));
    },
  );

  it('takes the ports after the one that is named, and passes over those that are busy', async () => {
    const places = announced(await sim(moc));
    const wan = places[0]?.address.split(':').at(-1);
    const own = places.filter(({ by }) => by === 'port');
    expect(new Set([wan, ...own.map(({ address }) => /:(\d+)\?/.exec(address)?.[1])]).size).toBe(4);
  });
});

describe('s1bench sim: a hundred thousand installations', () => {
  it('answers for any of their devices', async () => {
    const command = await sim(moc, '--no-delays', '--count', '100000', '--seed', '7');
    const [fleet] = jsonLines(command.stdout) as readonly { readonly installations: number; readonly stride: number }[];
    expect(fleet).toMatchObject({ installations: 100_000 });
    const first = announced(command).filter(({ by }) => by === 'WAN');
    const places = [0, 1, 54_321, 99_999].flatMap((k) =>
      first.map(({ device, address }) => {
        const number = BigInt(`0x${device.replaceAll('-', '')}`) + BigInt(k * (fleet?.stride ?? 0));
        const eui64 = number
          .toString(16)
          .toUpperCase()
          .padStart(16, '0')
          .replace(/..(?!$)/g, '$&-');
        return { eui64, address: address.replace(device, eui64) };
      }),
    );
    const some = places.filter((_, index) => index % 3 === 0);
    const found = await Promise.all(some.map(({ address }) => whoIs(address)));
    for (const [index, { eui64 }] of some.entries()) expect(found[index]).toContain(eui64.replaceAll('-', ''));
  });
});

describe('s1bench sim: what it can not do', () => {
  let busy: Server;
  let port: number;

  beforeAll(async () => {
    busy = createServer().listen(0, '127.0.0.1');
    await new Promise((listening) => busy.once('listening', listening));
    port = (busy.address() as { port: number }).port;
  });

  afterAll(() => busy.close());

  it('a busy port is named: exit 3', async () => {
    const { status, stdout, stderr } = await s1bench(['sim', moc, '--tcp', String(port)]);
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toContain(`127.0.0.1:${port}: in use by another program (EADDRINUSE) [link-listen-failed]`);
  });

  it('a serial port that is not there is named: exit 3', async () => {
    const { status, stderr } = await s1bench(['sim', moc, '--serial', '/dev/no-such-port', '--device', 'gsme']);
    expect(status).toBe(3);
    expect(stderr).toContain('/dev/no-such-port');
    expect(stderr).toContain('[link-open-failed]');
  });

  it.each([
    [
      'a sign-on without a serial port',
      [moc, '--sign-on', '--baud', '300'],
      '--baud and --sign-on without --serial',
      'usage-options',
    ],
    ['a device without a serial port', [moc, '--device', 'esme'], '--device without --serial', 'usage-options'],
    [
      'many on one serial port',
      [moc, '--serial', 'COM3', '--count', '2'],
      '--serial, and 2 installations',
      'usage-options',
    ],
    ['many without a hub', [firstLight, '--count', '2'], '2 installations without a hub', 'usage-options'],
    [
      'a meter that is not there',
      [firstLight, '--serial', 'COM3', '--device', 'gsme'],
      '--device gsme',
      'usage-device',
    ],
    [
      'more than there are numbers for',
      [moc, '--count', '9999999'],
      'moc-secure-dual-fuel.yaml:17:13 devices.ch.serial: ',
      'installation-count-too-large',
    ],
    ['no number', [moc, '--count', 'many'], 'expected 1 to 10000000', 'count'],
  ])('%s: exit 2', async (_, args, message, code) => {
    const { status, stdout, stderr } = await s1bench(['sim', ...args]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain(code);
  });
});
