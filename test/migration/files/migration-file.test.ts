import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isS1benchError } from '../../../src/core/errors.ts';
import { checkSignature } from '../../../src/migration/files/check-signature.ts';
import type { CommonFile, MigrationFile, MigrationFileKind } from '../../../src/migration/files/contents.ts';
import { readMigrationFile, writeMigrationFile } from '../../../src/migration/files/migration-file.ts';
import type { MigratingInstallation } from '../../../src/migration/model/installation.ts';
import type { PartyRole } from '../../../src/migration/model/parties.ts';
import { refusalOf, resultOrRefusal } from '../../support/refusal.ts';
import { partyOf, someDay, somePki } from '../pki/parties.ts';
import { installation as anyInstallation, filesByKind, kinds, migrationFile } from './arbitrary-files.ts';

const pki = await somePki();

/** Who gives a file of a kind. */
function giverOf(file: MigrationFile): PartyRole {
  switch (file.kind) {
    case 'viability':
    case 'roll-back':
      return file.by;
    case 'validation':
    case 'decision':
    case 'outcome':
      return 'commissioning-party';
    case 'readiness':
      return 'smso';
    default:
      return 'requesting-party';
  }
}

/** The same file, from whoever gives such files. */
function given<File extends MigrationFile>(file: File): File {
  return { ...file, header: { ...file.header, from: partyOf(giverOf(file)).id } };
}

function signed(file: MigrationFile, role = giverOf(file)): Uint8Array {
  return writeMigrationFile(file, pki.keysOf(role));
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}

const [installation, other] = fc.sample(anyInstallation, { numRuns: 2, seed: 4 }) as [
  MigratingInstallation,
  MigratingInstallation,
];
const [{ header }] = fc.sample(filesByKind.common, { numRuns: 1, seed: 4 }) as [CommonFile];
const sample = given({ kind: 'common', header, installations: [installation, other] } as const);
const sampleBytes = signed(sample);

describe('XML files', () => {
  it.each(kinds)('round trip: %s is read as it was written, and its signature is true', (kind) => {
    fc.assert(
      fc.property((filesByKind[kind] as fc.Arbitrary<MigrationFile>).map(given), (file) => {
        const read = readMigrationFile(signed(file), 'file.xml', kind);
        expect(read.file).toEqual(file);
        expect(read.signer).toEqual(pki.keysOf(giverOf(file)).signing.certificate.id);
        expect(checkSignature(read, pki.trust, someDay)).toBeUndefined();
      }),
      { numRuns: 40 },
    );
  });

  it('the same contents have the same signed bytes, others others', () => {
    const read = (file: MigrationFile): string =>
      readMigrationFile(signed(file), 'file.xml', file.kind).signedBytesSha256.toHex();
    expect(read(sample)).toBe(read({ ...sample }));
    expect(read(sample)).not.toBe(read({ ...sample, header: { ...sample.header, group: 'other' } }));
  });

  it('what XML cannot carry of a text for people is replaced; what is too long of it is cut', () => {
    const because = `\u0000\u001b[31m\ud800 fine ${'x'.repeat(3000)}`;
    const file = {
      kind: 'decision',
      header,
      installations: [{ hub: header.from, decision: 'commission', because }],
    } as const;
    const [read] = readMigrationFile(signed(file), 'file.xml', 'decision').file.installations;
    expect(read?.because).toMatch(/^\uFFFD\uFFFD\[31m\uFFFD fine x+…$/);
    expect(read?.because.length).toBe(1999);
  });

  it.each([
    ['a name that XML cannot carry', { epclEntry: 'a\u0000b' }],
    ['a name that is too long', { epclEntry: 'x'.repeat(201) }],
    ['an MPxN that is none', { esme: { ...installation.esme, mpxn: 'x' } }],
  ])('%s is not written', (_, change) => {
    const file = { ...sample, installations: [{ ...installation, ...change }] };
    expect(refusalOf(() => signed(file))).toMatchObject({ code: 'migration-file-unwritable' });
  });

  it('line ends, indentation and quotes of other tools are the same to a signature', () => {
    const read = readMigrationFile(sampleBytes, 'file.xml', 'common');
    const changed = textOf(sampleBytes)
      .replace(/<(Hub|Other) /g, '<$1\n    ')
      .replace(' set="', "\n set = '")
      .replace(/(set = '[^"]*)"/, "$1'");
    const again = readMigrationFile(Buffer.from(changed), 'file.xml', 'common');
    expect(changed).not.toBe(textOf(sampleBytes));
    expect(again.file).toEqual(sample);
    expect(again.signedBytesSha256).toEqual(read.signedBytesSha256);
    expect(checkSignature(again, pki.trust, someDay)).toBeUndefined();
  });

  it('a byte order mark is passed over, and so is a missing declaration', () => {
    const bare = textOf(sampleBytes).replace(/^<\?xml.*\n/, '');
    for (const text of [bare, `\uFEFF${textOf(sampleBytes)}`]) {
      const read = readMigrationFile(Buffer.from(text), 'file.xml', 'common');
      expect(checkSignature(read, pki.trust, someDay)).toBeUndefined();
    }
  });
});

describe('files that were changed', () => {
  /** What is said of changed bytes: nothing may be said of other contents than those that were signed. */
  function expectRefused(bytes: Uint8Array): void {
    const read = resultOrRefusal(() => readMigrationFile(bytes, 'file.xml', 'common'));
    if (isS1benchError(read) || checkSignature(read, pki.trust, someDay) !== undefined) return;
    expect(read.file).toEqual(sample);
    expect(read.signer).toEqual(pki.keysOf('requesting-party').signing.certificate.id);
  }

  it('XMLDSig: whatever is changed of a byte, the file is never believed to say something else', () => {
    fc.assert(
      fc.property(fc.nat(sampleBytes.length - 1), fc.nat(255), (at, byte) => {
        const changed = sampleBytes.slice();
        changed[at] = byte;
        expectRefused(changed);
      }),
      { numRuns: 1500 },
    );
  });

  it('XMLDSig: nor where a part of it is taken out, repeated or moved', () => {
    const place = fc.nat(sampleBytes.length);
    fc.assert(
      fc.property(place, place, place, (a, b, to) => {
        const [from, end] = [Math.min(a, b), Math.max(a, b)];
        const part = sampleBytes.subarray(from, end);
        expectRefused(Buffer.concat([sampleBytes.subarray(0, from), sampleBytes.subarray(end)]));
        expectRefused(Buffer.concat([sampleBytes.subarray(0, to), part, sampleBytes.subarray(to)]));
      }),
      { numRuns: 300 },
    );
  });

  it('XMLDSig: nor where a whole element is', () => {
    const text = textOf(sampleBytes);
    const elements = [...text.matchAll(/<(?<name>[A-Za-z:]+)[^>]*?(?:\/>|>(?:[^<]*<\/\k<name>>)?)/g)].map(
      ([all]) => all,
    );
    const element = fc.constantFrom(...new Set(elements));
    fc.assert(
      fc.property(element, element, (one, another) => {
        expectRefused(Buffer.from(text.replace(one, '')));
        expectRefused(Buffer.from(text.replace(one, `${one}${one}`)));
        expectRefused(Buffer.from(text.replace(one, another)));
        expectRefused(Buffer.from(text.replace(one, `${one}${another}`)));
      }),
      { numRuns: 200 },
    );
  });

  it('arbitrary bytes are refused, whatever kind is expected', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(...kinds), (bytes, kind) => {
        expect(refusalOf(() => readMigrationFile(bytes, 'file.xml', kind)).code).toMatch(/^migration-file-/);
      }),
    );
  });

  it('a file of one kind is none of another', () => {
    fc.assert(
      fc.property(migrationFile, fc.constantFrom<MigrationFileKind>(...kinds), (file, kind) => {
        fc.pre(file.kind !== kind);
        expect(refusalOf(() => readMigrationFile(signed(given(file)), 'file.xml', kind))).toMatchObject({
          code: 'migration-file-kind-wrong',
        });
      }),
      { numRuns: 30 },
    );
  });
});
