import { createPublicKey, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { parseDocument, parsedBy } from '../../core/documents.ts';
import { S1benchError } from '../../core/errors.ts';
import { parseEui64 } from '../../core/identifiers.ts';
import { partyRoles } from '../model/parties.ts';
import { certificateFaults } from './certificate-fault.ts';
import { readCertificate } from './party-certificate.ts';
import { fromPem, privateKeyFromPem, privateKeyPem, toPem } from './pem.ts';
import { readRevocationList } from './revocation-list.ts';
import { type IssuedCertificate, TestPki } from './test-pki.ts';
import { readX509 } from './x509.ts';

/** Of a folder that holds a PKI: who takes part, and which certificate is in which file. Its files lie beside it. */
const INDEX = 'pki.json';
const files = {
  root: 'root.pem',
  issuer: 'issuer.pem',
  issuerKey: 'keys/issuer.pem',
  revocations: 'issuer.crl.pem',
} as const;

const name = z.string().regex(/^[a-zA-Z0-9-]+$/, 'a name without a folder');

const indexSchema = z.strictObject({
  kind: z.literal('test-pki'),
  parties: z.array(z.strictObject({ role: z.enum(partyRoles), id: parsedBy(parseEui64), name: z.string().min(1) })),
  /** `certificates/{name}.pem` and `keys/{name}.pem`, in the order in which they were issued. */
  certificates: z.array(z.strictObject({ name, fault: z.enum(certificateFaults).optional() })),
});

/** Whether a folder holds a PKI. */
export function holdsPki(folder: string): boolean {
  return existsSync(join(folder, INDEX));
}

/**
 * Keeps a PKI in a folder; of one that is there already it changes what is new. The index comes last: until then the
 * folder holds what it held before.
 * @throws `pki-unwritable`
 */
export function savePki(folder: string, pki: TestPki): void {
  const { root, issuer, issuerKey, parties, certificates, revocations } = pki;
  writeFile(folder, files.root, toPem('CERTIFICATE', root.der));
  writeFile(folder, files.issuer, toPem('CERTIFICATE', issuer.der));
  if (issuerKey !== undefined) writeFile(folder, files.issuerKey, privateKeyPem(issuerKey), 'secret');
  writeFile(folder, files.revocations, toPem('X509 CRL', revocations.der));
  for (const own of certificates) {
    writeFile(folder, keyFile(nameOf(own)), privateKeyPem(own.privateKey), 'secret');
    writeFile(folder, certificateFile(nameOf(own)), toPem('CERTIFICATE', own.certificate.der));
  }
  const index: z.input<typeof indexSchema> = {
    kind: 'test-pki',
    parties: parties.map(({ role, id, name: partyName }) => ({ role, id, name: partyName })),
    certificates: certificates.map((own) => ({ name: nameOf(own), ...(own.fault && { fault: own.fault }) })),
  };
  writeFile(folder, INDEX, `${JSON.stringify(index, undefined, 2)}\n`);
}

/**
 * The PKI in a folder.
 * @throws `file-unreadable`, DocumentErrors, `pem-invalid`, `der-invalid`, `certificate-invalid`, `certificate-key-other`,
 *   `revocation-list-untrue`
 */
export function loadPki(folder: string): TestPki {
  const index = parseDocument(readFile(folder, INDEX), join(folder, INDEX), indexSchema);
  const certificateIn = (file: string): Uint8Array =>
    fromPem('CERTIFICATE', readFile(folder, file), join(folder, file));
  return new TestPki({
    root: readX509(certificateIn(files.root)),
    issuer: readX509(certificateIn(files.issuer)),
    issuerKey: existsSync(join(folder, files.issuerKey)) ? keyIn(folder, files.issuerKey) : undefined,
    parties: index.parties,
    certificates: index.certificates.map((entry): IssuedCertificate => {
      const certificate = readCertificate(certificateIn(certificateFile(entry.name)));
      const privateKey = keyIn(folder, keyFile(entry.name));
      if (!createPublicKey(privateKey).equals(certificate.publicKey)) {
        throw new S1benchError('certificate-key-other', { where: { file: join(folder, keyFile(entry.name)) } });
      }
      return { certificate, privateKey, ...(entry.fault !== undefined && { fault: entry.fault }) };
    }),
    revocations: readRevocationList(
      fromPem('X509 CRL', readFile(folder, files.revocations), join(folder, files.revocations)),
    ),
  });
}

/** What the files of a certificate and its key are called: `s1sp-signing-5A3F01B2`. */
export function nameOf({ certificate: { role, use, id } }: IssuedCertificate): string {
  return `${role}-${use}-${id.serial.slice(0, 16)}`;
}

export function certificateFile(of: string): string {
  return `certificates/${of}.pem`;
}

function keyFile(of: string): string {
  return `keys/${of}.pem`;
}

function keyIn(folder: string, file: string): ReturnType<typeof privateKeyFromPem> {
  return privateKeyFromPem(readFile(folder, file), join(folder, file));
}

function readFile(folder: string, file: string): string {
  try {
    return readFileSync(join(folder, file), 'utf8');
  } catch (cause) {
    throw new S1benchError('file-unreadable', { where: { file: join(folder, file) }, found: String(cause), cause });
  }
}

/** Whole or not at all; what is secret is for its owner alone from the first moment on. */
function writeFile(folder: string, file: string, text: string, secrecy: 'secret' | 'public' = 'public'): void {
  const path = join(folder, file);
  const draft = `${path}.${randomUUID()}`;
  const mode = secrecy === 'secret' ? 0o600 : 0o644;
  try {
    mkdirSync(dirname(path), { recursive: true, ...(secrecy === 'secret' && { mode: 0o700 }) });
    writeFileSync(draft, text, { mode });
    renameSync(draft, path);
  } catch (cause) {
    throw new S1benchError('pki-unwritable', { where: { file: path }, found: String(cause), cause });
  }
}
