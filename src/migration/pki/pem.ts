import 'reflect-metadata';
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { PemConverter } from '@peculiar/x509';
import { S1benchError } from '../../core/errors.ts';

export type PemLabel = 'CERTIFICATE' | 'X509 CRL';

export function toPem(label: PemLabel, der: Uint8Array): string {
  return `${PemConverter.encode(Buffer.from(der), label)}\n`;
}

/**
 * The bytes of the one block in a text.
 * @throws `pem-invalid`
 */
export function fromPem(label: PemLabel, text: string, file: string): Uint8Array {
  try {
    const [block, ...others] = PemConverter.decodeWithHeaders(text);
    if (block?.type === label && others.length === 0) return new Uint8Array(block.rawData);
  } catch {
    // Said below.
  }
  throw new S1benchError('pem-invalid', { where: { file }, expected: `one block ${label}` });
}

export function privateKeyPem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }) as string;
}

/**
 * A private key on P-256; nothing of what was found is ever said.
 * @throws `pem-invalid`
 */
export function privateKeyFromPem(text: string, file: string): KeyObject {
  try {
    const key = createPrivateKey(text);
    if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key;
  } catch {
    // Its message may quote the file.
  }
  throw new S1benchError('pem-invalid', { where: { file }, expected: 'a private key on P-256, not encrypted' });
}
