import { expect, it } from 'vitest';
import { Enrolled } from './enrolled.ts';

it('every device of an installation answers what all of them have', async () => {
  const enrolled = await Enrolled.open();
  for (const role of ['esme', 'gsme', 'gpf', 'ch']) {
    const { responseCode, body } = await enrolled.submit(role, '6.2.4');
    expect([role, responseCode]).toEqual([role, 'I0']);
    expect(body?.['DeviceIdentifier']).toBe(enrolled.device(role).eui64);
  }
  await enrolled.close();
});
