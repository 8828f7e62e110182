import { X509Certificate } from 'node:crypto';

/** Of what the MMC may say of a certificate (StatusASN1), with the numbers of RFC 5934, which GBCS takes over [recalled]. */
export const certificateStatuses = { success: 0, badCertificate: 5, noTrustAnchor: 10, other: 127 } as const;
export type CertificateStatus = keyof typeof certificateStatuses;

/** SMKI certificates have keys on this curve [recalled]. */
const CURVE = 'prime256v1';

/** What a certificate is judged by. */
export interface CertificateGrounds {
  /** CertificationPathCertificates: those of the authorities over it, base64. */
  readonly path: readonly string[];
  /** The root that is held for the device, base64; where none is, any path will do. */
  readonly root?: string | undefined;
  /** When it must be valid; nothing where that isn't to be looked at (ApplyTimeBasedCPVChecks). */
  readonly validAt?: Temporal.Instant | undefined;
}

/** Whether a certificate (base64) may be held for a device. Which party it names isn't looked at. */
export function judgeCertificate(certificate: string, { path, root, validAt }: CertificateGrounds): CertificateStatus {
  const leaf = parsed(certificate);
  const authorities = [...path, ...(root === undefined ? [] : [root])].map(parsed);
  if (leaf === undefined || leaf.publicKey.asymmetricKeyDetails?.namedCurve !== CURVE) return 'badCertificate';
  if (authorities.some((authority) => authority === undefined)) return 'noTrustAnchor';
  const chain = chainOf(leaf, authorities as readonly X509Certificate[]);
  const top = chain.at(-1) as X509Certificate;
  if (top === leaf || (root !== undefined && top.fingerprint256 !== parsed(root)?.fingerprint256))
    return 'noTrustAnchor';
  return validAt === undefined || chain.every((each) => isValidAt(each, validAt)) ? 'success' : 'badCertificate';
}

function parsed(certificate: string): X509Certificate | undefined {
  try {
    const bytes = Buffer.from(certificate, 'base64');
    const read = new X509Certificate(bytes);
    // A key that can't be read is only found when it is asked for, and what follows a certificate not at all.
    return read.publicKey.type === 'public' && read.raw.length === bytes.length ? read : undefined;
  } catch {
    // Whatever it is, it is no certificate.
    return undefined;
  }
}

/** A certificate, the authority that issued it, the one over that, and so on. */
function chainOf(leaf: X509Certificate, authorities: readonly X509Certificate[]): readonly X509Certificate[] {
  const chain = [leaf];
  for (let last = leaf; ; ) {
    const issuer = authorities.find(
      (each) => !chain.includes(each) && last.checkIssued(each) && last.verify(each.publicKey),
    );
    if (issuer === undefined) return chain;
    chain.push(issuer);
    last = issuer;
  }
}

function isValidAt({ validFromDate, validToDate }: X509Certificate, { epochMilliseconds }: Temporal.Instant): boolean {
  return validFromDate.getTime() <= epochMilliseconds && epochMilliseconds <= validToDate.getTime();
}
