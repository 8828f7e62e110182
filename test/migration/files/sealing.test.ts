import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { open, type SealContext, seal } from '../../../src/migration/files/sealing.ts';
import { keyRoles } from '../../../src/migration/model/parties.ts';
import { refusalOf } from '../../support/refusal.ts';
import { somePki } from '../pki/parties.ts';
import { eui64, keyMaterial } from './arbitrary-files.ts';

const pki = await somePki();
const recipient = pki.keysOf('s1sp');
const context: fc.Arbitrary<SealContext> = fc.record({
  set: fc.string(),
  hub: eui64,
  recipient: fc.constantFrom(...keyRoles),
});
const [fixed] = fc.sample(context, { numRuns: 1, seed: 1 }) as [SealContext];
const [material] = fc.sample(
  keyMaterial.filter(({ length }) => length > 2),
  { numRuns: 1, seed: 1 },
) as [typeof keyMaterial extends fc.Arbitrary<infer T> ? T : never];

function isRefused(sealed: Uint8Array, keys = recipient, to = fixed): boolean {
  const refusal = refusalOf(() => open(sealed, keys, to));
  expect(refusal.message).toBe('what was sealed cannot be opened by this party, for this use [sealed-unopened]');
  expect(refusal.cause).toBeUndefined();
  return true;
}

describe('sealed keys', () => {
  it('round trip: whoever they are for opens them', () => {
    fc.assert(
      fc.property(keyMaterial, context, (any, to) => {
        expect(open(seal(any, recipient.agreement.certificate, to), recipient, to)).toEqual(any);
      }),
      { numRuns: 100 },
    );
  });

  it('twice the same is never sealed alike, and shows none of it', () => {
    const [one, other] = [1, 2].map(() => seal(material, recipient.agreement.certificate, fixed)) as [
      Uint8Array,
      Uint8Array,
    ];
    expect(Buffer.from(one).equals(other)).toBe(false);
    for (const { device, keys } of material) {
      expect(Buffer.from(one).includes(keys.encryption)).toBe(false);
      expect(Buffer.from(one).includes(Buffer.from(device.replaceAll('-', ''), 'hex'))).toBe(false);
    }
  });

  it('whatever bit is flipped, they are not opened', () => {
    const sealed = seal(material, recipient.agreement.certificate, fixed);
    for (let bit = 0; bit < 8 * sealed.length; bit++) {
      const changed = sealed.slice();
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      isRefused(changed);
    }
  });

  it('nor where any of it is missing, or more is behind it', () => {
    const sealed = seal(material, recipient.agreement.certificate, fixed);
    for (let length = 0; length < sealed.length; length++) isRefused(sealed.subarray(0, length));
    isRefused(Buffer.concat([sealed, Uint8Array.of(0)]));
  });

  it('nor by anybody else', () => {
    const sealed = seal(material, recipient.agreement.certificate, fixed);
    isRefused(sealed, pki.keysOf('dco'));
    isRefused(sealed, { ...recipient, agreement: recipient.signing });
    const { certificate } = pki.keysOf('dco').agreement;
    isRefused(sealed, { ...recipient, agreement: { ...recipient.agreement, certificate } });
  });

  it('nor for any other set, hub or recipient', () => {
    const sealed = seal(material, recipient.agreement.certificate, fixed);
    fc.assert(
      fc.property(context, fc.constantFrom('set', 'hub', 'recipient'), (other, part) => {
        fc.pre(other[part] !== fixed[part]);
        isRefused(sealed, recipient, { ...fixed, [part]: other[part] });
      }),
      { numRuns: 50 },
    );
  });

  it('arbitrary bytes are not opened', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => isRefused(bytes)));
  });

  it('what cannot be a key, or so many devices, are not sealed', () => {
    const { certificate } = recipient.agreement;
    const [one] = material;
    const keys = { encryption: new Uint8Array(15), authentication: new Uint8Array(16) };
    expect(refusalOf(() => seal([{ device: one?.device as never, keys }], certificate, fixed)).code).toBe(
      'security-key-invalid',
    );
    expect(refusalOf(() => seal(new Array(17).fill(one), certificate, fixed)).code).toBe('migration-file-unwritable');
  });
});
