import { sign } from 'node:crypto';
import { XmlElement } from 'libxml2-wasm';
import { fromHex, toHex } from '../../../core/bytes.ts';
import { S1benchError } from '../../../core/errors.ts';
import type { CertificateId } from '../../model/installation.ts';
import type { OwnCertificate } from '../../pki/party-keys.ts';
import { escapeText } from './shape.ts';

export const SIGNATURE_NAMESPACE = 'http://www.w3.org/2000/09/xmldsig#';

/** The signature of a file as it stands there: what it says of itself, and nothing of whether that is true. */
export interface FileSignature {
  readonly signer: CertificateId;
  /** SHA-256 of the canonical contents, as stated. */
  readonly statedSha256: Uint8Array;
  /** r and s, 32 bytes each. */
  readonly value: Uint8Array;
  readonly signedInfo: XmlElement;
}

const algorithms = {
  exclusive: 'http://www.w3.org/2001/10/xml-exc-c14n#',
  ecdsa: 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256',
  enveloped: 'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
  sha256: 'http://www.w3.org/2001/04/xmlenc#sha256',
} as const;

/** An element of the one way in which files are signed: XMLDSig, enveloped, over the whole document. */
interface Profile {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly children?: readonly Profile[];
  /** What it holds, in place of elements. */
  readonly text?: keyof Texts;
}

interface Texts {
  digest: string;
  value: string;
  issuer: string;
  serial: string;
}

const profile: Profile = {
  name: 'Signature',
  children: [
    {
      name: 'SignedInfo',
      children: [
        { name: 'CanonicalizationMethod', attributes: { Algorithm: algorithms.exclusive } },
        { name: 'SignatureMethod', attributes: { Algorithm: algorithms.ecdsa } },
        {
          name: 'Reference',
          attributes: { URI: '' },
          children: [
            {
              name: 'Transforms',
              children: [
                { name: 'Transform', attributes: { Algorithm: algorithms.enveloped } },
                { name: 'Transform', attributes: { Algorithm: algorithms.exclusive } },
              ],
            },
            { name: 'DigestMethod', attributes: { Algorithm: algorithms.sha256 } },
            { name: 'DigestValue', text: 'digest' },
          ],
        },
      ],
    },
    { name: 'SignatureValue', text: 'value' },
    {
      name: 'KeyInfo',
      children: [
        {
          name: 'X509Data',
          children: [
            {
              name: 'X509IssuerSerial',
              children: [
                { name: 'X509IssuerName', text: 'issuer' },
                { name: 'X509SerialNumber', text: 'serial' },
              ],
            },
          ],
        },
      ],
    },
  ],
};

/** The signature over these canonical contents, still without its value. */
export function signatureText(sha256: Uint8Array, { serial, issuer }: CertificateId): string {
  return write(profile, {
    digest: sha256.toBase64(),
    value: NO_VALUE,
    issuer: `CN=${issuer.replaceAll(/[,+"\\<>;=#]|^ | $/g, (each) => (each === ' ' ? SPACE : `\\${each}`))}`,
    serial: BigInt(`0x${serial}`).toString(),
  });
}

/** A space at an end of a name, where it would be lost (RFC 4514, 2.4). */
const SPACE = '\\20';

/** A value that no signature has, as long as one. */
export const NO_VALUE = new Uint8Array(64).toBase64();

/** Signs the canonical `SignedInfo`: base64 of r and s. */
export function signatureValue(signedInfo: Uint8Array, { privateKey }: OwnCertificate): string {
  return sign('sha256', signedInfo, { key: privateKey, dsaEncoding: 'ieee-p1363' }).toBase64();
}

/** @throws `signature-profile-wrong` with the line */
export function readSignature(element: XmlElement): FileSignature {
  const texts: Texts = { digest: '', value: '', issuer: '', serial: '' };
  match(element, profile, texts);
  return {
    signer: { serial: serialOf(texts.serial, element), issuer: issuerOf(texts.issuer, element) },
    statedSha256: base64(texts.digest, 32, element),
    value: base64(texts.value, 64, element),
    signedInfo: elementsOf(element)[0] as XmlElement,
  };
}

function write({ name, attributes = {}, children, text }: Profile, texts: Texts, depth = 0): string {
  const namespace = depth === 0 ? ` xmlns:ds="${SIGNATURE_NAMESPACE}"` : '';
  const stated = Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`);
  const inside =
    children?.map((each) => write(each, texts, depth + 1)).join('') ?? (text && escapeText(texts[text])) ?? '';
  return `<ds:${name}${namespace}${stated.join('')}>${inside}</ds:${name}>`;
}

/** Takes the texts out of an element that is as the profile says, and so are all within it. */
function match(element: XmlElement, { name, attributes = {}, children = [], text }: Profile, texts: Texts): void {
  if (element.name !== name || element.namespaceUri !== SIGNATURE_NAMESPACE) throw misfit(element, name);
  const stated = element.attrs.map((each) => `${each.name}=${each.value}`).sort();
  const expected = Object.entries(attributes).map(([key, value]) => `${key}=${value}`);
  if (stated.join(' ') !== expected.join(' ')) throw misfit(element, `${name} with ${expected.join(' ') || 'nothing'}`);
  const inside = elementsOf(element);
  if (inside.length !== children.length) throw misfit(element, `${children.length} elements in ${name}`);
  for (const [i, each] of children.entries()) match(inside[i] as XmlElement, each, texts);
  if (text !== undefined) texts[text] = element.content.trim();
}

/** No more of them than matter, however many there are. */
function elementsOf(element: XmlElement): readonly XmlElement[] {
  const found: XmlElement[] = [];
  for (let node = element.firstChild; node !== null && found.length <= 3; node = node.next) {
    if (node instanceof XmlElement) found.push(node);
  }
  return found;
}

function serialOf(decimal: string, element: XmlElement): string {
  if (!/^[1-9][0-9]{0,48}$/.test(decimal)) throw misfit(element, 'a serial number, decimal');
  const hex = BigInt(decimal).toString(16);
  return toHex(fromHex(hex.length % 2 === 0 ? hex : `0${hex}`));
}

/** The common name in `CN=...` (RFC 4514); nothing else may be in the name of the issuer. */
function issuerOf(name: string, element: XmlElement): string {
  const escaped = /^CN=((?:[^,+"\\<>;=#]|\\[,+"\\<>;=#]|\\20)+)$/.exec(name)?.[1];
  if (escaped === undefined) throw misfit(element, 'an issuer by its common name alone');
  return escaped.replaceAll(/\\(20|.)/g, (_, each) => (each === '20' ? ' ' : each));
}

function base64(text: string, length: number, element: XmlElement): Uint8Array {
  try {
    const bytes = Uint8Array.fromBase64(text, { lastChunkHandling: 'strict' });
    if (bytes.length === length) return bytes;
  } catch {
    // Said below.
  }
  throw misfit(element, `${length} bytes in base64`);
}

function misfit({ name, line }: XmlElement, expected: string): S1benchError {
  return new S1benchError('signature-profile-wrong', { where: { line, path: name }, expected });
}
