import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import {
  type C14NOptions,
  ParseOption,
  XmlC14NMode,
  XmlDocument,
  XmlError,
  XmlLibError,
  type XmlNode,
  XsdValidator,
} from 'libxml2-wasm';
import { concatBytes } from '../../../core/bytes.ts';
import type { ErrorCode } from '../../../core/error-catalogue.ts';
import { S1benchError } from '../../../core/errors.ts';

/** Bytes of a file. */
export const LARGEST_FILE = 64 << 20;
/** `<` and `=`: the parser takes some hundred bytes for each. */
const MOST_MARKUP = 4_000_000;

/** The start of a file: UTF-8, which is also what it is where nothing is said of it. */
const DECLARATION =
  /^(?:\uFEFF)?(?:<\?xml version="1\.0"(?: encoding="(?:UTF|utf)-8")?(?: standalone="(?:yes|no)")?\s*\?>)?/;
const LONGEST_DECLARATION = 100;

const OPTIONS = ParseOption.XML_PARSE_NO_XXE | ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_BIG_LINES;

/**
 * A document of elements, attributes and text, and nothing else; whoever takes it disposes of it. What it may not have is
 * refused before the parser sees it: no entity is ever defined, and nothing outside is ever looked for.
 * @throws `migration-file-too-large`, `migration-file-encoding`, `migration-file-forbidden`, `migration-file-syntax`
 */
export function parseXml(bytes: Uint8Array, file: string): XmlDocument {
  refuseForbidden(bytes, file);
  try {
    return XmlDocument.fromBuffer(bytes, { option: OPTIONS, encoding: 'UTF-8' });
  } catch (error) {
    throw libraryProblem('migration-file-syntax', error, file);
  }
}

/**
 * Refuses a document that does not fit the schema. Attributes have no namespace: `xsi:type` and `xml:base` would change
 * what others mean.
 * @throws `migration-file-invalid`
 */
export function validateXml(document: XmlDocument, schema: XsdValidator, file: string): void {
  if (document.eval("boolean(//@*[namespace-uri() != ''])") === true) {
    const [found] = document.find("(//@*[namespace-uri() != ''])[1]");
    const line = found?.parent?.line;
    throw new S1benchError('migration-file-invalid', {
      where: { file, ...(line !== undefined && { line }) },
      found: 'an attribute in a namespace',
      expected: 'attributes without one',
    });
  }
  try {
    schema.validate(document);
  } catch (error) {
    throw libraryProblem('migration-file-invalid', error, file);
  }
}

/** A schema, compiled: it lives as long as the process. */
export function compileSchema(text: string): XsdValidator {
  using document = XmlDocument.fromString(text);
  return XsdValidator.fromDoc(document);
}

/** SHA-256 of a document in exclusive canonical form without comments. @throws `migration-file-invalid` */
export function canonicalSha256(document: XmlDocument, file: string): Uint8Array {
  const hash = createHash('sha256');
  canonicalize(document, (bytes) => hash.update(bytes), {}, file);
  return hash.digest();
}

/** A part of a document in exclusive canonical form without comments. @throws `migration-file-invalid` */
export function canonicalPart(document: XmlDocument, part: XmlNode, file: string): Uint8Array {
  const parts: Uint8Array[] = [];
  // The bytes are the parser's own memory, which it uses again.
  canonicalize(document, (bytes) => parts.push(bytes.slice()), { nodeSet: new Set([part]) }, file);
  return concatBytes(...parts);
}

/** Some documents have no canonical form: those that declare a namespace by a relative URI (Canonical XML, 1.3). */
function canonicalize(
  document: XmlDocument,
  take: (bytes: Uint8Array) => unknown,
  options: C14NOptions,
  file: string,
): void {
  const write = (bytes: Uint8Array): number => {
    take(bytes);
    return bytes.length;
  };
  try {
    document.canonicalize({ write, close: () => true }, { mode: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0, ...options });
  } catch (error) {
    throw libraryProblem('migration-file-invalid', error, file);
  }
}

function refuseForbidden(bytes: Uint8Array, file: string): void {
  const refuse = (code: ErrorCode, found: string, expected: string, offset?: number): never => {
    const line = offset === undefined ? undefined : lineAt(bytes, offset);
    throw new S1benchError(code, { where: { file, ...(line !== undefined && { line }) }, found, expected });
  };
  if (bytes.length > LARGEST_FILE)
    refuse('migration-file-too-large', `${bytes.length} bytes`, `at most ${LARGEST_FILE}`);
  if (!isUtf8(bytes)) refuse('migration-file-encoding', 'bytes that are not UTF-8', 'UTF-8');
  const start = Buffer.from(bytes.subarray(0, LONGEST_DECLARATION)).toString();
  const declared = Buffer.byteLength(DECLARATION.exec(start)?.[0] ?? '');
  if (start.startsWith('<?xml ') && declared === 0) {
    refuse('migration-file-encoding', JSON.stringify(start.split('>')[0]), 'XML 1.0 in UTF-8', 0);
  }
  let markup = 0;
  for (let i = declared; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte !== LESS_THAN && byte !== EQUALS) continue;
    if (++markup > MOST_MARKUP)
      refuse('migration-file-too-large', 'more tags and attributes', `at most ${MOST_MARKUP}`);
    const next = bytes[i + 1];
    if (byte !== LESS_THAN || (next !== EXCLAMATION && next !== QUESTION)) continue;
    const found = JSON.stringify(Buffer.from(bytes.subarray(i, i + 12)).toString());
    refuse('migration-file-forbidden', found, 'elements, attributes and text', i);
  }
}

const [EXCLAMATION, LESS_THAN, EQUALS, QUESTION] = [0x21, 0x3c, 0x3d, 0x3f];

function lineAt(bytes: Uint8Array, offset: number): number {
  let line = 1;
  for (let i = 0; i < offset; i++) if (bytes[i] === 0x0a) line++;
  return line;
}

/** What the library says first; whatever is no word of its own about the document goes on. */
function libraryProblem(code: ErrorCode, error: unknown, file: string): unknown {
  if (!(error instanceof XmlError)) return error;
  const [first] = error instanceof XmlLibError ? error.details : [];
  return new S1benchError(code, {
    where: { file, ...(first !== undefined && first.line > 0 && { line: first.line }) },
    found: (first?.message ?? error.message).trim().slice(0, 300),
  });
}
