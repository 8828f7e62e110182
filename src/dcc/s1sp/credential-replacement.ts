import { z } from 'zod';
import { type CertificateUse, certificateHash, type RemotePartyRole, type RoleCredentials } from '../credentials.ts';
import { type CertificateStatus, certificateStatuses, judgeCertificate } from './certificates.ts';
import type { StepContext } from './equivalent-steps.ts';
import { asn1Status, statusOf } from './status.ts';

const FLOOR = 'a whole number from 0 to 9223372036854775807, beyond 2^53 its digits as text';
const LARGEST_FLOOR = 2n ** 63n - 1n;

/** DUIS floorSequenceNumber. */
export const floorSequenceNumber = z
  .union([z.int().min(0), z.string().regex(/^\d{1,19}$/)], { error: FLOOR })
  .transform(BigInt)
  .refine((number) => number <= LARGEST_FLOOR, { error: FLOOR });

export const certificate = z.base64({ error: 'a certificate in base64' }).min(1);
export const certificationPath = z.strictObject({ Certificate: z.array(certificate).min(1).max(3) });

/** The certificates of a remote party that DUIS names, by what each is for; the first one may not be missing. */
export const replacementCertificates = z.strictObject({
  DigitalSigningCertificate: certificate,
  KeyAgreementCertificate: certificate.optional(),
  KeyAgreementTopUpCertificate: certificate.optional(),
});

/** A number beyond 2^53 is its digits. */
const number = z.union([z.int(), z.string().regex(/^\d+$/)]);
export const executionOutcome = z.strictObject({
  ExecutionOutcome: z
    .strictObject({
      CredentialsReplacementMode: z.enum([
        'SupplierBySupplier',
        'NetworkOperatorByNetworkOperator',
        'SupplierByTransCoS',
      ]),
      RemotePartySeqNumberChange: z
        .strictObject({
          RemotePartyRole: z.string(),
          RemotePartyFloorSeqNumber: number.optional(),
          RemotePartyPrepaymentTopUpFloorSeqNumber: number.optional(),
        })
        .optional(),
      ReplacementOutcome: z
        .array(
          z.strictObject({
            StatusCode: asn1Status(...(Object.keys(certificateStatuses) as CertificateStatus[])),
            CertificateType: z.enum(['DigitalSigning', 'KeyAgreement', 'KeyAgreementTopUp']),
            RemotePartyRole: z.string(),
            ExistingRemotePartyID: z.string().optional(),
            NewRemotePartyID: z.string(),
            ExistingCertificateHash: z.string().optional(),
            NewCertificateHash: z.string(),
          }),
        )
        .max(3),
    })
    .optional(),
});
type Outcome = z.output<typeof executionOutcome>;

/** Certificates that take the place of those that are held for a device in a role. */
export interface Replacement {
  readonly mode: NonNullable<Outcome['ExecutionOutcome']>['CredentialsReplacementMode'];
  readonly role: RemotePartyRole;
  /** Whether what isn't replaced goes, because it was another party's. */
  readonly isNewParty: boolean;
  readonly certificates: { readonly [Use in CertificateUse as `${Use}Certificate`]?: string | undefined };
  readonly floor: bigint | undefined;
  readonly topUpFloor: bigint | undefined;
  readonly request: {
    readonly ExecutionDateTime?: Temporal.Instant | undefined;
    readonly CertificationPathCertificates: z.output<typeof certificationPath>;
    readonly ApplyTimeBasedCPVChecks: boolean;
  };
}

const uses = ['DigitalSigning', 'KeyAgreement', 'KeyAgreementTopUp'] as const satisfies readonly CertificateUse[];

/**
 * Replaces what is held for a device, now or at the request's time; all of it, or nothing where one certificate isn't
 * sound. They are the asking User's own from then on.
 * @returns the body of the response; none of an outcome that is yet to come
 */
export function replaceCredentials(replacement: Replacement, context: StepContext): Outcome {
  const { request, certificates } = replacement;
  const now = context.clock.now();
  const root = heldFor(context, 'Root')?.certificates.KeyCertSign;
  const validAt = request.ApplyTimeBasedCPVChecks ? now : undefined;
  const grounds = { path: request.CertificationPathCertificates.Certificate, root, validAt };
  const given = uses.flatMap((use) => {
    const content = certificates[`${use}Certificate`];
    return content === undefined ? [] : [{ use, content, status: judgeCertificate(content, grounds) }];
  });
  const isSound = given.every(({ status }) => status === 'success');
  const wait = request.ExecutionDateTime?.since(now);
  if (isSound && wait !== undefined && wait.sign > 0) {
    context.clock.schedule(wait, () => hold(replacement, context), { background: true });
    return {};
  }
  const before = heldFor(context, replacement.role);
  if (isSound) hold(replacement, context);
  return {
    ExecutionOutcome: {
      CredentialsReplacementMode: replacement.mode,
      ...(isSound && sequenceNumberChange(replacement)),
      ReplacementOutcome: given.map(({ use, content, status }) => ({
        StatusCode: statusOf(certificateStatuses, isSound || status !== 'success' ? status : 'other'),
        CertificateType: use,
        RemotePartyRole: replacement.role,
        ...(before !== undefined && { ExistingRemotePartyID: before.party }),
        NewRemotePartyID: context.user.id,
        ...existingHash(before, use),
        NewCertificateHash: certificateHash(content),
      })),
    },
  };
}

/** What is held for the device in a role; it may have changed since the request came. */
export function heldFor({ inventory, entry }: StepContext, role: RemotePartyRole): RoleCredentials | undefined {
  return inventory.device(entry.id)?.credentials?.[role];
}

/** A number as JSON has it. */
export function sequenceNumber(value: bigint): number | string {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : String(value);
}

function hold(replacement: Replacement, context: StepContext): void {
  const { role, certificates, floor, topUpFloor, isNewParty } = replacement;
  const { inventory, entry, user } = context;
  const before = isNewParty ? undefined : heldFor(context, role);
  const replaced = uses.flatMap((use) => {
    const content = certificates[`${use}Certificate`];
    return content === undefined ? [] : [[use, content] as const];
  });
  const after: RoleCredentials = {
    ...before,
    party: user.id,
    certificates: { ...before?.certificates, ...Object.fromEntries(replaced) },
    ...(floor !== undefined && { floorSeqNumber: floor }),
    ...(topUpFloor !== undefined && { prepaymentTopUpFloorSeqNumber: topUpFloor }),
  };
  inventory.update(entry.id, { credentials: { ...inventory.device(entry.id)?.credentials, [role]: after } });
}

function sequenceNumberChange({ role, floor, topUpFloor }: Replacement) {
  if (floor === undefined && topUpFloor === undefined) return {};
  return {
    RemotePartySeqNumberChange: {
      RemotePartyRole: role,
      ...(floor !== undefined && { RemotePartyFloorSeqNumber: sequenceNumber(floor) }),
      ...(topUpFloor !== undefined && { RemotePartyPrepaymentTopUpFloorSeqNumber: sequenceNumber(topUpFloor) }),
    },
  };
}

function existingHash(before: RoleCredentials | undefined, use: CertificateUse) {
  const existing = before?.certificates[use];
  return existing === undefined ? {} : { ExistingCertificateHash: certificateHash(existing) };
}
