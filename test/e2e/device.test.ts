import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { jsonLines, s1bench } from '../support/command.ts';
import { newFile } from '../support/scratch.ts';
import { keys, tcpSimulator } from './meter.ts';

const critical = ['--client', 'critical', '--keys', keys];
const nonCritical = ['--client', 'non-critical', '--keys', keys];

describe('s1bench device', () => {
  let address: string;

  beforeAll(async () => {
    ({ address } = await tcpSimulator('wrapper'));
  });

  it('list: the objects of a client, and what it may do with them', async () => {
    const lists = await Promise.all([
      s1bench(['device', 'list', address, '--json']),
      s1bench(['device', 'list', address, '--json', ...critical]),
    ]);
    const [few, many] = lists.map(({ stdout }) => jsonLines(stdout));
    expect(lists.map(({ status }) => status)).toEqual([0, 0]);
    expect(few).toContainEqual(
      expect.objectContaining({
        object: '0.0.1.0.0.255',
        class: 8,
        attributes: expect.objectContaining({ 2: 'read-only' }),
      }),
    );
    expect(many?.length).toBeGreaterThan(few?.length as number);
  });

  it('read: one attribute, for a person and for a machine', async () => {
    const human = await s1bench(['device', 'read', address, '0.0.42.0.0.255']);
    expect(human.status).toBe(0);
    expect(human.stdout).toMatch(/^0\.0\.42\.0\.0\.255 2: octet-string [0-9A-F]+ "XMP.*"\n$/);
    const machine = await s1bench(['device', 'read', address, '0.0.42.0.0.255', '1', '--json']);
    expect(jsonLines(machine.stdout)).toEqual([
      { class: 1, object: '0.0.42.0.0.255', attribute: 1, type: 'octet-string', value: '00002A0000FF' },
    ]);
  });

  it.each(['wrapper', 'hdlc'] as const)('read: everything that a client may read, over TCP, %s', async (framing) => {
    const meter = await tcpSimulator(framing);
    const { status, stdout } = await s1bench(['device', 'read', meter.address, '--json']);
    expect(status).toBe(0);
    const values = jsonLines(stdout);
    expect(values.length).toBeGreaterThan(10);
    expect(values.filter((value) => 'error' in value)).toEqual([]);
  });

  it('read --from --to: rows of a profile', async () => {
    const period = ['--from', '2026-01-10T00:00Z', '--to', '2026-01-10T02:00Z'];
    const { status, stdout } = await s1bench([
      'device',
      'read',
      address,
      '1.0.99.1.0.255',
      ...period,
      ...nonCritical,
      '--json',
    ]);
    expect(status).toBe(0);
    expect(jsonLines(stdout)).toMatchObject([
      { type: expect.stringMatching(/^array of structure/), value: Array.from({ length: 5 }, () => expect.any(Array)) },
    ]);
  });

  it('write and invoke: what is done can be read', async () => {
    const [supply, calendar] = ['0.0.96.3.10.255', '0.0.13.0.0.255'];
    const read = async (...place: readonly string[]) =>
      jsonLines((await s1bench(['device', 'read', address, ...place, '--json', ...critical])).stdout);
    const done = await s1bench(['device', 'invoke', address, supply, '1', ...critical]);
    expect(done).toMatchObject({ status: 0, stdout: `${supply} 1: success\n` });
    expect(await read(supply)).toMatchObject([{ value: false }]);
    const name = '{ octet-string: "4E4557" }';
    const written = await s1bench(['device', 'write', address, calendar, '6', name, ...critical]);
    expect(written).toMatchObject({ status: 0, stdout: `${calendar} 6: success\n` });
    expect(await read(calendar, '6')).toMatchObject([{ value: '4E4557' }]);
  });

  it.each([
    [
      'an attribute that is write protected',
      ['write', '0.0.42.0.0.255', '2', '{ octet-string: "00" }'],
      [],
      'read-write-denied',
    ],
    [
      'a method that the client may not invoke',
      ['invoke', '0.0.96.3.10.255', '1', '--class', '70'],
      nonCritical,
      'read-write-denied',
    ],
    ['an attribute that is not there', ['read', '0.0.42.0.0.255', '99'], [], 'object-undefined'],
    ['an object that is not there', ['read', '9.9.9.9.9.9', '--class', '1'], [], 'object-undefined'],
  ])('the device refuses %s: exit 1, and its reason', async (_, [verb = '', ...rest], who, reason) => {
    const { status, stdout } = await s1bench(['device', verb, address, ...rest, ...who]);
    expect(stdout).toContain(reason);
    expect(status).toBe(1);
  });

  it('a wrong key: exit 3', async () => {
    const wrong = newFile('keys.yaml', readFileSync(keys, 'utf8').replaceAll(/: "[0-9A-F]{2}/g, ': "77'));
    const { status, stderr } = await s1bench(['device', 'list', address, '--client', 'critical', '--keys', wrong]);
    expect(status).toBe(3);
    expect(stderr).toMatch(/no association with the device could be opened; found .*\[device-unreachable\]/);
    expect(stderr).not.toMatch(/7701020304/);
  });
});

describe('s1bench device: nothing is sent', () => {
  it.each([
    ['a client that needs keys, without them', ['list', 'tcp://127.0.0.1', '--client', 'critical'], '[usage-keys]'],
    [
      'keys that cannot be read',
      ['list', 'tcp://127.0.0.1', '--client', 'critical', '--keys', 'none.yaml'],
      '[file-unreadable]',
    ],
    [
      'no logical name',
      ['read', 'tcp://127.0.0.1', '0.0.1'],
      'found "0.0.1"; expected A.B.C.D.E.F, each 0 to 255 [obis-invalid]',
    ],
    ['an address that is none', ['list', 'udp://127.0.0.1'], '[link-address-invalid]'],
    ['a value without a type', ['write', 'tcp://127.0.0.1', '0.0.1.0.0.255', '2', '7'], 'value:1:1: '],
    [
      'a value that its type does not hold',
      ['write', 'tcp://127.0.0.1', '0.0.1.0.0.255', '2', '{ unsigned: 256 }'],
      '256',
    ],
    [
      'an instant that is none',
      ['read', 'tcp://127.0.0.1', '1.0.99.1.0.255', '--from', 'yesterday'],
      'found yesterday; expected an instant',
    ],
  ])('%s: exit 2', async (_, args, message) => {
    const { status, stdout, stderr } = await s1bench(['device', ...args]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
  });

  it('a serial port that is not there: exit 3, also where nothing lists the ports', async () => {
    const { status, stderr } = await s1bench(['device', 'list', 'serial:/dev/no-such-port'], { env: { PATH: '' } });
    expect(status).toBe(3);
    expect(stderr).toContain('serial:/dev/no-such-port: ');
    expect(stderr).toContain('[link-open-failed]');
  });
});
