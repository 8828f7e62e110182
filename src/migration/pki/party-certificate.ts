import { S1benchError } from '../../core/errors.ts';
import { eui64Bytes, eui64FromBytes } from '../../core/identifiers.ts';
import { type Party, partyRoles } from '../model/parties.ts';
import type { Certificate } from './certificate.ts';
import { type DistinguishedName, readX509, type X509 } from './x509.ts';

/**
 * A party as the subject of its certificates: its EUI-64 as X520 unique identifier [recalled], its name as common name
 * [recalled], its role as organizational unit [ours: SMKI has a number of two digits there, and none for the roles of a
 * migration is public].
 */
export function subjectOf({ id, name, role }: Party): DistinguishedName {
  return { commonName: name, unit: role, uniqueId: eui64Bytes(id) };
}

/**
 * The certificate of a party from DER.
 * @throws `der-invalid`, `certificate-invalid`
 */
export function readCertificate(der: Uint8Array): Certificate {
  return partyCertificateOf(readX509(der));
}

/** @throws `certificate-invalid` where it is that of an authority, or its subject is no party */
export function partyCertificateOf({ serial, issuer, subject, from, until, usage, publicKey, der }: X509): Certificate {
  const { unit, uniqueId } = subject;
  const role = partyRoles.find((each) => each === unit);
  if (usage === 'authority' || role === undefined || uniqueId?.length !== 8) {
    const found = `the subject ${subject.commonName}, ${unit ?? 'no unit'}`;
    throw new S1benchError('certificate-invalid', { found, expected: 'a party: its EUI-64, and its role as the unit' });
  }
  return {
    id: { serial, issuer: issuer.commonName },
    party: eui64FromBytes(uniqueId),
    role,
    use: usage === 'digital-signature' ? 'signing' : 'key-agreement',
    from,
    until,
    der,
    publicKey,
  };
}
