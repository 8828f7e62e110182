import type { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../src/core/clock.ts';
import { parseLinkAddress } from '../../src/links/address.ts';
import { inProcessPair } from '../../src/links/in-process.ts';
import { readOut } from '../../src/links/sign-on.ts';
import { StreamWire } from '../../src/links/stream-wire.ts';
import type { Traffic } from '../../src/links/wire.ts';
import { serveDevice } from '../../src/sim/serve.ts';
import { esmeAt, installation } from './simulated.ts';

function line(serve: (far: Duplex, clock: VirtualClock) => void): { near: Duplex; clock: VirtualClock } {
  const clock = new VirtualClock(installation.start);
  const [near, far] = inProcessPair();
  serve(far, clock);
  return { near, clock };
}

const address = parseLinkAddress('sim:esme?framing=hdlc&physical=17');

describe('IEC 62056-21', () => {
  it('mode C: a readout of a simulated meter, in-process', async () => {
    const { near, clock } = line((far, clock) => {
      serveDevice(far, esmeAt(clock), { framing: 'hdlc', signOn: true, clock });
    });
    const seen: Traffic[] = [];
    const { device, data } = await readOut(address, { clock, observe: (traffic) => seen.push(traffic) }, near);
    expect(device).toMatchObject({ manufacturer: 'XMP', offersModeE: true });
    expect(data.split('\r\n').length).toBeGreaterThan(2);
    expect(seen[0]).toMatchObject({ direction: 'sent', layer: 'frame' });
    expect(seen.some(({ direction }) => direction === 'received')).toBe(true);
    // The reaction time before the choice of mode.
    expect(clock.now().since(installation.start).total('milliseconds')).toBe(200);
  });

  it('6.4.4.2: a device that does not answer, with how often and how long it was asked', async () => {
    const { near, clock } = line((far) => far.resume());
    await expect(readOut(address, { clock }, near)).rejects.toMatchObject({
      code: 'link-no-answer',
      found: expect.stringMatching(/no sign-on in 3 wait\(s\) of 2.2 s/),
    });
    expect(clock.now().since(installation.start).total('milliseconds')).toBe(6600);
  });

  it('a line full of noise is given up', async () => {
    const { near, clock } = line((far, clock) => {
      const noise = clock.schedule(Temporal.Duration.from({ seconds: 1 }), () => {
        if (far.writable) {
          far.write(Uint8Array.of(0x55));
          noise.refresh();
        }
      });
    });
    await expect(readOut(address, { clock }, near)).rejects.toMatchObject({ code: 'link-no-answer' });
    expect(clock.now().since(installation.start).total('hours')).toBeLessThan(1);
  });

  it('a line that is lost in the middle', async () => {
    const { near, clock } = line((far) => far.once('data', () => far.destroy()));
    await expect(readOut(address, { clock }, near)).rejects.toMatchObject({ code: 'link-lost' });
  });

  it('6.3.2: an answer that is no identification', async () => {
    const { near, clock } = line((far) => far.on('data', () => far.write('/nonsense\r\n')));
    await expect(readOut(address, { clock }, near)).rejects.toMatchObject({
      code: expect.stringMatching(/^(iec62056-21-|link-no-answer)/),
    });
  });

  it('mode E: a wire whose sign-on fails is closed, and says why to whoever comes later', async () => {
    const { near, clock } = line((far) => far.resume());
    const rates: number[] = [];
    const opened = {
      stream: near,
      onBytes: (receive: (bytes: Uint8Array) => void) => near.on('data', receive),
      close: async () => {
        near.destroy();
      },
      setBaud: async (rate: number) => {
        rates.push(rate);
      },
    };
    const wire = new StreamWire(parseLinkAddress('serial:COM3?sign-on=e&initial-baud=600'), opened, { clock });
    await expect(wire.connect(16, 1)).rejects.toMatchObject({ code: 'link-no-answer' });
    await expect(wire.connect(16, 1)).rejects.toMatchObject({ code: 'link-no-answer' });
    expect(new Set(rates)).toEqual(new Set([600]));
    expect(wire.isOpen).toBe(false);
    expect(near.destroyed).toBe(true);
  });
});
