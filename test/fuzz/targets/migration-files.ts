import { isS1benchError } from '../../../src/core/errors.ts';
import { Random } from '../../../src/core/random.ts';
import { checkSignature } from '../../../src/migration/files/check-signature.ts';
import type { MigrationFile } from '../../../src/migration/files/contents.ts';
import { protect, unprotect } from '../../../src/migration/files/csv/password.ts';
import { type CsvLayout, readRows, writeRows } from '../../../src/migration/files/csv/rows.ts';
import { checkDetached, signDetached } from '../../../src/migration/files/detached-signature.ts';
import { readMigrationFile, writeMigrationFile } from '../../../src/migration/files/migration-file.ts';
import { parseFileName } from '../../../src/migration/files/names.ts';
import { open, seal } from '../../../src/migration/files/sealing.ts';
import { readCertificate } from '../../../src/migration/pki/party-certificate.ts';
import { readRevocationList } from '../../../src/migration/pki/revocation-list.ts';
import { readX509 } from '../../../src/migration/pki/x509.ts';
import { columnFormats } from '../../../src/migration/rules/layouts.ts';
import { keyMaterial, kinds, migrationFile } from '../../migration/files/arbitrary-files.ts';
import { partyOf, someDay, somePki } from '../../migration/pki/parties.ts';
import { Broken, decoder, mustSucceed, type Target } from '../target.ts';
import { sample, textOf } from './sample.ts';

const pki = await somePki();
const keys = pki.keysOf('s1sp');
const context = { set: 'DA-20260115-001', hub: partyOf('smso').id, recipient: 's1sp' } as const;
const layout: CsvLayout = {
  columns: columnFormats.map((format) => ({ column: format, field: format, format, required: format !== 'text' })),
};
const CSV = 'MA_cgI_70-B3-D5-1F-30-00-A0-08_20190407_182503.csv';
const rows = `${columnFormats.join(',')}\r\n"te""xt",70-B3-D5-1F-30-00-A0-08,1200000000011,2026-01-15,7,Y,0F01/Z1\r\n`;
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

export const migrationFileTargets: readonly Target[] = [
  {
    name: 'migration XML file',
    cost: 10,
    corpus: () => sample(migrationFile, (file: MigrationFile) => writeMigrationFile(file, keys), 100),
    start: () => (input, mutated) => {
      const bytes = mutated(input);
      let refused: unknown;
      for (const kind of kinds) {
        try {
          const read = readMigrationFile(bytes, 'fuzzed.xml', kind);
          checkSignature(read, pki.trust, someDay);
          mustSucceed('a file that was read can be written', () => writeMigrationFile(read.file, keys));
          return;
        } catch (error) {
          refused = error;
          if (!isS1benchError(error, 'migration-file-kind-wrong')) throw error;
        }
      }
      throw refused;
    },
  },
  {
    name: 'detached signature',
    cost: 10,
    corpus: () => [signDetached(CSV, bytesOf(rows), pki.keysOf('responsible-supplier'), someDay)],
    start: decoder((bytes) => checkDetached(CSV, bytesOf(rows), bytes, ['responsible-supplier'], pki.trust, someDay)),
  },
  {
    name: 'sealed keys',
    cost: 4,
    corpus: () => sample(keyMaterial, (material) => seal(material, keys.agreement.certificate, context), 100),
    start: decoder((bytes) => open(bytes, keys, context)),
  },
  {
    name: 'rows of a CSV file',
    corpus: () => [bytesOf(rows), bytesOf(`\uFEFF${rows}`)],
    start: decoder((bytes) => {
      const read = readRows(bytes, 'fuzzed.csv', layout);
      const good = read.filter(({ problems }) => problems.length === 0).map(({ values }) => values);
      const again = mustSucceed('rows that were read can be written', () =>
        readRows(writeRows(good, layout), 'again.csv', layout),
      );
      if (again.length !== good.length || again.some(({ problems }) => problems.length > 0)) {
        throw new Broken('rows that were written are read as others');
      }
    }),
  },
  {
    name: 'protected CSV file',
    cost: 500,
    corpus: () => [protect(bytesOf(rows), CSV, 'password')],
    start: decoder((bytes) => unprotect(bytes, CSV, 'password')),
  },
  {
    name: 'name of a migration file',
    corpus: () =>
      [CSV, 'DC-R1_70-b3-d5-1f-30-00-a0-08_CGI_20190407', 'DA-20260115-001_validation_s1sp.xml'].map(bytesOf),
    start: decoder((bytes) => parseFileName(textOf(bytes))),
  },
  {
    name: 'certificate',
    corpus: () => [pki.root.der, pki.issuer.der, ...pki.certificates.map(({ certificate }) => certificate.der)],
    start: decoder((bytes) => {
      const read = readX509(bytes);
      mustSucceed('a certificate that was read can be checked', () => read.isSignedBy(pki.issuer.publicKey));
      readCertificate(bytes);
    }),
  },
  {
    name: 'revocation list',
    corpus: async () => [
      pki.revocations.der,
      (await pki.issue(partyOf('dco'), new Random('revoked'), 'revoked')).pki.revocations.der,
    ],
    start: decoder((bytes) => {
      const read = readRevocationList(bytes);
      mustSucceed('a list that was read can be checked', () => read.isSignedBy(pki.issuer.publicKey));
    }),
  },
];
