import { expect, it } from 'vitest';
import { VirtualClock } from '../../src/core/clock.ts';
import { parseObis } from '../../src/core/identifiers.ts';
import { parseLinkAddress } from '../../src/links/address.ts';
import { inProcessPair } from '../../src/links/in-process.ts';
import { openWire, perform } from '../../src/links/wire.ts';
import { CosemClient } from '../../src/protocol/cosem/client/client.ts';
import { serveDevice } from '../../src/sim/serve.ts';
import { Bench, firstLight } from './bench.ts';

const serial = { classId: 1, instance: parseObis('0.0.96.1.0.255'), attribute: 2 };

async function associated(framing: 'wrapper' | 'hdlc') {
  const clock = new VirtualClock(firstLight.start);
  const { device } = new Bench({ clock });
  const [near, far] = inProcessPair();
  serveDevice(far, device, { framing, clock });
  const wire = await openWire(parseLinkAddress(`sim:esme?framing=${framing}`), { clock }, near);
  const client = new CosemClient({ mechanism: 'none', random: (length) => new Uint8Array(length) });
  const link = await wire.connect(16, 1);
  await perform(link, client.associate());
  return { clock, device, read: () => perform(link, client.get(serial)) };
}

it.each(['wrapper', 'hdlc'] as const)('a device without power hears nothing (%s)', async (framing) => {
  const { device, read } = await associated(framing);
  expect(await read()).toHaveProperty('data');
  expect(device.operate({ kind: 'power', is: 'off' })).toBe('success');
  await expect(read()).rejects.toMatchObject({ code: 'link-no-answer' });
});

it.each([
  ['wrapper', 'cosem-service-refused'],
  ['hdlc', 'link-expired'],
] as const)('a device that had no power for a while has lost its associations (%s)', async (framing, code) => {
  const { clock, device, read } = await associated(framing);
  expect(await read()).toHaveProperty('data');
  device.operate({ kind: 'power', is: 'off' });
  clock.advance(Temporal.Duration.from({ seconds: 30 }));
  device.operate({ kind: 'power', is: 'on' });
  await expect(read()).rejects.toMatchObject({ code });
});
