import { z } from 'zod';
import { remotePartyRoles } from '../../../credentials.ts';
import {
  certificate,
  certificationPath,
  executionOutcome,
  floorSequenceNumber,
  heldFor,
  replaceCredentials,
} from '../../credential-replacement.ts';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { dateTime } from '../../parameters.ts';
import { replacementModeOf } from '../../remote-parties.ts';

const parameters = z.strictObject({
  ExecutionDateTime: dateTime.optional(),
  RemotePartyRole: z.enum(remotePartyRoles),
  RemotePartyFloorSeqNumber: floorSequenceNumber.optional(),
  RemotePartyPrepaymentTopUpFloorSeqNumber: floorSequenceNumber.optional(),
  ReplacementCertificates: z.strictObject({
    SupplierOrNetworkOperatorCertificates: z.strictObject({
      DigitalSigningCertificate: certificate.optional(),
      KeyAgreementCertificate: certificate.optional(),
      KeyAgreementTopUpCertificate: certificate.optional(),
    }),
  }),
  CertificationPathCertificates: certificationPath,
  ApplyTimeBasedCPVChecks: z.boolean(),
});

const update = steps(parameters, executionOutcome, async (device, request, context) => {
  const { RemotePartyRole: role } = request;
  const mode = replacementModeOf(device, role, context.user.role);
  const held = heldFor(context, role);
  if (held !== undefined && held.party !== context.user.id) {
    throw device.unexpected(`credentials of ${held.party}, which only that party replaces`);
  }
  return replaceCredentials(
    {
      mode,
      role,
      isNewParty: false,
      certificates: request.ReplacementCertificates.SupplierOrNetworkOperatorCertificates,
      floor: request.RemotePartyFloorSeqNumber,
      topUpFloor: request.RemotePartyPrepaymentTopUpFloorSeqNumber,
      request,
    },
    context,
  );
});

/** SRV 6.15.1, critical: a party replaces its own certificates. */
export const updateSecurityCredentialsKrp = equivalentSteps('6.15.1', { ESME: update, GSME: update, GPF: update });
