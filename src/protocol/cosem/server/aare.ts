import type { Aare, Aarq, AssociationDiagnostic } from '../apdu/association.ts';
import { encodeApdu } from '../apdu/codec.ts';
import { DLMS_VERSION, LN_VAA_NAME } from '../apdu/initiate.ts';
import { type InitiateError, initiateErrors } from './aarq-checks.ts';
import type { Association } from './association.ts';
import type { AssociationTerms } from './object.ts';

/** Protects what an AARE carries as the AARQ's was protected; absent where it wasn't. */
type Protect = ((initiate: Uint8Array) => Uint8Array) | undefined;

/** The AARE of an association that was accepted, or that waits for the client's answer to the challenge. */
export function acceptedAare({ device, terms, challenges }: Association, protect: Protect): Uint8Array {
  const response = initiateResponse(terms);
  const bearsTitle = terms.context === 'logical-name-with-ciphering' || challenges !== undefined;
  return encodeApdu({
    kind: 'aare',
    context: terms.context,
    result: 'accepted',
    diagnostic: challenges === undefined ? 'null' : 'authentication-required',
    ...(bearsTitle && { respondingApTitle: device.systemTitle }),
    ...(challenges !== undefined && {
      mechanism: terms.mechanism,
      respondingAuthenticationValue: challenges.server,
    }),
    userInformation: protect?.(response) ?? response,
  });
}

/** What was negotiated, encoded (Green Book, InitiateResponse). */
export function initiateResponse(terms: AssociationTerms): Uint8Array {
  return encodeApdu({
    kind: 'initiate-response',
    negotiatedDlmsVersion: DLMS_VERSION,
    negotiatedConformance: terms.conformance,
    serverMaxReceivePduSize: terms.serverMaxReceivePduSize,
    vaaName: LN_VAA_NAME,
  });
}

/** The AARE that refuses what ACSE negotiates. */
export function rejectedAare(
  context: Aarq['context'],
  diagnostic: AssociationDiagnostic,
  more: Pick<Aare, 'respondingApTitle' | 'userInformation'> = {},
): Uint8Array {
  return encodeApdu({ kind: 'aare', context, result: 'rejected-permanent', diagnostic, ...more });
}

/** The AARE that refuses what xDLMS negotiates. Where that is protected, it takes the device's title to read it. */
export function initiateErrorAare(
  context: Aarq['context'],
  error: InitiateError,
  systemTitle: Uint8Array,
  protect: Protect,
): Uint8Array {
  const refusal = encodeApdu({ kind: 'confirmed-service-error', service: 1, group: 6, value: initiateErrors[error] });
  return rejectedAare(context, 'no-reason-given', {
    ...(protect !== undefined && { respondingApTitle: systemTitle }),
    userInformation: protect?.(refusal) ?? refusal,
  });
}
