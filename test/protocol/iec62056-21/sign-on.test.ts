import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SignOnAction } from '../../../src/protocol/iec62056-21/action.ts';
import { MeterSignOn, type MeterSignOnOptions } from '../../../src/protocol/iec62056-21/meter-sign-on.ts';
import { encodeCharacters } from '../../../src/protocol/iec62056-21/parity.ts';
import { SignOn, type SignOnOptions } from '../../../src/protocol/iec62056-21/sign-on.ts';

const device = { manufacturer: 'SEC', baudRate: 9600, offersModeE: true, identification: 'S1METER' } as const;
const data = '0.0.0(12345678)\r\n1.8.0(000123.4*kWh)\r\n';

/** Actions in a line of text each, characters without their parity. */
const told = (actions: readonly SignOnAction[]): readonly string[] => actions.map(tell);

function tell(action: SignOnAction): string {
  switch (action.kind) {
    case 'transmit':
      return `transmit ${String.fromCharCode(...action.bytes.map((byte) => byte & 0x7f))}`;
    case 'baud':
      return `baud ${action.rate}`;
    case 'identified':
      return `identified ${action.device.identification}`;
    case 'readout':
      return `readout ${action.data}`;
    case 'mode-e-entered':
      return `mode-e-entered ${action.rest.length}`;
    case 'failed':
      return `failed ${action.error.code}`;
  }
}

const chars = (text: string): Uint8Array => encodeCharacters(text, 'even');

const reader = (options: Partial<SignOnOptions> = {}): SignOn => new SignOn({ mode: 'mode-e', ...options });
const meter = (options: Partial<MeterSignOnOptions> = {}): MeterSignOn =>
  new MeterSignOn({ device, readout: () => data, ...options });

/** Reader and meter on one line; each chunk goes through `cut` on its way. */
function dialogue(
  signOn: SignOn,
  meterSignOn: MeterSignOn,
  cut: (bytes: Uint8Array) => readonly Uint8Array[] = (bytes) => [bytes],
): { readonly reader: readonly string[]; readonly meter: readonly string[] } {
  const log = { reader: [] as string[], meter: told(meterSignOn.start()).slice() as string[] };
  let towardsMeter = signOn.start();
  log.reader.push(...told(towardsMeter));
  while (towardsMeter.length > 0) {
    const fromMeter: SignOnAction[] = [];
    for (const action of towardsMeter) {
      if (action.kind === 'transmit')
        fromMeter.push(...cut(action.bytes).flatMap((chunk) => meterSignOn.receive(chunk)));
    }
    log.meter.push(...told(fromMeter));
    const fromReader: SignOnAction[] = [];
    for (const action of fromMeter) {
      if (action.kind === 'transmit') fromReader.push(...cut(action.bytes).flatMap((chunk) => signOn.receive(chunk)));
    }
    if (fromReader.length === 0 && signOn.awaiting !== undefined) fromReader.push(...signOn.timeout());
    log.reader.push(...told(fromReader));
    towardsMeter = fromReader;
  }
  return log;
}

describe('IEC 62056-21 annex E, protocol mode E', () => {
  test('IEC 62056-21 annex E: both sides change to the rate of the identification, then to HDLC', () => {
    const signOn = reader();
    const meterSignOn = meter();
    expect(dialogue(signOn, meterSignOn)).toEqual({
      reader: [
        'baud 300',
        'transmit /?!\r\n',
        'identified S1METER',
        'transmit \x06252\r\n',
        'baud 9600',
        'mode-e-entered 0',
      ],
      meter: ['baud 300', 'transmit /SEC5\\2S1METER\r\n', 'transmit \x06252\r\n', 'baud 9600', 'mode-e-entered 0'],
    });
    expect([signOn.awaiting, meterSignOn.awaiting]).toEqual([undefined, undefined]);
    expect([signOn.timeout(), meterSignOn.timeout()]).toEqual([[], []]);
    expect([signOn.receive(chars('/?!\r\n')), meterSignOn.receive(chars('/?!\r\n'))]).toEqual([[], []]);
  });

  test('IEC 62056-21 annex E: a meter that does not confirm is taken to have changed when the time is out', () => {
    expect(dialogue(reader(), meter({ confirmsModeE: false })).reader.slice(-2)).toEqual([
      'baud 9600',
      'mode-e-entered 0',
    ]);
  });

  test('IEC 62056-21 annex E: what follows the change belongs to HDLC, untouched', () => {
    const meterSignOn = meter();
    meterSignOn.receive(chars('/?!\r\n'));
    const hdlc = Uint8Array.of(0x7e, 0xa0, 0x07);
    expect(meterSignOn.receive(Uint8Array.of(...chars('\x06252\r\n'), ...hdlc)).at(-1)).toEqual({
      kind: 'mode-e-entered',
      rest: hdlc,
    });
    const signOn = reader();
    signOn.start();
    signOn.receive(chars('/SEC5\\2x\r\n'));
    expect(signOn.receive(Uint8Array.of(...chars('\x06252\r\n'), ...hdlc)).at(-1)).toEqual({
      kind: 'mode-e-entered',
      rest: hdlc,
    });
  });

  test('IEC 62056-21 annex E: a meter without mode E is refused by the reader, and does not change', () => {
    const plain = { device: { ...device, offersModeE: false } };
    expect(dialogue(reader(), meter(plain)).reader.at(-1)).toBe('failed iec62056-21-mode-e-refused');
    const meterSignOn = meter(plain);
    meterSignOn.receive(chars('/?!\r\n'));
    expect(meterSignOn.receive(chars('\x06252\r\n'))).toEqual([]);
  });

  test('IEC 62056-21 annex E: a meter that reads out instead is refused', () => {
    const signOn = reader();
    signOn.start();
    signOn.receive(chars('/SEC5\\2x\r\n'));
    expect(told(signOn.receive(chars('\x020.0.0(1)')))).toEqual(['failed iec62056-21-mode-e-refused']);
  });

  test('IEC 62056-21 annex E: other lines than the confirmation are passed over', () => {
    const signOn = reader();
    signOn.start();
    signOn.receive(chars('/SEC5\\2x\r\n'));
    expect(signOn.receive(chars('hello\r\n\x06050\r\n'))).toEqual([]);
    expect(signOn.awaiting).toBe('answer');
  });
});

describe('IEC 62056-21 6.4.3, protocol mode C', () => {
  test('IEC 62056-21 6.4.3: data readout at the rate of the identification', () => {
    expect(dialogue(reader({ mode: 'readout', deviceAddress: '0042' }), meter({ deviceAddress: '42' }))).toEqual({
      reader: [
        'baud 300',
        'transmit /?0042!\r\n',
        'identified S1METER',
        'transmit \x06050\r\n',
        'baud 9600',
        `readout ${data}`,
      ],
      meter: [
        'baud 300',
        'transmit /SEC5\\2S1METER\r\n',
        'baud 9600',
        expect.stringContaining(`transmit \x02${data}!\r\n\x03`),
      ],
    });
  });

  test('IEC 62056-21 6.4.3: a reader that cannot follow stays at 300 baud', () => {
    const { reader: readerLog, meter: meterLog } = dialogue(reader({ mode: 'readout', maxBaudRate: 4800 }), meter());
    expect(readerLog).toContain('transmit \x06000\r\n');
    expect(readerLog.filter((line) => line.startsWith('baud'))).toEqual(['baud 300', 'baud 300']);
    expect(meterLog.filter((line) => line.startsWith('baud'))).toEqual(['baud 300', 'baud 300']);
  });

  test('IEC 62056-21 6.4.3: without software parity, on a line that strips it', () => {
    expect(dialogue(reader({ mode: 'readout', parity: 'none' }), meter({ parity: 'none' })).reader.at(-1)).toBe(
      `readout ${data}`,
    );
  });

  test('IEC 62056-21 6.4.3: a damaged readout is asked for again, a limited number of times', () => {
    const signOn = reader({ mode: 'readout', retries: 1 });
    const meterSignOn = meter();
    signOn.start();
    meterSignOn.receive(chars('/?!\r\n'));
    signOn.receive(chars('/SEC5\\2S1METER\r\n'));
    const [, sent] = meterSignOn.receive(chars('\x06050\r\n'));
    const message = sent?.kind === 'transmit' ? sent.bytes : new Uint8Array(0);
    const damaged = Uint8Array.from(message, (byte, i) => (i === 5 ? byte ^ 0x01 : byte));
    expect(told(signOn.receive(damaged))).toEqual(['transmit \x15']);
    expect(meterSignOn.receive(chars('\x15'))).toEqual([{ kind: 'transmit', bytes: message }]);
    expect(told(signOn.receive(damaged))).toEqual(['failed iec62056-21-readout-invalid']);
  });

  test('IEC 62056-21 6.4.3: a readout that stops is asked for again', () => {
    const signOn = reader({ mode: 'readout', retries: 1 });
    signOn.start();
    signOn.receive(chars('/SEC5\\2x\r\n\x020.0.0('));
    expect(told(signOn.timeout())).toEqual(['transmit \x15']);
    expect(told(signOn.timeout())).toEqual(['failed iec62056-21-no-answer']);
  });

  test('IEC 62056-21 6.4.3: after a readout, or without option select, the meter listens anew at 300 baud', () => {
    const meterSignOn = meter();
    expect(meterSignOn.timeout()).toEqual([]);
    meterSignOn.receive(chars('/?!\r\n'));
    expect(meterSignOn.awaiting).toBe('activity');
    expect(told(meterSignOn.timeout())).toEqual(['baud 300']);
    expect(meterSignOn.receive(chars('\x06050\r\n'))).toEqual([]);
    meterSignOn.receive(chars('/?!\r\n\x06050\r\n'));
    expect(told(meterSignOn.receive(chars('/?!\r\n')))).toEqual(['baud 300', 'transmit /SEC5\\2S1METER\r\n']);
  });

  test('IEC 62056-21 6.4.3: an option that the meter does not have gets no answer', () => {
    const meterSignOn = meter();
    meterSignOn.receive(chars('/?!\r\n'));
    for (const option of ['\x06060\r\n', '\x06051\r\n', '\x06262\r\n', 'x\r\n']) {
      expect(meterSignOn.receive(chars(option))).toEqual([]);
    }
    expect(told(meterSignOn.receive(chars('\x06050\r\n')))[0]).toBe('baud 9600');
  });
});

describe('IEC 62056-21 6.4 sign-on', () => {
  test('IEC 62056-21 6.4: a device at another address keeps silent', () => {
    expect(meter({ deviceAddress: '7' }).receive(chars('/?8!\r\n'))).toEqual([]);
    expect(meter().receive(chars('/?8!\r\n'))).toEqual([]);
    expect(dialogue(reader({ deviceAddress: '8', retries: 1 }), meter({ deviceAddress: '7' })).reader).toEqual([
      'baud 300',
      'transmit /?8!\r\n',
      'baud 300',
      'transmit /?8!\r\n',
      'failed iec62056-21-no-answer',
    ]);
  });

  test('IEC 62056-21 6.4: the reader passes over its own echo, and asks again after a damaged answer', () => {
    const signOn = reader({ retries: 1 });
    signOn.start();
    expect(signOn.receive(chars('/?!\r\n'))).toEqual([]);
    expect(told(signOn.receive(chars('garbage\r\n')))).toEqual(['baud 300', 'transmit /?!\r\n']);
    expect(told(signOn.receive(chars('/SEC9x\r\n')))).toEqual(['failed iec62056-21-identification-invalid']);
    expect(signOn.receive(chars('/SEC5x\r\n'))).toEqual([]);
  });

  test('IEC 62056-21 6.4: the initial rate may be another', () => {
    expect(dialogue(reader({ initialBaudRate: 1200 }), meter({ initialBaudRate: 1200 })).reader[0]).toBe('baud 1200');
  });

  test('IEC 62056-21 6.4: the same dialogue however the bytes are cut', () => {
    const mode = fc.constantFrom('mode-e' as const, 'readout' as const);
    fc.assert(
      fc.property(mode, fc.integer({ min: 1, max: 9 }), (wanted, size) => {
        const cut = (bytes: Uint8Array): readonly Uint8Array[] =>
          Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
        expect(dialogue(reader({ mode: wanted }), meter(), cut)).toEqual(dialogue(reader({ mode: wanted }), meter()));
      }),
    );
  });

  test('IEC 62056-21 6.4: arbitrary bytes and time-outs never throw, and each side ends or still waits', () => {
    const text = fc.oneof(
      fc.constantFrom(
        '/?!\r\n',
        '/SEC5\\2x\r\n',
        '/SEC5x\r\n',
        '\x06252\r\n',
        '\x06050\r\n',
        '\x02',
        '!\r\n\x03',
        '\x15',
        '\n',
      ),
      fc.string({ maxLength: 20 }),
    );
    const event = fc.oneof(text.map(chars), fc.uint8Array({ maxLength: 20 }), fc.constant('timeout' as const));
    fc.assert(
      fc.property(fc.array(event), fc.constantFrom('mode-e' as const, 'readout' as const), (events, mode) => {
        const signOn = reader({ mode });
        const meterSignOn = meter();
        const ends = told(signOn.start()).slice(0, 0) as string[];
        for (const next of events) {
          const waited = signOn.awaiting;
          const actions = told(next === 'timeout' ? signOn.timeout() : signOn.receive(next));
          ends.push(...actions.filter((line) => /^(readout|mode-e-entered|failed)/.test(line)));
          if (waited === undefined) expect(actions).toEqual([]);
          if (next === 'timeout') meterSignOn.timeout();
          else meterSignOn.receive(next);
        }
        expect(ends.length).toBe(signOn.awaiting === undefined ? 1 : 0);
      }),
      { numRuns: 500 },
    );
  });
});
