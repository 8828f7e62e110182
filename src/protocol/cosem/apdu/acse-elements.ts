import { type ByteReader, type ByteWriter, bytesEqual, concatBytes } from '../../../core/bytes.ts';
import { S1benchError } from '../../../core/errors.ts';
import { readContents, writeOctets } from '../axdr-length.ts';
import { type Aarq, type ApplicationContext, type Mechanism, mechanisms } from './association.ts';
import { berTags, element, readElement, readInteger } from './ber.ts';
import { type NamesByNumber, unknownChoice } from './fields.ts';

const APPLICATION_CONTEXT_NAME = 0xa1;
const USER_INFORMATION = 0xbe;
/** Authentication-value ::= CHOICE charstring [0]. */
const CHARSTRING = 0x80;

/** joint-iso-ccitt(2) country(16) country-name(756) identified-organization(5) DLMS-UA(8). */
const DLMS_UA = [0x60, 0x85, 0x74, 0x05, 0x08];

const contextNames: Readonly<Record<ApplicationContext, Uint8Array>> = {
  'logical-name': Uint8Array.of(...DLMS_UA, 1, 1),
  'logical-name-with-ciphering': Uint8Array.of(...DLMS_UA, 1, 3),
};

const mechanismNames: Readonly<Record<Mechanism, Uint8Array>> = {
  none: Uint8Array.of(...DLMS_UA, 2, mechanisms.none),
  lls: Uint8Array.of(...DLMS_UA, 2, mechanisms.lls),
  'hls-gmac': Uint8Array.of(...DLMS_UA, 2, mechanisms['hls-gmac']),
};

/** One bit: the authentication functional unit is asked for. */
const AUTHENTICATION_UNIT = Uint8Array.of(0x07, 0x80);

/** The contents of each element of an association PDU, by tag. What isn't asked for is passed over. */
export type Elements = ReadonlyMap<number, ByteReader>;

/**
 * The elements of an association PDU, its tag already read.
 * @throws `ber-tag-unexpected` also where a tag comes twice, `axdr-length-invalid`, `bytes-truncated`
 */
export function readElements(reader: ByteReader): Elements {
  const pdu = readContents(reader);
  const elements = new Map<number, ByteReader>();
  while (pdu.remaining > 0) {
    const offset = pdu.offset;
    const tag = pdu.u8();
    if (elements.has(tag)) {
      throw new S1benchError('ber-tag-unexpected', { where: { offset }, found: `${tag} again`, expected: 'each once' });
    }
    elements.set(tag, readContents(pdu));
  }
  return elements;
}

/**
 * The contents of an element that may not be absent.
 * @throws `acse-field-missing`
 */
export function mandatory(elements: Elements, tag: number, name: string): ByteReader {
  const contents = elements.get(tag);
  if (contents === undefined) throw new S1benchError('acse-field-missing', { expected: name });
  return contents;
}

/**
 * The application context name.
 * @throws `acse-field-missing`, and what `readElement` refuses
 */
export function readContext(elements: Elements): Aarq['context'] {
  const contents = mandatory(elements, APPLICATION_CONTEXT_NAME, 'application-context-name');
  const arcs = readElement(contents, berTags.objectIdentifier);
  return nameByArcs(contextNames, arcs) ?? { unknown: arcs };
}

/** The element of an application context name. */
export function contextElement(context: Aarq['context']): Uint8Array {
  return element(APPLICATION_CONTEXT_NAME, element(berTags.objectIdentifier, nameOf(contextNames, context)));
}

/** The mechanism that an object identifier names. */
export function readMechanism(contents: ByteReader): NonNullable<Aarq['mechanism']> {
  const arcs = contents.take(contents.remaining);
  return nameByArcs(mechanismNames, arcs) ?? { unknown: arcs };
}

function nameByArcs<Name extends string>(
  names: Readonly<Record<Name, Uint8Array>>,
  arcs: Uint8Array,
): Name | undefined {
  return (Object.keys(names) as Name[]).find((name) => bytesEqual(names[name], arcs));
}

function nameOf<Name extends string>(
  names: Readonly<Record<Name, Uint8Array>>,
  name: Name | { readonly unknown: Uint8Array },
): Uint8Array {
  return typeof name === 'string' ? names[name] : name.unknown;
}

/** The two elements that ask for a mechanism, or none where none is named. */
export function mechanismElements(
  requirementsTag: number,
  nameTag: number,
  mechanism: Aarq['mechanism'],
): Uint8Array[] {
  if (mechanism === undefined) return [];
  return [element(requirementsTag, AUTHENTICATION_UNIT), element(nameTag, nameOf(mechanismNames, mechanism))];
}

/** The secret or challenge in an authentication value; other choices than a charstring are refused. */
export function readAuthenticationValue(contents: ByteReader): Uint8Array {
  return readElement(contents, CHARSTRING);
}

/** The element of an authentication value. */
export function authenticationElement(tag: number, value: Uint8Array): Uint8Array {
  return element(tag, element(CHARSTRING, value));
}

/** The user information, if there is one. */
export function readUserInformation(elements: Elements): { readonly userInformation?: Uint8Array } {
  const contents = elements.get(USER_INFORMATION);
  return contents === undefined ? {} : { userInformation: readElement(contents, berTags.octetString) };
}

/** Writes the length of a PDU and its parts, user information last. */
export function writeParts(writer: ByteWriter, parts: readonly Uint8Array[], userInformation?: Uint8Array): void {
  const all = userInformation === undefined ? parts : [...parts, octetStringElement(USER_INFORMATION, userInformation)];
  writeOctets(writer, concatBytes(...all));
}

/** An OCTET STRING in an explicit tag. */
export function octetStringElement(tag: number, octets: Uint8Array): Uint8Array {
  return element(tag, element(berTags.octetString, octets));
}

/**
 * The name of an enumerated INTEGER.
 * @param what for the error: what is enumerated
 * @throws `apdu-choice-unknown`, and what `readInteger` refuses
 */
export function readNamedInteger<Name extends string>(
  contents: ByteReader,
  names: NamesByNumber<Name>,
  what: string,
): Name {
  const number = readInteger(contents);
  const name = names.get(number);
  if (name === undefined) throw unknownChoice(contents.offset - 1, what, number, [...names.keys()]);
  return name;
}
