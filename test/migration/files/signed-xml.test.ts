import { join } from 'node:path';
import { diag, XmlDocument, XsdValidator } from 'libxml2-wasm';
import { describe, expect, it } from 'vitest';
import { checkSignature } from '../../../src/migration/files/check-signature.ts';
import type { CommonFile, DecisionFile } from '../../../src/migration/files/contents.ts';
import { readMigrationFile, writeMigrationFile } from '../../../src/migration/files/migration-file.ts';
import { schemaText } from '../../../src/migration/files/signed-xml.ts';
import { LARGEST_FILE } from '../../../src/migration/files/xml/document.ts';
import { NAMESPACE } from '../../../src/migration/files/xml/shape.ts';
import { root } from '../../support/project-files.ts';
import { refusalOf } from '../../support/refusal.ts';
import { someDay, somePki } from '../pki/parties.ts';

const pki = await somePki();
const keys = pki.keysOf('commissioning-party');
const hub = '00-00-5E-EF-10-00-00-01' as CommonFile['header']['from'];
const file: DecisionFile = {
  kind: 'decision',
  header: { set: 'DA-20260115-001', group: 'DA', from: keys.party.id, sequence: 1, created: someDay },
  installations: [{ hub, decision: 'commission', because: 'both are viable' }],
};
const text = Buffer.from(writeMigrationFile(file, keys)).toString('utf8');
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

function read(changed: string | Uint8Array) {
  return readMigrationFile(Buffer.from(changed), 'file.xml', 'decision');
}

/** The error with which a changed file is refused, and how long that took. */
function refusalWithin(milliseconds: number, changed: string | Uint8Array) {
  const before = process.threadCpuUsage().user;
  const refusal = refusalOf(() => read(changed));
  expect((process.threadCpuUsage().user - before) / 1000).toBeLessThan(milliseconds);
  return refusal;
}

describe('XML 1.0: what a file may not have', () => {
  const dtd = (subset: string, use = ''): string =>
    text.replace(DECLARATION, `${DECLARATION}<!DOCTYPE DecisionFile [${subset}]>`).replace('both', `${use}both`);
  const laughs = Array.from({ length: 20 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');

  it.each([
    ['a document type', dtd('')],
    ['an entity', dtd('<!ENTITY a "b">', '&a;')],
    ['entities that multiply', dtd(`<!ENTITY l0 "ha">${laughs}`, '&l20;')],
    ['an entity from outside', dtd('<!ENTITY a SYSTEM "file:///etc/passwd">', '&a;')],
    [
      'a document type from outside',
      text.replace(DECLARATION, `${DECLARATION}<!DOCTYPE a SYSTEM "http://localhost/a.dtd">`),
    ],
    ['a parameter entity', dtd('<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;')],
    ['a comment', text.replace('<Header', '<!-- --><Header')],
    ['a CDATA section', text.replace('<Header', '<![CDATA[ ]]><Header')],
    ['a processing instruction', text.replace('<Header', '<?php ?><Header')],
    ['a style sheet', text.replace(DECLARATION, `${DECLARATION}<?xml-stylesheet href="a.xsl"?>`)],
    ['one that comes first', `<?a?>${text}`],
  ])('%s is refused before it costs', (_, changed) => {
    expect(changed).not.toBe(text);
    expect(refusalWithin(200, changed)).toMatchObject({
      code: 'migration-file-forbidden',
      where: { file: 'file.xml', line: expect.any(Number) },
    });
  });

  it.each([
    ['another encoding', text.replace('encoding="UTF-8"', 'encoding="ISO-8859-1"')],
    ['another version', text.replace('version="1.0"', 'version="1.1"')],
    ['UTF-16', Buffer.from(text, 'utf16le')],
    ['bytes that are no text', Buffer.concat([Buffer.from(text), Uint8Array.of(0xff)])],
  ])('%s: refused', (_, changed) => {
    expect(refusalWithin(200, changed).code).toBe(
      Buffer.from(changed).includes(0) ? 'migration-file-syntax' : 'migration-file-encoding',
    );
  });

  it.each([
    ['nothing', ''],
    ['the half of it', text.slice(0, text.length / 2)],
    ['an entity that nobody defined', text.replace('both', '&nbsp;both')],
    ['a character that there is not', text.replace('both', '&#0;both')],
    ['a prefix that nobody declared', text.replace('because=', 'x:because=')],
    ['an attribute twice', text.replace('because=', 'hub="" because=')],
    ['more behind it', `${text}<a/>`],
  ])('%s is not well-formed', (_, changed) => {
    expect(refusalWithin(200, changed)).toMatchObject({ code: 'migration-file-syntax', found: expect.any(String) });
  });

  it.each([
    ['another name', text.replaceAll('DecisionFile', 'Decisions')],
    ['no namespace', text.replace(` xmlns="${NAMESPACE}"`, '')],
    ['another namespace', text.replace(NAMESPACE, 'urn:other')],
  ])('a root of %s is another kind of file', (_, changed) => {
    expect(refusalWithin(200, changed)).toMatchObject({ code: 'migration-file-kind-wrong', where: { line: 2 } });
  });

  const xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
  it.each([
    ['an element that is not known', text.replace('<Header', '<Footer/><Header'), 3],
    ['an element twice', text.replace(/ {2}<Header.*\n/, '$&$&'), 4],
    ['no header', text.replace(/ {2}<Header.*\n/, ''), 3],
    ['an element of another namespace', text.replace('<Header', '<Header xmlns=""'), 3],
    [
      'XInclude',
      text.replace('<Header', '<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="/etc/passwd"/><Header'),
      3,
    ],
    ['an attribute that is not known', text.replace('because=', 'why="" because='), 4],
    ['no attribute', text.replace('because="both are viable"', ''), 4],
    ['a type of the document’s own', text.replace('<Header', `<Header ${xsi} xsi:type="Header"`), 3],
    [
      'a schema of its own',
      text.replace('<Header', `<Header ${xsi} xsi:schemaLocation="${NAMESPACE} http://localhost/a.xsd"`),
      3,
    ],
    ['text', text.replace('<Header', 'text <Header'), 2],
    ['an EUI-64 that is none', text.replace(hub, '00-00'), 4],
    ['an EUI-64 in small letters', text.replace(hub, hub.toLowerCase()), 4],
    ['a day that there is not', text.replace('2026-01-15T', '2026-02-30T'), 3],
    ['the time of somewhere', text.replace('12:00:00Z', '12:00:00+01:00'), 3],
    ['a number that is none', text.replace('sequence="1"', 'sequence="01"'), 3],
    ['a number that is too large', text.replace('sequence="1"', 'sequence="9007199254740993"'), 3],
    ['a value that is not on the list', text.replace('"commission"', '"keep"'), 4],
    ['too long a text', text.replace('both', 'x'.repeat(2001)), 4],
  ])('%s does not fit the schema, and the line is said', (_, changed, line) => {
    expect(changed).not.toBe(text);
    expect(refusalWithin(200, changed)).toMatchObject({
      code: 'migration-file-invalid',
      where: { file: 'file.xml', line },
    });
  });

  it('an attribute of another namespace, beside one of the same name, does not fit: which of the two counts is not asked', () => {
    for (const changed of [
      text.replace('because=', 'xmlns:x="urn:x" x:because="another" because='),
      text.replace('because="both are viable"', '$& xmlns:x="urn:x" x:because="another"'),
    ]) {
      expect(refusalOf(() => read(changed))).toMatchObject({
        code: 'migration-file-invalid',
        found: 'an attribute in a namespace',
        where: { line: 4 },
      });
    }
  });

  it('C14N 1.3: a document without a canonical form does not fit', () => {
    const changed = text.replace('<Header', '<Header xmlns:x="relative"');
    expect(refusalOf(() => read(changed))).toMatchObject({
      code: 'migration-file-invalid',
      where: { file: 'file.xml' },
    });
  });

  it('a namespace that nothing is in is passed over, however many there are', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => `xmlns:a${i}="urn:a${i}"`).join(' ');
    const spaced = read(text.replace('<Header', `<Header ${many}`));
    expect(checkSignature(spaced, pki.trust, someDay)).toBeUndefined();
  });

  it('an attribute that belongs to XML itself does not fit either', () => {
    const changed = text.replace('<Header', '<Header xml:base="http://localhost/"');
    expect(refusalOf(() => read(changed))).toMatchObject({ code: 'migration-file-invalid' });
  });
});

describe('limits', () => {
  it('more bytes than a file may have', () => {
    expect(refusalWithin(1000, new Uint8Array(LARGEST_FILE + 1).fill(0x20))).toMatchObject({
      code: 'migration-file-too-large',
    });
  });

  it('more tags than a file may have', () => {
    const changed = text.replace('<Header', `${'<a/>'.repeat(4_000_001)}<Header`);
    expect(refusalWithin(2000, changed)).toMatchObject({ code: 'migration-file-too-large' });
  });

  it('more installations than a file may have', () => {
    const installation = `<Installation hub="${hub}" decision="commission" because=""/>`;
    const changed = text.replace('  <Installation', `${installation.repeat(100_001)}<Installation`);
    expect(refusalWithin(10_000, changed)).toMatchObject({ code: 'migration-file-too-large' });
  });

  it('levels without end', () => {
    const changed = text.replace('<Header', `${'<a>'.repeat(100_000)}<Header`);
    expect(refusalWithin(1000, changed)).toMatchObject({ code: 'migration-file-syntax' });
  });

  it.each([
    ['elements', '<Footer/>'.repeat(1_000_000)],
    ['attributes', `<Header ${Array.from({ length: 100_000 }, (_, i) => `a${i}=""`).join(' ')}/>`],
    ['namespaces', `<Header ${Array.from({ length: 20_000 }, (_, i) => `xmlns:a${i}="u${i}"`).join(' ')} a0:a=""/>`],
    ['text', 'x'.repeat(9_000_000)],
  ])('%s that are many and wrong are refused at the first', (_, many) => {
    expect(refusalWithin(5000, text.replace('<Header', `${many}<Header`)).code).toMatch(/^migration-file-/);
  });

  it('as many installations as there may be are read', () => {
    const installations = Array.from(
      { length: 100_000 },
      () => file.installations[0] as DecisionFile['installations'][0],
    );
    expect(read(writeMigrationFile({ ...file, installations }, keys)).file.installations).toHaveLength(100_000);
  });

  it('nothing of a file stays in the memory of the parser, whether it was read or refused', () => {
    diag.configure({ enabled: true });
    writeMigrationFile(file, keys);
    read(text);
    const header = file.header.set;
    for (const wrong of [
      '',
      text.replaceAll('DecisionFile', 'Other'),
      text.replace(header, ''),
      text.replace('<ds:KeyInfo>', ''),
    ]) {
      refusalOf(() => read(wrong));
    }
    expect(diag.report()).toEqual({});
    diag.configure({ enabled: false });
  });
});

describe('XMLDSig: the one profile', () => {
  const signature = /<ds:Signature .*<\/ds:Signature>/.exec(text)?.[0] as string;

  it.each([
    ['no signature', text.replace(signature, '')],
    ['a signature that is not last', text.replace(signature, '').replace('  <Header', `${signature}<Header`)],
    ['another algorithm', text.replace('ecdsa-sha256', 'ecdsa-sha1')],
    ['no signature algorithm at all', text.replace(/<ds:SignatureMethod.*?<\/ds:SignatureMethod>/, '')],
    ['HMAC with the public key', text.replace('xmldsig-more#ecdsa-sha256', 'xmldsig-more#hmac-sha256')],
    ['another canonical form', text.replaceAll('xml-exc-c14n#', 'xml-c14n#')],
    [
      'a transform more',
      text.replace(
        '<ds:Transform ',
        '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/><ds:Transform ',
      ),
    ],
    ['a part of the document', text.replace('URI=""', 'URI="#a"')],
    ['something outside', text.replace('URI=""', 'URI="http://localhost/"')],
    ['an attribute more', text.replace('URI=""', 'URI="" Type="a"')],
    ['a reference more', text.replace(/<ds:Reference.*<\/ds:Reference>/, '$&$&')],
    ['objects of its own', text.replace('</ds:Signature>', '<ds:Object/></ds:Signature>')],
    ['a key of its own', text.replace('<ds:X509Data>', '<ds:KeyValue/><ds:X509Data>')],
    ['a value of another length', text.replace(/(<ds:SignatureValue>).*(<\/ds:SignatureValue>)/, '$1AAAA$2')],
    ['a value that is no base64', text.replace(/(<ds:SignatureValue>).*(<\/ds:SignatureValue>)/, '$1!$2')],
    ['a serial number that is none', text.replace(/(<ds:X509SerialNumber>)/, '$1-')],
    ['an issuer with more than a name', text.replace('CN=s1bench', 'O=a,CN=s1bench')],
    ['elements of its own in place of a text', text.replace(/(<ds:DigestValue>)/, '$1<ds:a/>')],
  ])('%s is not taken', (_, changed) => {
    expect(changed).not.toBe(text);
    expect(refusalWithin(200, changed).code).toMatch(/^(?:signature-profile-wrong|migration-file-invalid)$/);
  });

  it('two signatures are one too many', () => {
    expect(refusalOf(() => read(text.replace(signature, signature + signature)))).toMatchObject({
      code: 'migration-file-invalid',
    });
  });

  it('a signed file inside another one is none', () => {
    const inner = text.replace(DECLARATION, '');
    const wrapped = text.replace('commission', 'roll-back').replace('  <Header', `${inner}<Header`);
    expect(refusalOf(() => read(wrapped))).toMatchObject({ code: 'migration-file-invalid' });
  });

  it('white space and other prefixes in it are taken, where they were signed so', () => {
    const spaced = text.replace('<ds:KeyInfo>', '\n  <ds:KeyInfo>\n').replace('</ds:DigestValue>', '</ds:DigestValue>');
    expect(checkSignature(read(spaced), pki.trust, someDay)).toBeUndefined();
    const signedInfo = text.replace('<ds:SignedInfo>', '<ds:SignedInfo>\n');
    expect(checkSignature(read(signedInfo), pki.trust, someDay)).toMatchObject({ code: 'signature-wrong' });
  });
});

describe('the schema', () => {
  it('hardware/migration/migration-files.xsd is what files are checked against', async () => {
    await expect(schemaText).toMatchFileSnapshot(join(root, 'hardware/migration/migration-files.xsd'));
  });

  it('a schema by hand finds the same file sound', () => {
    using schema = XmlDocument.fromString(schemaText);
    using validator = XsdValidator.fromDoc(schema);
    using document = XmlDocument.fromString(text);
    expect(() => validator.validate(document)).not.toThrow();
  });
});
