/** What can be wrong with a certificate on purpose. */
export const certificateFaults = ['expired', 'not-yet-valid', 'revoked', 'wrong-issuer'] as const;
export type CertificateFault = (typeof certificateFaults)[number];
