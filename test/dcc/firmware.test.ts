import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../src/core/bytes.ts';
import type { FirmwareImage, TransferResult } from '../../src/dcc/s1sp/firmware-transfer.ts';
import type { SimTargetOptions } from '../../src/harness/runner/sim-target.ts';
import type { NextFirmware } from '../../src/harness/runner/target.ts';
import { findDefect } from '../../src/sim/defects/catalogue.ts';
import { loadInstallation } from '../../src/sim/files/load.ts';
import { firmwareHash, firmwareImage } from '../../src/sim/firmware/image.ts';
import { Provider } from './provider.ts';

let p: Provider;
afterEach(() => p.close());

const open = async (options: SimTargetOptions = {}): Promise<void> => {
  p = await Provider.open(options);
};
const next = (role: string): NextFirmware => p.device(role).nextFirmware ?? expect.fail('no next firmware');
const imageFor = (role: string, content = next(role).image): FirmwareImage => ({
  content,
  name: fromHex(next(role).hash),
});
const transfer = (role: string, image = imageFor(role)): Promise<TransferResult> =>
  p.s1sp.transferFirmware(p.device(role).eui64, image);
const activate = (role: string, more: object = {}) =>
  p.perform(role, '11.3', { FirmwareHash: next(role).hash, ...more });
const version = async (role: string) =>
  ((await p.perform(role, '11.2')) as { readonly FirmwareVersion: string }).FirmwareVersion;
const outcome = (ASN1Status: string, ResponseCode: number) => ({
  ActivateImageResponseCode: { ASN1Status, ResponseCode },
});
const withDefect = (name: string): SimTargetOptions => ({ defects: { esme: [findDefect(name) ?? expect.fail(name)] } });
const inMinutes = (minutes: number): string => p.target.clock.now().add({ minutes }).toString();
const sleep = (minutes: number) => p.target.clock.sleep(Temporal.Duration.from({ minutes }));

describe('SRV 11.1: an image', () => {
  it.each(['esme', 'gsme', 'ch'])('gets to the %s, is verified, and runs only once it is activated', async (role) => {
    await open();
    const before = await version(role);
    expect(await transfer(role)).toEqual({ outcome: 'verified' });
    expect(await version(role)).toBe(before);
    // What is there isn't sent again.
    let blocks = 0;
    p.onOperation = ({ object, index }) => {
      if (object === '0.0.44.0.0.255' && index === 2) blocks++;
    };
    expect(await transfer(role)).toEqual({ outcome: 'verified' });
    expect(blocks).toBe(1);
    if (role === 'ch') return;
    expect(await activate(role)).toEqual({ ...outcome('success', 0), FirmwareVersion: next(role).version });
    expect(await version(role)).toBe(next(role).version);
  });

  it('gets there however often, and whenever, the power fails', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(8), { maxLength: 4 }), async (gaps) => {
        await open();
        const mains = [...gaps];
        let wait = mains.shift();
        p.onOperation = () => {
          if (wait === undefined || wait-- > 0) return;
          wait = mains.shift();
          void p.target.operate?.('esme', { kind: 'power', is: 'off' });
          p.target.clock.schedule(Temporal.Duration.from({ minutes: 20 }), () => {
            void p.target.operate?.('esme', { kind: 'power', is: 'on' });
          });
        };
        expect(await transfer('esme')).toEqual({ outcome: 'verified' });
        await p.close();
      }),
      { numRuns: 12 },
    );
    await open();
  });

  it('goes on from where another transfer of it broke off', async () => {
    await open();
    let taken = 0;
    p.onOperation = ({ object, service, index, result }) => {
      const isBlock = object === '0.0.44.0.0.255' && service === 'action' && index === 2 && result === 'success';
      if (isBlock && ++taken === 1) void p.target.operate?.('esme', { kind: 'power', is: 'off' });
    };
    expect(await transfer('esme')).toMatchObject({ outcome: 'unreachable' });
    await p.target.operate?.('esme', { kind: 'power', is: 'on' });
    expect([await transfer('esme'), taken]).toEqual([{ outcome: 'verified' }, 2]);
  });

  it('gets there over however many losses, as long as it gets on', async () => {
    await open();
    const { esme } = (await loadInstallation(p.target.file)).devices;
    const content = firmwareImage(esme.model, next('esme').version, { size: 8192 });
    let taken = 0;
    let losses = 0;
    p.onOperation = ({ object, service, index, result }) => {
      const isBlock = object === '0.0.44.0.0.255' && service === 'action' && index === 2 && result === 'success';
      if (!isBlock || ++taken % 2 !== 0) return;
      losses++;
      void p.target.operate?.('esme', { kind: 'power', is: 'off' });
      p.target.clock.schedule(Temporal.Duration.from({ minutes: 5 }), () => {
        void p.target.operate?.('esme', { kind: 'power', is: 'on' });
      });
    };
    expect([await transfer('esme', imageFor('esme', content)), taken, losses]).toEqual([
      { outcome: 'verified' },
      16,
      8,
    ]);
  });

  it('that was found wrong is transferred anew when it is sent again', async () => {
    await open();
    const content = next('esme').image.with(1000, 0xff ^ (next('esme').image[1000] ?? 0));
    expect((await transfer('esme', imageFor('esme', content))).outcome).toBe('not-verified');
    expect(await transfer('esme')).toEqual({ outcome: 'verified' });
  });

  it('does not get to a device to which another is under way', async () => {
    await open();
    const outcomes = await Promise.all([transfer('esme'), transfer('esme')]);
    expect(outcomes).toEqual([{ outcome: 'verified' }, { outcome: 'busy' }]);
  });

  it('that was damaged is found wrong, and is none that can be activated', async () => {
    await open();
    const content = next('esme').image.with(1000, 0xff ^ (next('esme').image[1000] ?? 0));
    expect(await transfer('esme', imageFor('esme', content))).toEqual({ outcome: 'not-verified' });
    expect(await activate('esme')).toMatchObject(outcome('noImageHeld', 1));
  });

  it('that is too large is refused, with what the device said', async () => {
    await open();
    const refused = await transfer('esme', imageFor('esme', new Uint8Array(2_000_000)));
    expect(refused).toEqual({ outcome: 'refused', detail: expect.stringContaining('ACTION 0.0.44.0.0.255') });
  });

  it.each([
    ['image-block-lost', 'blocks-lost'],
    ['image-transfer-not-begun', 'not-begun'],
    ['image-verified-unseen', 'not-verified'],
  ])('at a device with the defect %s comes to %s', async (defect, outcome) => {
    await open(withDefect(defect));
    expect((await transfer('esme')).outcome).toBe(outcome);
  });
});

describe('SRV 11.3', () => {
  it('finds no image where none was transferred, and tells what runs', async () => {
    await open();
    expect(await activate('gsme')).toEqual({
      ...outcome('noImageHeld', 1),
      FirmwareVersion: p.device('gsme').firmware,
    });
  });

  it('activates no image but the one that is named', async () => {
    await open();
    await transfer('esme');
    const FirmwareHash = toHex(fromHex(next('esme').hash).toReversed());
    expect(await activate('esme', { FirmwareHash })).toEqual({
      ...outcome('hashMismatch', 2),
      FirmwareVersion: p.device('esme').firmware,
    });
    expect(await activate('esme', { FirmwareHash: next('esme').hash.toLowerCase() })).toMatchObject(
      outcome('success', 0),
    );
  });

  it('at a time is kept by the device, and can be taken back', async () => {
    await open();
    await transfer('esme');
    const before = p.device('esme').firmware;
    expect(await activate('esme', { ExecutionDateTime: inMinutes(60) })).toEqual({});
    expect(await activate('esme', { ExecutionDateTime: '3000-12-31T00:00:00Z' })).toEqual({});
    await sleep(70);
    expect(await version('esme')).toBe(before);
    expect(await activate('esme', { ExecutionDateTime: inMinutes(60) })).toEqual({});
    await sleep(59);
    expect(await version('esme')).toBe(before);
    await sleep(5);
    expect(await version('esme')).toBe(next('esme').version);
  });

  it('at a time that has passed is now', async () => {
    await open();
    await transfer('esme');
    expect(await activate('esme', { ExecutionDateTime: inMinutes(-1) })).toMatchObject(outcome('success', 0));
  });

  it('during which the power failed leaves the old firmware and the image, which can be activated then', async () => {
    await open();
    await transfer('esme');
    p.onOperation = ({ object, service, index }) => {
      if (object !== '0.0.44.0.0.255' || service !== 'action' || index !== 4) return;
      p.onOperation = undefined;
      p.target.clock.schedule(Temporal.Duration.from({ seconds: 15 }), () => {
        void p.target.operate?.('esme', { kind: 'power', is: 'off' });
        void p.target.operate?.('esme', { kind: 'power', is: 'on' });
      });
    };
    expect(await activate('esme')).toEqual({
      ...outcome('activationFailure', 3),
      FirmwareVersion: p.device('esme').firmware,
    });
    expect(await activate('esme')).toMatchObject(outcome('success', 0));
  });

  it('of the version that runs is none of an older one, which the device refuses', async () => {
    await open();
    const { esme } = (await loadInstallation(p.target.file)).devices;
    for (const [firmware, activated] of [
      [next('esme').version, outcome('success', 0)],
      [next('esme').version, outcome('success', 0)],
      [esme.firmware, outcome('activationFailure', 3)],
    ] as const) {
      const content = firmwareImage(esme.model, firmware, { size: 1024 });
      const FirmwareHash = firmwareHash(content);
      expect(await transfer('esme', { content, name: fromHex(FirmwareHash) })).toEqual({ outcome: 'verified' });
      expect(await activate('esme', { FirmwareHash })).toEqual({ ...activated, FirmwareVersion: next('esme').version });
    }
  });

  it('that the device acknowledges and does not do is a failure', async () => {
    await open(withDefect('image-not-activated'));
    await transfer('esme');
    expect(await activate('esme')).toMatchObject(outcome('activationFailure', 3));
  });
});
