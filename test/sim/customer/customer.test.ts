import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/core/clock.ts';
import type { Data } from '../../../src/protocol/cosem/data.ts';
import { encodeDateTime } from '../../../src/protocol/cosem/date-time.ts';
import { utc } from '../../../src/sim/classes/clock.ts';
import { createEsme } from '../../../src/sim/esme/create.ts';
import type { Esme } from '../../../src/sim/esme/esme.ts';
import { Bench, DeviceBench, firstLight, octets } from '../bench.ts';

const MESSAGE = [1, '0.0.96.13.1.255'] as const;
const PIN = [1, '0.0.140.1.0.255'] as const;
const SUPPLIER_NAME = [1, '0.0.140.2.0.255'] as const;
const SUPPLIER_TELEPHONE = [1, '0.0.140.3.0.255'] as const;
const TENANCY = [1, '0.0.140.4.0.255'] as const;
const CUSTOMER_ID = [1, '0.0.140.5.0.255'] as const;

const text = (value: string): Data => ({ type: 'octet-string', value: Buffer.from(value, 'latin1') });
const shown = (data: Data): string => Buffer.from(octets(data)).toString('latin1');
const at = (time: number): Data => ({ type: 'octet-string', value: encodeDateTime(utc(time)) });

/** A meter whose insides can be looked at, as the consumer's devices look at them. */
function esmeBench(): DeviceBench<Esme> {
  const clock = new VirtualClock(firstLight.start);
  const { esme } = firstLight.devices;
  return new DeviceBench(createEsme(esme, clock, firstLight.seed), clock, esme.keys);
}

describe('SRV 3.1: display message', () => {
  it('is shown until the consumer acknowledges it, which is told', () => {
    const bench = new Bench();
    const told: number[] = [];
    bench.device.onAlert = ({ code }) => told.push(code);
    const client = bench.associate(2);
    expect(bench.device.operate({ kind: 'acknowledge-message' })).toBe('refused');
    expect(client.set(...MESSAGE, 2, text('Your tariff changes on 1 March.'))).toBe('success');
    expect(shown(client.read(...MESSAGE, 2))).toBe('Your tariff changes on 1 March.');
    expect(bench.device.operate({ kind: 'acknowledge-message' })).toBe('success');
    expect(shown(client.read(...MESSAGE, 2))).toBe('');
    expect(bench.device.operate({ kind: 'acknowledge-message' })).toBe('refused');
    expect(told).toEqual([0x81a6]);
  });

  it('has up to 116 printable characters', () => {
    const client = new Bench().associate(2);
    const lengths = fc.integer({ min: 1, max: 116 });
    const message = lengths.chain((size) =>
      fc.string({
        unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
        minLength: size,
        maxLength: size,
      }),
    );
    fc.assert(
      fc.property(message, (written) => {
        expect(client.set(...MESSAGE, 2, text(written))).toBe('success');
        expect(shown(client.read(...MESSAGE, 2))).toBe(written);
      }),
      { numRuns: 20 },
    );
    expect(client.set(...MESSAGE, 2, text('x'.repeat(117)))).toBe('type-unmatched');
    expect(client.set(...MESSAGE, 2, text('two\nlines'))).toBe('type-unmatched');
  });

  it('is nothing that the critical client writes', () => {
    expect(new Bench().associate(1).set(...MESSAGE, 2, text('hello'))).toBe('read-write-denied');
  });
});

describe('SRV 3.5: privacy PIN', () => {
  it('is set by the consumer, and disabled, but never enabled, by a client', () => {
    const bench = new Bench();
    const client = bench.associate(2);
    const isProtected = (): boolean => (client.read(...PIN, 2) as { readonly value: boolean }).value;
    expect(isProtected()).toBe(false);
    expect(client.set(...PIN, 2, { type: 'boolean', value: true })).toBe('other-reason');
    expect(bench.device.operate({ kind: 'pin', digits: '2580' })).toBe('success');
    expect(isProtected()).toBe(true);
    expect(client.set(...PIN, 2, { type: 'boolean', value: false })).toBe('success');
    expect(isProtected()).toBe(false);
  });

  it.each(['', '123', '12345', '12a4'])('has four digits, and not %j', (digits) => {
    const bench = new Bench();
    expect(bench.device.operate({ kind: 'pin', digits })).toBe('refused');
    expect(bench.state.logs.event.at(-1)?.code).toBe(0x8162);
  });
});

describe('SRV 3.4: supplier name and telephone number', () => {
  it('are kept as they are written, as long as DUIS has them', () => {
    const client = new Bench().associate(2);
    expect(client.set(...SUPPLIER_NAME, 2, text('Example Energy'))).toBe('success');
    expect(client.set(...SUPPLIER_TELEPHONE, 2, text('0800 496 0000'))).toBe('success');
    expect(client.set(...SUPPLIER_NAME, 2, text('x'.repeat(16)))).toBe('type-unmatched');
    expect(client.set(...SUPPLIER_TELEPHONE, 2, text('0800 EXAMPLE'))).toBe('other-reason');
    expect(shown(client.read(...SUPPLIER_NAME, 2))).toBe('Example Energy');
    expect(shown(client.read(...SUPPLIER_TELEPHONE, 2))).toBe('0800 496 0000');
  });
});

describe('SRV 9.1: customer identification number', () => {
  it('is four digits', () => {
    const client = new Bench().associate(2);
    expect(client.set(...CUSTOMER_ID, 2, text('0417'))).toBe('success');
    expect(client.set(...CUSTOMER_ID, 2, text('041'))).toBe('other-reason');
    expect(shown(client.read(...CUSTOMER_ID, 2))).toBe('0417');
  });
});

describe('SRV 3.2: change of tenancy', () => {
  it('is kept with its date, and takes away what was the tenant before', () => {
    const bench = esmeBench();
    const client = bench.associate(2);
    const since = firstLight.start.epochMilliseconds + 1_800_000;
    bench.device.operate({ kind: 'pin', digits: '1234' });
    client.set(...MESSAGE, 2, text('for the tenant before'));
    client.set(...CUSTOMER_ID, 2, text('1111'));
    bench.clock.advance(Temporal.Duration.from({ hours: 1 }));
    expect(client.set(...TENANCY, 2, at(since))).toBe('success');
    expect(client.read(...TENANCY, 2)).toEqual(at(since));
    expect(shown(client.read(...MESSAGE, 2))).toBe('');
    expect(shown(client.read(...CUSTOMER_ID, 2))).toBe('');
    expect(client.read(...PIN, 2)).toEqual({ type: 'boolean', value: false });
    // What is logged stays: whoever shows it to the consumer leaves out what is older.
    expect(bench.state.logs.event.length).toBeGreaterThan(1);
  });

  it('needs a whole date', () => {
    const client = new Bench().associate(2);
    expect(client.set(...TENANCY, 2, { type: 'octet-string', value: encodeDateTime({}) })).toBe('other-reason');
  });
});

/** Messages by the rules: the last one that was not acknowledged is shown. */
describe('SRV 3.1, 3.2, 3.5 in any order', () => {
  it('leave what the rules say', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('message' as const), text: fc.constantFrom('', 'one', 'two') }),
      fc.record({ do: fc.constantFrom('acknowledge' as const, 'disable-pin' as const, 'tenancy' as const) }),
      fc.record({ do: fc.constant('pin' as const), digits: fc.constantFrom('1234', '99', '0000') }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const bench = esmeBench();
        const client = bench.associate(2);
        let message = '';
        let pin = false;
        for (const taken of steps) {
          switch (taken.do) {
            case 'message':
              expect(client.set(...MESSAGE, 2, text(taken.text))).toBe('success');
              message = taken.text;
              break;
            case 'acknowledge':
              expect(bench.device.operate({ kind: 'acknowledge-message' })).toBe(
                message === '' ? 'refused' : 'success',
              );
              message = '';
              break;
            case 'pin': {
              const isRight = taken.digits.length === 4;
              expect(bench.device.operate({ kind: 'pin', digits: taken.digits })).toBe(isRight ? 'success' : 'refused');
              pin ||= isRight;
              break;
            }
            case 'disable-pin':
              client.set(...PIN, 2, { type: 'boolean', value: false });
              pin = false;
              break;
            case 'tenancy':
              client.set(...TENANCY, 2, at(firstLight.start.epochMilliseconds));
              [message, pin] = ['', false];
          }
          expect(shown(client.read(...MESSAGE, 2))).toBe(message);
          expect(client.read(...PIN, 2)).toEqual({ type: 'boolean', value: pin });
        }
      }),
      { numRuns: 40 },
    );
  });
});
