import { z } from 'zod';
import { remotePartyRoles } from '../../../credentials.ts';
import {
  certificationPath,
  executionOutcome,
  floorSequenceNumber,
  heldFor,
  replaceCredentials,
  replacementCertificates,
} from '../../credential-replacement.ts';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { dateTime } from '../../parameters.ts';
import { replacementModeOf } from '../../remote-parties.ts';

const parameters = z.strictObject({
  ExecutionDateTime: dateTime.optional(),
  RemotePartyRole: z.enum(remotePartyRoles),
  RemotePartyFloorSeqNumber: floorSequenceNumber.optional(),
  RemotePartyPrepaymentTopUpFloorSeqNumber: floorSequenceNumber.optional(),
  ReplacementCertificates: replacementCertificates,
  CertificationPathCertificates: certificationPath,
  ApplyTimeBasedCPVChecks: z.boolean(),
});

/** What the DCC controls is what no other User does. */
const handOver = steps(parameters, executionOutcome, async (device, request, context) => {
  const { RemotePartyRole: role } = request;
  const mode = replacementModeOf(device, role, context.user.role);
  const { inventory, user } = context;
  const held = heldFor(context, role);
  if (held !== undefined && held.party !== user.id && inventory.user(held.party) !== undefined) {
    throw device.unexpected(`credentials of ${held.party}, which aren't the DCC's to hand over`);
  }
  return replaceCredentials(
    {
      mode,
      role,
      isNewParty: true,
      certificates: request.ReplacementCertificates,
      floor: request.RemotePartyFloorSeqNumber,
      topUpFloor: request.RemotePartyPrepaymentTopUpFloorSeqNumber,
      request,
    },
    context,
  );
});

/** SRV 6.21. */
export const requestHandoverOfDccControlledDevice = equivalentSteps('6.21', {
  ESME: handOver,
  GSME: handOver,
  GPF: handOver,
});
