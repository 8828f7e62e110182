import { createPrivateKey, type KeyObject } from 'node:crypto';
import { S1benchError } from '../../core/errors.ts';

export type PemLabel = 'CERTIFICATE' | 'X509 CRL';

export function toPem(label: PemLabel, der: Uint8Array): string {
  const lines = der.toBase64().match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

/**
 * The bytes of the one block in a text.
 * @throws `pem-invalid`
 */
export function fromPem(label: PemLabel, text: string, file: string): Uint8Array {
  const pattern = new RegExp(`^\\s*-----BEGIN ${label}-----\\s([A-Za-z0-9+/=\\s]*)-----END ${label}-----\\s*$`);
  const base64 = pattern.exec(text)?.[1];
  try {
    if (base64 !== undefined) return Uint8Array.fromBase64(base64);
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
