import type { ByteReader, ByteWriter } from '../../../core/bytes.ts';
import { readContents } from '../axdr-length.ts';
import {
  authenticationElement,
  contextElement,
  mandatory,
  mechanismElements,
  octetStringElement,
  readAuthenticationValue,
  readContext,
  readElements,
  readMechanism,
  readNamedInteger,
  readUserInformation,
  writeParts,
} from './acse-elements.ts';
import {
  type Aare,
  type Aarq,
  type AssociationDiagnostic,
  associationDiagnostics,
  associationResults,
  providerDiagnostics,
} from './association.ts';
import { berTags, element, integerElement, readElement, readInteger } from './ber.ts';
import { namesByNumber, unknownChoice, within } from './fields.ts';

const aarqTags = {
  protocolVersion: 0x80,
  callingApTitle: 0xa6,
  callingAeInvocationId: 0xa9,
  senderAcseRequirements: 0x8a,
  mechanismName: 0x8b,
  callingAuthenticationValue: 0xac,
} as const;

const aareTags = {
  result: 0xa2,
  resultSourceDiagnostic: 0xa3,
  respondingApTitle: 0xa4,
  responderAcseRequirements: 0x88,
  mechanismName: 0x89,
  respondingAuthenticationValue: 0xaa,
} as const;

/** protocol-version, BIT STRING: its first bit stands for version 1. */
const NO_VERSION_1 = Uint8Array.of(0x07, 0x00);
const VERSION_1 = 0x80;

/** Associate-source-diagnostic ::= CHOICE. */
const diagnosticSources = { serviceUser: 0xa1, serviceProvider: 0xa2 } as const;

const resultNames = namesByNumber(associationResults);
const userDiagnosticNames = namesByNumber(associationDiagnostics);
const providerDiagnosticNames = namesByNumber(providerDiagnostics);

/**
 * AARQ, its tag already read (Green Book, ACSE APDUs). All octets are views on the bytes read from.
 * @throws `acse-field-missing`, `ber-tag-unexpected`, `ber-integer-invalid`, `axdr-length-invalid`, `bytes-truncated`
 */
export function readAarq(reader: ByteReader): Aarq {
  const elements = readElements(reader);
  const protocolVersion = elements.get(aarqTags.protocolVersion);
  const callingApTitle = elements.get(aarqTags.callingApTitle);
  const callingAeInvocationId = elements.get(aarqTags.callingAeInvocationId);
  const mechanism = elements.get(aarqTags.mechanismName);
  const authentication = elements.get(aarqTags.callingAuthenticationValue);
  return {
    kind: 'aarq',
    ...(protocolVersion && !namesVersion1(protocolVersion) && { excludesVersion1: true as const }),
    context: readContext(elements),
    ...(callingApTitle && { callingApTitle: readElement(callingApTitle, berTags.octetString) }),
    ...(callingAeInvocationId && { callingAeInvocationId: readInteger(callingAeInvocationId) }),
    ...(mechanism && { mechanism: readMechanism(mechanism) }),
    ...(authentication && { callingAuthenticationValue: readAuthenticationValue(authentication) }),
    ...readUserInformation(elements),
  };
}

/**
 * Writes an AARQ without its tag.
 * @throws `apdu-value-out-of-range`
 */
export function writeAarq(writer: ByteWriter, apdu: Aarq): void {
  const parts = [contextElement(apdu.context)];
  if (apdu.excludesVersion1) parts.unshift(element(aarqTags.protocolVersion, NO_VERSION_1));
  if (apdu.callingApTitle !== undefined) {
    parts.push(octetStringElement(aarqTags.callingApTitle, apdu.callingApTitle));
  }
  if (apdu.callingAeInvocationId !== undefined) {
    const id = within('calling-AE-invocation-id', apdu.callingAeInvocationId, 0, 0xffffffff);
    parts.push(element(aarqTags.callingAeInvocationId, integerElement(id)));
  }
  parts.push(...mechanismElements(aarqTags.senderAcseRequirements, aarqTags.mechanismName, apdu.mechanism));
  if (apdu.callingAuthenticationValue !== undefined) {
    parts.push(authenticationElement(aarqTags.callingAuthenticationValue, apdu.callingAuthenticationValue));
  }
  writeParts(writer, parts, apdu.userInformation);
}

/**
 * AARE, its tag already read (Green Book, ACSE APDUs). All octets are views on the bytes read from.
 * @throws `acse-field-missing`, `apdu-choice-unknown`, `ber-tag-unexpected`, `ber-integer-invalid`,
 *   `axdr-length-invalid`, `bytes-truncated`
 */
export function readAare(reader: ByteReader): Aare {
  const elements = readElements(reader);
  const apTitle = elements.get(aareTags.respondingApTitle);
  const mechanism = elements.get(aareTags.mechanismName);
  const authentication = elements.get(aareTags.respondingAuthenticationValue);
  return {
    kind: 'aare',
    context: readContext(elements),
    result: readNamedInteger(mandatory(elements, aareTags.result, 'result'), resultNames, 'result'),
    diagnostic: readDiagnostic(mandatory(elements, aareTags.resultSourceDiagnostic, 'result-source-diagnostic')),
    ...(apTitle && { respondingApTitle: readElement(apTitle, berTags.octetString) }),
    ...(mechanism && { mechanism: readMechanism(mechanism) }),
    ...(authentication && { respondingAuthenticationValue: readAuthenticationValue(authentication) }),
    ...readUserInformation(elements),
  };
}

/** Writes an AARE without its tag. */
export function writeAare(writer: ByteWriter, apdu: Aare): void {
  const parts = [
    contextElement(apdu.context),
    element(aareTags.result, integerElement(associationResults[apdu.result])),
    element(aareTags.resultSourceDiagnostic, diagnosticElement(apdu.diagnostic)),
  ];
  if (apdu.respondingApTitle !== undefined) {
    parts.push(octetStringElement(aareTags.respondingApTitle, apdu.respondingApTitle));
  }
  parts.push(...mechanismElements(aareTags.responderAcseRequirements, aareTags.mechanismName, apdu.mechanism));
  if (apdu.respondingAuthenticationValue !== undefined) {
    parts.push(authenticationElement(aareTags.respondingAuthenticationValue, apdu.respondingAuthenticationValue));
  }
  writeParts(writer, parts, apdu.userInformation);
}

function namesVersion1(bits: ByteReader): boolean {
  const [, first = 0] = bits.take(bits.remaining);
  return (first & VERSION_1) !== 0;
}

function readDiagnostic(contents: ByteReader): AssociationDiagnostic {
  const { offset } = contents;
  const source = contents.u8();
  const diagnostic = readContents(contents);
  switch (source) {
    case diagnosticSources.serviceUser:
      return readNamedInteger(diagnostic, userDiagnosticNames, 'acse-service-user');
    case diagnosticSources.serviceProvider:
      return readNamedInteger(diagnostic, providerDiagnosticNames, 'acse-service-provider');
    default:
      throw unknownChoice(offset, 'result-source-diagnostic', source, Object.values(diagnosticSources));
  }
}

function diagnosticElement(diagnostic: AssociationDiagnostic): Uint8Array {
  return isProviderDiagnostic(diagnostic)
    ? element(diagnosticSources.serviceProvider, integerElement(providerDiagnostics[diagnostic]))
    : element(diagnosticSources.serviceUser, integerElement(associationDiagnostics[diagnostic]));
}

function isProviderDiagnostic(diagnostic: AssociationDiagnostic): diagnostic is keyof typeof providerDiagnostics {
  return diagnostic in providerDiagnostics;
}
