import { z } from 'zod';
import { certificateHash, certificateUses, type RemotePartyRole, remotePartyRoles } from '../../../credentials.ts';
import { heldFor, sequenceNumber } from '../../credential-replacement.ts';
import { equivalentSteps, type StepContext, steps } from '../../equivalent-steps.ts';
import { asn1Status, statusOf } from '../../status.ts';

/** Of what the MMC may answer, with the numbers of RFC 5934, which GBCS takes over [recalled]. */
const statuses = { success: 0, trustAnchorNotFound: 25 } as const;

const role = z.enum(remotePartyRoles);
const parameters = z.strictObject({ RemotePartyRole: z.array(role).min(1).max(7) });
const response = z.strictObject({
  RemotePartyDetails: z.array(
    z.strictObject({
      RemotePartyRole: role,
      StatusCode: asn1Status('success', 'trustAnchorNotFound'),
      RemotePartyFloorSeqNumber: z.union([z.int(), z.string()]).optional(),
      CertificateUsage: z.enum(certificateUses).optional(),
      ExistingRemotePartyID: z.string().optional(),
      ExistingCertificateHash: z.string().optional(),
    }),
  ),
});
type Details = z.output<typeof response>['RemotePartyDetails'][number];

const retrieve = steps(parameters, response, async (_, { RemotePartyRole: roles }, context) => ({
  RemotePartyDetails: roles.flatMap((role) => detailsOf(role, context)),
}));

/** SRV 6.24.1. */
export const retrieveDeviceSecurityCredentialsKrp = equivalentSteps('6.24.1', {
  ESME: retrieve,
  GSME: retrieve,
  GPF: retrieve,
});

/** One for each certificate that is held; where none is, one that says so. */
function detailsOf(role: RemotePartyRole, context: StepContext): readonly Details[] {
  const held = heldFor(context, role);
  const details = certificateUses.flatMap((use): readonly Details[] => {
    const content = held?.certificates[use];
    if (held === undefined || content === undefined) return [];
    return [
      {
        RemotePartyRole: role,
        StatusCode: statusOf(statuses, 'success'),
        ...(held.floorSeqNumber !== undefined && { RemotePartyFloorSeqNumber: sequenceNumber(held.floorSeqNumber) }),
        CertificateUsage: use,
        ExistingRemotePartyID: held.party,
        ExistingCertificateHash: certificateHash(content),
      },
    ];
  });
  return details.length > 0
    ? details
    : [{ RemotePartyRole: role, StatusCode: statusOf(statuses, 'trustAnchorNotFound') }];
}
