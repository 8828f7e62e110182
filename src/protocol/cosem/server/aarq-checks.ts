import { timingSafeEqual } from 'node:crypto';
import type { Aarq, AssociationDiagnostic, Mechanism } from '../apdu/association.ts';
import {
  type Conformance,
  conformanceOf,
  DLMS_VERSION,
  hasConformance,
  type InitiateRequest,
} from '../apdu/initiate.ts';
import { largestApdu } from '../pdu-size.ts';
import { challengeLength } from '../security/hls-gmac.ts';
import { SYSTEM_TITLE_LENGTH } from '../security/originator.ts';
import type { ClientPolicy } from './logical-device.ts';
import { canCipher } from './message-security.ts';

/** Green Book, client-max-receive-pdu-size: what the shortest answer takes, and the one that ends HLS. */
const LEAST_ROOM = { none: 12, lls: 12, 'hls-gmac': 25 } as const satisfies Record<Mechanism, number>;
/** An association that allows none of these is good for nothing. */
const services: Conformance = conformanceOf('get', 'set', 'action');

/** ServiceError, choice initiate, by its numbers on the wire (Green Book, ConfirmedServiceError). */
export const initiateErrors = {
  other: 0,
  'dlms-version-too-low': 1,
  'incompatible-conformance': 2,
  'pdu-size-too-short': 3,
  'refused-by-the-vde-handler': 4,
} as const;
export type InitiateError = keyof typeof initiateErrors;

/** The diagnostic of what ACSE can't accept in an AARQ; nothing where it can. */
export function refuseAarq(policy: ClientPolicy, aarq: Aarq): AssociationDiagnostic | undefined {
  if (aarq.excludesVersion1) return 'provider-no-common-acse-version';
  return refuseContext(policy, aarq) ?? refuseMechanism(policy, aarq);
}

function refuseContext(policy: ClientPolicy, { context, callingApTitle }: Aarq): AssociationDiagnostic | undefined {
  const isCiphered = context === 'logical-name-with-ciphering';
  const isPlain = context === 'logical-name' && policy.securityPolicy === 'none';
  if (!isPlain && !(isCiphered && canCipher(policy))) return 'application-context-name-not-supported';
  const needsTitle = isCiphered || policy.mechanism === 'hls-gmac';
  return needsTitle && callingApTitle?.length !== SYSTEM_TITLE_LENGTH ? 'calling-AP-title-not-recognized' : undefined;
}

function refuseMechanism(
  policy: ClientPolicy,
  { mechanism = 'none', callingAuthenticationValue: value }: Aarq,
): AssociationDiagnostic | undefined {
  if (mechanism === policy.mechanism) return isAnswered(policy, value) ? undefined : 'authentication-failure';
  if (mechanism !== 'none') return 'authentication-mechanism-name-not-recognised';
  return value === undefined ? 'authentication-required' : 'authentication-mechanism-name-required';
}

/** Whether the authentication value is one that the client's mechanism can go on with. */
function isAnswered(policy: ClientPolicy, value: Uint8Array | undefined): boolean {
  switch (policy.mechanism) {
    case 'none':
      return true;
    case 'lls':
      return policy.secret !== undefined && value !== undefined && secretsEqual(policy.secret, value);
    case 'hls-gmac':
      return (
        canCipher(policy) &&
        value !== undefined &&
        value.length >= challengeLength.least &&
        value.length <= challengeLength.most
      );
  }
}

/** What xDLMS can't accept in an InitiateRequest; nothing where it can. */
export function refuseInitiate(
  request: InitiateRequest,
  negotiated: Conformance,
  mechanism: Mechanism,
  mayCipher: boolean,
): InitiateError | undefined {
  if (request.proposedDlmsVersion < DLMS_VERSION) return 'dlms-version-too-low';
  if ((negotiated & services) === 0) return 'incompatible-conformance';
  const wrapping = hasConformance(negotiated, 'general-protection') ? 'general-glo' : 'glo';
  const strongest = mayCipher ? ({ policy: 'authenticated-encrypted', wrapping } as const) : undefined;
  const room = largestApdu(request.clientMaxReceivePduSize, strongest);
  return room < LEAST_ROOM[mechanism] ? 'pdu-size-too-short' : undefined;
}

/** Takes the same time wherever they differ. */
function secretsEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
