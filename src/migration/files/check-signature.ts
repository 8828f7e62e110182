import { verify } from 'node:crypto';
import { bytesEqual } from '../../core/bytes.ts';
import { S1benchError } from '../../core/errors.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import type { PartyRole } from '../model/parties.ts';
import { type Certificate, formatCertificateId } from '../pki/certificate.ts';
import type { Trust } from '../pki/trust.ts';
import type { MigrationFile } from './contents.ts';
import type { ReadMigrationFile } from './migration-file.ts';
import type { SignedContents } from './signed-xml.ts';

/**
 * What is wrong with the signature of a file, if anything is: it has to be over these contents, by the key of a
 * certificate that is to be believed at that instant, of the party that the file says it is from, in a role that gives
 * such files.
 * @returns `signature-contents-changed`, `signature-signer-unknown`, `signature-certificate-refused`, `signature-wrong`
 *   or `signature-not-theirs`
 */
export function checkSignature(read: ReadMigrationFile, trust: Trust, at: Temporal.Instant): S1benchError | undefined {
  return checkSigned(read, trust, at, { from: read.file.header.from, roles: givers(read.file) });
}

/** Who gives a file: the party that it says, in one of these roles. */
export interface Giver {
  readonly from: Eui64;
  readonly roles: readonly PartyRole[];
}

/** The same for whatever is signed. */
export function checkSigned(
  { signer, signedBytesSha256, signature }: Omit<SignedContents<unknown>, 'contents'>,
  trust: Trust,
  at: Temporal.Instant,
  { from, roles }: Giver,
): S1benchError | undefined {
  const found = formatCertificateId(signer);
  if (!bytesEqual(signature.statedSha256, signedBytesSha256)) {
    return new S1benchError('signature-contents-changed', {
      found: `SHA-256 ${signedBytesSha256.toHex()}`,
      expected: signature.statedSha256.toHex(),
    });
  }
  const certificate = trust.find(signer);
  if (certificate === undefined) return new S1benchError('signature-signer-unknown', { found });
  const problem = certificate.use === 'signing' ? trust.problemOf(certificate, at) : 'a certificate for key agreement';
  if (problem !== undefined)
    return new S1benchError('signature-certificate-refused', { found: `${found}: ${problem}` });
  if (!isSigned(signature, certificate)) return new S1benchError('signature-wrong', { found });
  if (certificate.party === from && roles.includes(certificate.role)) return undefined;
  return new S1benchError('signature-not-theirs', {
    found: `${certificate.role} ${certificate.party}`,
    expected: `${roles.join(' or ')} ${from}`,
  });
}

function isSigned({ signedInfo, value }: SignedContents<unknown>['signature'], { publicKey }: Certificate): boolean {
  return verify('sha256', signedInfo, { key: publicKey, dsaEncoding: 'ieee-p1363' }, value);
}

/** The roles that give a file of its kind. */
function givers(file: MigrationFile): readonly PartyRole[] {
  switch (file.kind) {
    case 'common':
    case 'group':
    case 'encrypted':
      return ['requesting-party'];
    case 'validation':
      return ['commissioning-party', 's1sp', 'dco'];
    case 'viability':
    case 'roll-back':
      return [file.by];
    case 'decision':
    case 'outcome':
      return ['commissioning-party'];
    case 'readiness':
      return ['smso'];
  }
}
