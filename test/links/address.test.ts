import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isS1benchError } from '../../src/core/errors.ts';
import { eui64FromBytes } from '../../src/core/identifiers.ts';
import { formatLinkAddress, type LinkAddress, parseLinkAddress } from '../../src/links/address.ts';
import type { BaudRate } from '../../src/protocol/iec62056-21/messages.ts';

function refusal(text: string): {
  path: string | undefined;
  offset: number | undefined;
  found: string;
  expected: string;
} {
  try {
    parseLinkAddress(text);
  } catch (error) {
    if (!isS1benchError(error, 'link-address-invalid')) throw error;
    return {
      path: error.where?.path,
      offset: error.where?.offset,
      found: error.found ?? '',
      expected: error.expected ?? '',
    };
  }
  return expect.fail(`${text} was accepted`);
}

const timeout = fc.integer({ min: 1, max: 3_600_000 }).map((milliseconds) => Temporal.Duration.from({ milliseconds }));
const name = fc.string({ minLength: 1, unit: 'grapheme' });
const signOnBaud = fc.constantFrom<BaudRate>(300, 600, 1200, 2400, 4800, 9600, 19200);
const line = fc.oneof(
  fc.record({ baud: fc.constantFrom(300, 9600, 38400, 57600, 115200) }),
  fc.record({ baud: signOnBaud, signOn: fc.record({ initialBaud: signOnBaud }) }),
);
const port = fc.integer({ min: 1, max: 0xffff });
const host = fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6());
const hdlc = fc
  .record({
    physical: fc.option(fc.integer({ min: 0, max: 0x3fff }), { nil: undefined }),
    server: fc.integer({ min: 1, max: 0x3fff }),
    longer: fc.boolean(),
    window: fc.integer({ min: 1, max: 7 }),
    info: fc.integer({ min: 32, max: 2030 }),
    retries: fc.integer({ min: 0, max: 20 }),
  })
  .map(({ physical, server, longer, ...rest }) => {
    if (physical === undefined)
      return { framing: 'hdlc', addressLength: 1, server: (server % 127) + 1, ...rest } as const;
    const shortest = server > 127 || physical > 127 ? 4 : 2;
    return { framing: 'hdlc', addressLength: longer ? 4 : shortest, server, physical, ...rest } as const;
  });
const framing = fc.oneof(
  fc.record({ framing: fc.constant('wrapper' as const), server: fc.integer({ min: 1, max: 0x3fff }) }),
  fc.record({
    framing: fc.constant('wrapper' as const),
    server: fc.integer({ min: 1, max: 0x3fff }),
    device: fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => eui64FromBytes(bytes)),
  }),
  hdlc,
);
const address: fc.Arbitrary<LinkAddress> = fc.oneof(
  fc
    .record({ kind: fc.constant('tcp' as const), host, port, timeout, framing })
    .map(({ framing, ...at }) => ({ ...at, ...framing })),
  fc
    .record({ kind: fc.constant('sim' as const), name, timeout, framing })
    .map(({ framing, ...at }) => ({ ...at, ...framing })),
  fc
    .record({ kind: fc.constant('serial' as const), path: name, timeout, hdlc, line })
    .map(({ hdlc, line, ...at }) => ({ ...at, ...hdlc, ...line })),
);

describe('link address', () => {
  it('every address survives being written and read', () => {
    fc.assert(
      fc.property(address, (original) => {
        const text = formatLinkAddress(original);
        const read = parseLinkAddress(text);
        expect({ ...read, timeout: read.timeout.total('milliseconds') }).toEqual({
          ...original,
          timeout: original.timeout.total('milliseconds'),
        });
        expect(formatLinkAddress(read)).toBe(text);
      }),
    );
  });

  it('any text gives an address or a located refusal', () => {
    const fragments = fc.array(
      fc.oneof(
        fc.constantFrom(
          'tcp:',
          'serial:',
          'sim:',
          '//',
          'host',
          ':4059',
          '?',
          '&',
          '=',
          '%',
          'server=1',
          'timeout=5s',
          'framing=hdlc',
        ),
        fc.string(),
      ),
    );
    fc.assert(
      fc.property(
        fragments.map((parts) => parts.join('')),
        (text) => {
          try {
            parseLinkAddress(text);
          } catch (error) {
            expect(isS1benchError(error, 'link-address-invalid')).toBe(true);
            expect(isS1benchError(error) && error.where?.path).toBeTruthy();
          }
        },
      ),
    );
  });

  it('what is left out has a value that the next reader expects', () => {
    expect(parseLinkAddress('tcp://meter')).toMatchObject({
      kind: 'tcp',
      host: 'meter',
      port: 4059,
      framing: 'wrapper',
      server: 1,
    });
    expect(parseLinkAddress('tcp://[::1]:5000')).toMatchObject({ host: '::1', port: 5000 });
    expect(parseLinkAddress('serial:COM3')).toMatchObject({
      kind: 'serial',
      path: 'COM3',
      baud: 9600,
      framing: 'hdlc',
    });
    expect(parseLinkAddress('serial:/dev/ttyUSB0?sign-on=e')).toMatchObject({ signOn: { initialBaud: 300 } });
    expect(parseLinkAddress('sim:esme')).toMatchObject({ kind: 'sim', name: 'esme', framing: 'wrapper' });
    expect(parseLinkAddress('sim:esme').timeout.total('seconds')).toBe(5);
    expect(parseLinkAddress('tcp://h?device=00005eef10000001')).toMatchObject({ device: '00-00-5E-EF-10-00-00-01' });
    expect(parseLinkAddress('tcp://h?device=00005eef10000001').timeout.total('seconds')).toBe(90);
    expect(parseLinkAddress('tcp://h?device=00005eef10000001&timeout=9s').timeout.total('seconds')).toBe(9);
  });

  it('Green Book 8.4.2: an HDLC address takes one, two or four bytes', () => {
    expect(parseLinkAddress('tcp://h?framing=hdlc')).toMatchObject({ addressLength: 1 });
    expect(parseLinkAddress('tcp://h?framing=hdlc&physical=17')).toMatchObject({ addressLength: 2 });
    expect(parseLinkAddress('tcp://h?framing=hdlc&physical=200')).toMatchObject({ addressLength: 4 });
    expect(parseLinkAddress('tcp://h?framing=hdlc&physical=17&address-length=4')).toMatchObject({ addressLength: 4 });
  });

  it.each([
    ['', 'scheme', 0],
    ['http://host', 'scheme', 0],
    ['tcp:host', 'host', 4],
    ['tcp://host:0', 'port', 11],
    ['tcp://host:65536', 'port', 11],
    ['tcp://ho st', 'host', 4],
    ['serial:', 'path', 7],
    ['sim:?server=1', 'name', 4],
    ['tcp://h?speed=9600', 'parameter', 8],
    ['tcp://h?timeout', 'timeout', 16],
    ['tcp://h?timeout=5', 'timeout', 16],
    ['tcp://h?timeout=0s', 'timeout', 16],
    ['tcp://h?timeout=3601s', 'timeout', 16],
    ['tcp://h?server=0', 'server', 15],
    ['tcp://h?server=1&server=2', 'server', 17],
    ['tcp://h?framing=udp', 'framing', 16],
    ['tcp://h?window=3', 'window', 15],
    ['tcp://h?device=1234', 'device', 15],
    ['tcp://h?framing=hdlc&device=00005eef10000001', 'device', 28],
    ['serial:COM3?device=00005eef10000001', 'device', 19],
    ['tcp://h?baud=9600', 'baud', 13],
    ['serial:COM3?framing=wrapper', 'framing', 20],
    ['serial:COM3?baud=9601', 'baud', 17],
    ['serial:COM3?sign-on=e&baud=115200', 'baud', 27],
    ['serial:COM3?sign-on=e&initial-baud=38400', 'initial-baud', 35],
    ['serial:COM3?initial-baud=600', 'initial-baud', 25],
    ['tcp://h?framing=hdlc&server=1&physical=200&address-length=2', 'address-length', 58],
    ['tcp://h?framing=hdlc&address-length=2', 'physical', undefined],
  ])('%j is refused at its %s', (text, path, offset) => {
    const found = refusal(text);
    expect({ path: found.path, offset: found.offset }).toEqual({ path, offset });
    expect(found.found).not.toBe('');
    expect(found.expected).not.toBe('');
  });
});
