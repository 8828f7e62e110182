import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RealClock } from '../../src/core/clock.ts';
import { isS1benchError } from '../../src/core/errors.ts';
import { parseObis } from '../../src/core/identifiers.ts';
import { parseLinkAddress } from '../../src/links/address.ts';
import { openStream } from '../../src/links/open-stream.ts';
import { readOut } from '../../src/links/sign-on.ts';
import { openWire, perform } from '../../src/links/wire.ts';
import { serveDevice } from '../../src/sim/serve.ts';
import { type PtyPair, ptyPair } from '../support/pty-pair.ts';
import { lacks } from '../support/requires.ts';
import { esmeAt, publicClient, recorder } from './simulated.ts';

const PUBLIC = 16;
const clock = new RealClock();

/** Needs socat, which makes a pair of pseudo-terminals. */
describe.skipIf(lacks('socat'))('serial line (socat pty pair)', () => {
  let line: PtyPair;

  beforeAll(async () => {
    line = await ptyPair();
  });

  afterAll(() => line.close());

  async function serve(signOn: boolean) {
    const port = await openStream(parseLinkAddress(`serial:${line.far}?baud=300`), { clock });
    const setBaud = (rate: number) => port.setBaud?.(rate) ?? Promise.resolve();
    const serving = serveDevice(port.stream, esmeAt(clock), { framing: 'hdlc', signOn, clock, setBaud });
    return {
      close: async () => {
        await port.close();
        await serving.closed;
      },
    };
  }

  it.each([
    ['IEC 62056-46: HDLC at a fixed rate', false, 'baud=300&physical=17'],
    ['IEC 62056-21 mode E: HDLC after a sign-on with a change of rate', true, 'sign-on=e&baud=9600&physical=17'],
  ])('%s', async (_, signOn, query) => {
    const meter = await serve(signOn);
    const { lines, observe } = recorder();
    const wire = await openWire(parseLinkAddress(`serial:${line.near}?${query}`), { clock, observe });
    for (let turn = 0; turn < 2; turn++) {
      const link = await wire.connect(PUBLIC, 1);
      const client = publicClient();
      await perform(link, client.associate());
      const attribute = { classId: 1, instance: parseObis('0.0.42.0.0.255'), attribute: 2 };
      expect(await perform(link, client.get(attribute))).toMatchObject({ data: { type: 'octet-string' } });
      await link.close();
    }
    await wire.close();
    await meter.close();
    const request = `> frame ${Buffer.from([0xaf, 0x3f, 0x21, 0x8d, 0x0a]).toString('hex')}`;
    expect(lines.filter((line) => line === request)).toHaveLength(signOn ? 2 : 0);
    expect(lines.filter((line) => line.includes('apdu'))).toHaveLength(8);
  });

  it('IEC 62056-21 mode C: the data readout, with its block check', async () => {
    const meter = await serve(true);
    const { device, data } = await readOut(parseLinkAddress(`serial:${line.near}`), { clock });
    await meter.close();
    expect(device.manufacturer).toBe('XMP');
    expect(data).toMatch(/\r\n$/);
  });

  it('a port that another program holds: link-open-failed', async () => {
    const first = await openStream(parseLinkAddress(`serial:${line.near}`), { clock });
    const second = openStream(parseLinkAddress(`serial:${line.near}`), { clock });
    await expect(second).rejects.toSatisfy(
      (error) => isS1benchError(error, 'link-open-failed') && /EBUSY/.test(error.message),
    );
    await first.close();
  });

  it('a file that is no serial port: link-open-failed', async () => {
    const opening = openStream(parseLinkAddress(`serial:${import.meta.filename}`), { clock });
    await expect(opening).rejects.toSatisfy(
      (error) => isS1benchError(error, 'link-open-failed') && /ENOTTY/.test(error.message),
    );
  });
});
