import type { Apdu } from '../apdu/apdu.ts';
import type { Aarq } from '../apdu/association.ts';
import { encodeApdu } from '../apdu/codec.ts';
import type { ExceptionResponse } from '../apdu/errors.ts';
import { type Conformance, conformanceOf, type InitiateRequest } from '../apdu/initiate.ts';
import { challengeLength } from '../security/hls-gmac.ts';
import { SYSTEM_TITLE_LENGTH } from '../security/originator.ts';
import { satisfies } from '../security/protection.ts';
import { acceptedAare, initiateErrorAare, rejectedAare } from './aare.ts';
import { type InitiateError, refuseAarq, refuseInitiate } from './aarq-checks.ts';
import type { Association } from './association.ts';
import { tryDecodeApdu } from './decode.ts';
import { unknownService } from './exceptions.ts';
import type { ClientPolicy, LogicalDevice } from './logical-device.ts';
import { canCipher, MessageSecurity, type Opened } from './message-security.ts';
import type { AssociationTerms } from './object.ts';

/** What this server can do, whatever a device model says. */
const implemented: Conformance = conformanceOf(
  'general-protection',
  'priority-mgmt-supported',
  'block-transfer-with-get-or-read',
  'block-transfer-with-set-or-write',
  'block-transfer-with-action',
  'multiple-references',
  'data-notification',
  'get',
  'set',
  'selective-access',
  'event-notification',
  'action',
);

/** The association, if there is one now, and what to answer. */
export interface Associated {
  readonly association?: Association;
  readonly answer: Uint8Array | undefined;
}

/**
 * Answers an AARQ (Green Book 9.3, COSEM-OPEN): accepts, leaves HLS pending, or refuses with the diagnostic of the
 * first thing that is wrong. A message that can't be deciphered, or whose counter goes back, gets an exception.
 */
export function associate(device: LogicalDevice<unknown> | undefined, clientSap: number, aarq: Aarq): Associated {
  const { context } = aarq;
  const policy = device?.client(clientSap);
  if (device === undefined || policy === undefined) return { answer: rejectedAare(context, 'no-reason-given') };
  const diagnostic = refuseAarq(policy, aarq);
  if (diagnostic !== undefined) {
    if (diagnostic === 'authentication-failure') policy.refused?.('authentication');
    return { answer: rejectedAare(context, diagnostic) };
  }
  const security = createSecurity(policy, aarq, device.systemTitle);
  const opened = openUserInformation(security, aarq);
  if ('kind' in opened) return { answer: encodeApdu(opened) };
  const refuse = (error: InitiateError): Associated => ({
    answer: initiateErrorAare(context, error, device.systemTitle, opened.protect),
  });
  const request = opened.apdu;
  if (request?.kind !== 'initiate-request') return refuse('other');
  if (!satisfies(opened.protection?.policy ?? 'none', policy.securityPolicy)) {
    policy.refused?.('policy');
    return refuse('refused-by-the-vde-handler');
  }
  const conformance = request.proposedConformance & device.conformance & implemented;
  const error = refuseInitiate(request, conformance, policy.mechanism, security !== undefined);
  if (error !== undefined) return refuse(error);
  const association = createAssociation(device, policy, clientSap, aarq, request, conformance, security);
  return { association, answer: request.responseAllowed ? acceptedAare(association, opened.protect) : undefined };
}

function createSecurity(
  policy: ClientPolicy,
  { callingApTitle }: Aarq,
  systemTitle: Uint8Array,
): MessageSecurity | undefined {
  if (!canCipher(policy) || callingApTitle?.length !== SYSTEM_TITLE_LENGTH) return undefined;
  return new MessageSecurity(policy, Uint8Array.from(callingApTitle), systemTitle);
}

/** What the user information held, if it could be decoded, and how it was protected, if it was. */
interface UserInformation extends Partial<Pick<Opened, 'protection' | 'protect'>> {
  readonly apdu: Apdu | undefined;
}

function openUserInformation(
  security: MessageSecurity | undefined,
  { context, userInformation }: Aarq,
): UserInformation | ExceptionResponse {
  if (userInformation === undefined) return { apdu: undefined };
  const apdu = tryDecodeApdu(userInformation);
  if (apdu?.kind !== 'glo-ciphered' && apdu?.kind !== 'general-glo-ciphering') return { apdu };
  if (context !== 'logical-name-with-ciphering' || security === undefined) return unknownService;
  return security.open(apdu);
}

function createAssociation(
  device: LogicalDevice<unknown>,
  policy: ClientPolicy,
  clientSap: number,
  { context, callingApTitle, callingAuthenticationValue }: Aarq,
  request: InitiateRequest,
  conformance: Conformance,
  security: MessageSecurity | undefined,
): Association {
  const terms: AssociationTerms = {
    serverSap: device.sap,
    context: context === 'logical-name-with-ciphering' ? context : 'logical-name',
    mechanism: policy.mechanism,
    conformance,
    clientMaxReceivePduSize: request.clientMaxReceivePduSize,
    serverMaxReceivePduSize: device.maxReceivePduSize,
    ...(callingApTitle !== undefined && { clientSystemTitle: Uint8Array.from(callingApTitle) }),
  };
  const isPending = policy.mechanism === 'hls-gmac' && callingAuthenticationValue !== undefined;
  const challenges = isPending
    ? { client: Uint8Array.from(callingAuthenticationValue), server: device.random(challengeLength.ours) }
    : undefined;
  const call = { clientSap, tree: device.tree, association: terms };
  return { device, policy, terms, call, security, challenges, transfer: undefined };
}
