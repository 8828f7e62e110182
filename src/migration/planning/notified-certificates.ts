import type { Eui64 } from '../../core/identifiers.ts';
import type { CertificateId, NotifiedCertificates } from '../model/installation.ts';
import type { Party, PartyRole } from '../model/parties.ts';
import { networkOperatorOf, type Registrations } from '../model/registrations.ts';
import type { Certificate, CertificateUse } from '../pki/certificate.ts';
import type { Trust } from '../pki/trust.ts';

/** The last certificate of a party for a use that is to be believed at an instant. */
export function certificateOf(
  trust: Trust,
  party: Pick<Party, 'id' | 'role'>,
  use: CertificateUse,
  at: Temporal.Instant,
): Certificate | undefined {
  return trust.of(party, use).findLast((certificate) => trust.problemOf(certificate, at) === undefined);
}

/**
 * The certificates that the Device Security Credentials of a meter are to name: of its supplier and of whoever owns the
 * network that it is on, for critical messages the one that signs, for others the one for key agreement [ours]. Nothing
 * where the supplier has none.
 */
export function notifiedCertificates(
  { supplier, mpxn }: { readonly supplier: Eui64; readonly mpxn: string },
  trust: Trust,
  registrations: Registrations,
  at: Temporal.Instant,
): NotifiedCertificates | undefined {
  const idOf = (role: PartyRole, id: Eui64 | undefined, use: CertificateUse): CertificateId | undefined =>
    id === undefined ? undefined : certificateOf(trust, { id, role }, use, at)?.id;
  const operator = networkOperatorOf(registrations, mpxn, at);
  const criticalSupplier = idOf('responsible-supplier', supplier, 'signing');
  const nonCriticalSupplier = idOf('responsible-supplier', supplier, 'key-agreement');
  if (criticalSupplier === undefined || nonCriticalSupplier === undefined) return undefined;
  return {
    criticalSupplier,
    nonCriticalSupplier,
    criticalNetworkOperator: idOf('network-operator', operator, 'signing'),
    nonCriticalNetworkOperator: idOf('network-operator', operator, 'key-agreement'),
  };
}
