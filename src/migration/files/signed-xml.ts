import { XmlElement } from 'libxml2-wasm';
import { isS1benchError, S1benchError } from '../../core/errors.ts';
import type { CertificateId } from '../model/installation.ts';
import type { PartyKeys } from '../pki/party-keys.ts';
import { canonicalPart, canonicalSha256, compileSchema, parseXml, validateXml } from './xml/document.ts';
import { roots } from './xml/kinds.ts';
import { schemaOf } from './xml/schema.ts';
import { NAMESPACE, type Shape } from './xml/shape.ts';
import { NO_VALUE, readSignature, SIGNATURE_NAMESPACE, signatureText, signatureValue } from './xml/signature.ts';

/** What a signed file says, and what it takes to check its signature. */
export interface SignedContents<T> {
  readonly contents: T;
  readonly signer: CertificateId;
  /** Of the canonical contents, as they are: what the signature has to be about. */
  readonly signedBytesSha256: Uint8Array;
  readonly signature: {
    /** Of the canonical contents, as the signature states it. */
    readonly statedSha256: Uint8Array;
    /** What was signed, in canonical form. */
    readonly signedInfo: Uint8Array;
    /** r and s, 32 bytes each. */
    readonly value: Uint8Array;
  };
}

/** The schema of all files, as it is published. */
export const schemaText: string = schemaOf(roots);
const schema = compileSchema(schemaText);

/**
 * A value as signed XML. What this gives is read again by `readSigned`.
 * @throws `migration-file-unwritable`
 */
export function writeSigned<T>(contents: T, { type, write }: Shape<T>, keys: PartyKeys): Uint8Array {
  const lines: string[] = [];
  write(contents, type, lines, 0);
  const [first = '', ...others] = lines;
  // An element that holds nothing but its signature has no closing tag yet.
  const open = others.length === 0 ? first.replace(/\/>$/, '>') : first;
  const start = [`<?xml version="1.0" encoding="UTF-8"?>`, withNamespace(open, type), ...others.slice(0, -1), ''].join(
    '\n',
  );
  const end = `\n</${type}>\n`;
  const encoder = new TextEncoder();
  try {
    using unsigned = parseXml(encoder.encode(start + end), type);
    const blank = signatureText(canonicalSha256(unsigned, type), keys.signing.certificate.id);
    using draft = parseXml(encoder.encode(start + blank + end), type);
    validateXml(draft, schema, type);
    const { signedInfo } = readSignature(signatureOf(draft.root, type));
    const value = signatureValue(canonicalPart(draft, signedInfo, type), keys.signing);
    return encoder.encode(start + blank.replace(NO_VALUE, value) + end);
  } catch (cause) {
    if (!isS1benchError(cause)) throw cause;
    throw new S1benchError('migration-file-unwritable', { found: cause.message, cause });
  }
}

/**
 * What a signed file says, if it is one of this shape. Contents, schema check and signature are all of the one document
 * that was parsed; whether the signature is true is not asked.
 * @throws `migration-file-too-large`, `migration-file-encoding`, `migration-file-forbidden`, `migration-file-syntax`,
 *   `migration-file-kind-wrong`, `migration-file-invalid`, `signature-profile-wrong`
 */
export function readSigned<T>(bytes: Uint8Array, file: string, { type, read }: Shape<T>): SignedContents<T> {
  using document = parseXml(bytes, file);
  const { root } = document;
  if (root.name !== type || root.namespaceUri !== NAMESPACE) {
    const found = `${root.name.slice(0, 100)} of ${root.namespaceUri.slice(0, 100) || 'no namespace'}`;
    const where = { file, line: root.line };
    throw new S1benchError('migration-file-kind-wrong', { where, found, expected: `${type} of ${NAMESPACE}` });
  }
  const { signature, contents } = naming(file, () => {
    const element = signatureOf(root, type);
    return { signature: readSignature(element), contents: read(root, element) };
  });
  validateXml(document, schema, file);
  const signedInfo = canonicalPart(document, signature.signedInfo, file);
  signatureOf(root, type).remove();
  return {
    contents,
    signer: signature.signer,
    signedBytesSha256: canonicalSha256(document, file),
    signature: { statedSha256: signature.statedSha256, signedInfo, value: signature.value },
  };
}

/** The last element of a file. */
function signatureOf(root: XmlElement, type: string): XmlElement {
  let node = root.lastChild;
  while (node !== null && !(node instanceof XmlElement)) node = node.prev;
  if (node?.namespaceUri === SIGNATURE_NAMESPACE) return node;
  throw new S1benchError('signature-profile-wrong', {
    where: { line: node?.line ?? root.line },
    expected: `a signature as the last element of ${type}`,
  });
}

function withNamespace(element: string, type: string): string {
  return element.replace(`<${type}`, () => `<${type} xmlns="${NAMESPACE}"`);
}

/** With the name of the file wherever something says a line of it. */
function naming<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!isS1benchError(error)) throw error;
    const { code, found, expected, where } = error;
    throw new S1benchError(code, {
      where: { file, ...where },
      ...(found !== undefined && { found }),
      ...(expected !== undefined && { expected }),
    });
  }
}
