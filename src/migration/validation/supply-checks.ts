import { isS1benchError } from '../../core/errors.ts';
import { parseMpan, parseMprn } from '../../core/identifiers.ts';
import type { CertificateId, MigratingMeter } from '../model/installation.ts';
import { networkOperatorOf, supplierOf } from '../model/registrations.ts';
import { formatCertificateId } from '../pki/certificate.ts';
import { metersOf } from '../planning/meters.ts';
import type { ValidationContext } from './context.ts';
import { firstProblem, type InstallationCheck, type Problem } from './problem.ts';

export const mpxnForm: InstallationCheck = (installation) =>
  firstProblem(metersOf(installation), ({ mpxn }) =>
    problemOfForm(mpxn, mpxn === installation.esme.mpxn ? parseMpan : parseMprn),
  );

export const mpxnRegistered: InstallationCheck = (installation, _, { registrations, now }) =>
  firstProblem(metersOf(installation), ({ mpxn }) =>
    supplierOf(registrations, mpxn, now) === undefined ? { found: `nobody is registered for ${mpxn}` } : undefined,
  );

/** Of a metering point that is registered to nobody, another check tells. */
export const responsibleSupplier: InstallationCheck = (installation, _, { registrations, now }) =>
  firstProblem(metersOf(installation), ({ mpxn, supplier }) => {
    const registered = supplierOf(registrations, mpxn, now);
    if (registered === undefined || registered === supplier) return undefined;
    return { found: `${mpxn}: ${supplier}`, expected: registered };
  });

export const supplierCertificatesValid: InstallationCheck = (installation, _, context) =>
  firstProblem(metersOf(installation).flatMap(suppliersCertificatesOf), (id) => problemOfCertificate(id, context));

export const supplierCertificatesOwner: InstallationCheck = (installation, _, context) =>
  firstProblem(metersOf(installation), (meter) =>
    firstProblem(suppliersCertificatesOf(meter), (id) => problemOfOwner(id, meter.supplier, context)),
  );

/** MTAD 17.18(h) */
export const dnoCertificatesPresent: InstallationCheck = (installation) =>
  firstProblem(metersOf(installation), (meter) => {
    const missing = 2 - dnoCertificatesOf(meter).length;
    return missing === 0 ? undefined : { found: `${meter.id}: ${missing} missing` };
  });

/** TMAD 5.10.12, 5.10.17 */
export const dnoCertificatesValid: InstallationCheck = (installation, _, context) =>
  firstProblem(metersOf(installation).flatMap(dnoCertificatesOf), (id) => problemOfCertificate(id, context));

/** TMAD 5.10.12, 5.10.17; of a metering point that is registered to nobody, another check tells. */
export const dnoCertificatesOwner: InstallationCheck = (installation, _, context) =>
  firstProblem(metersOf(installation), (meter) => {
    const owner = networkOperatorOf(context.registrations, meter.mpxn, context.now);
    if (owner === undefined) return undefined;
    return firstProblem(dnoCertificatesOf(meter), (id) => problemOfOwner(id, owner, context));
  });

function suppliersCertificatesOf({ certificates }: MigratingMeter): readonly CertificateId[] {
  return [certificates.criticalSupplier, certificates.nonCriticalSupplier];
}

function dnoCertificatesOf({ certificates }: MigratingMeter): readonly CertificateId[] {
  const { criticalNetworkOperator, nonCriticalNetworkOperator } = certificates;
  return [criticalNetworkOperator, nonCriticalNetworkOperator].filter((id) => id !== undefined);
}

function problemOfForm(mpxn: string, parse: (text: string) => unknown): Problem | undefined {
  try {
    parse(mpxn);
    return undefined;
  } catch (error) {
    if (isS1benchError(error)) return { found: error.found ?? mpxn, expected: error.expected };
    throw error;
  }
}

function problemOfCertificate(id: CertificateId, { trust, now }: ValidationContext): Problem | undefined {
  const certificate = trust.find(id);
  const problem = certificate === undefined ? 'unknown' : trust.problemOf(certificate, now);
  return problem && { found: `${formatCertificateId(id)}: ${problem}` };
}

/** Of a certificate that nobody knows, another check tells. */
function problemOfOwner(id: CertificateId, owner: string, { trust }: ValidationContext): Problem | undefined {
  const found = trust.find(id)?.party;
  if (found === undefined || found === owner) return undefined;
  return { found: `${formatCertificateId(id)}: of ${found}`, expected: owner };
}
