import fc from 'fast-check';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import { expect, it } from 'vitest';
import type { Scalar } from '../../../src/migration/files/xml/scalars.ts';
import * as scalars from '../../../src/migration/files/xml/scalars.ts';
import { schemaOf } from '../../../src/migration/files/xml/schema.ts';
import { attribute, escapeText, NAMESPACE, shape } from '../../../src/migration/files/xml/shape.ts';
import { SIGNATURE_NAMESPACE } from '../../../src/migration/files/xml/signature.ts';
import { text } from './arbitrary-files.ts';

const { eui64, mpxn, serial, group, setName, sha256, flag, count, instant, bytes, eui64List, word } = scalars;
const list = scalars.oneOf('Choice', ['done', 'not-done']);

/** Texts from which those that are looked at are made by small changes: some fit, some just don't. */
const seeds: readonly (readonly [Scalar<unknown>, readonly string[]])[] = [
  [eui64, ['70-B3-D5-1F-30-00-A0-08', '70-b3-d5-1f-30-00-a0-08']],
  [mpxn, ['1012345678901', '1', '10123456789012']],
  [serial, ['0F', '0F01A', 'AB'.repeat(20)]],
  [group, ['DA', 'x'.repeat(20)]],
  [setName, ['DA-20260115-001', 'DA-20260115-0000001']],
  [sha256, ['AB'.repeat(32)]],
  [flag, ['true', 'false', '1']],
  [count, ['0', '1', '007', '9007199254740991', '9007199254740992', '+1', '-0']],
  [instant, ['2026-01-15T12:00:00Z', '2024-02-29T23:59:59.123456789Z', '0000-01-01T00:00:00Z', '2026-01-15T24:00:00Z']],
  [instant, ['2023-02-29T00:00:00Z', '2026-06-30T23:59:60Z', '1900-02-29T00:00:00Z', '2026-13-01T00:00:00Z']],
  [bytes, ['', 'AA==', 'AAA=', 'AAAA', 'AB==', 'AAB=', 'A===', 'AAAA AAAA', 'AA=A']],
  [eui64List, ['', '70-B3-D5-1F-30-00-A0-08', '70-B3-D5-1F-30-00-A0-08 70-B3-D5-1F-30-00-A0-09']],
  [list, ['done', 'not-done', 'Done']],
  [word, ['', 'x'.repeat(200), 'x'.repeat(201), '\u{1F50C}'.repeat(200)]],
  [scalars.text, ['', 'x'.repeat(2000), '\u{1F50C}'.repeat(2001)]],
];

it.each(seeds.map(([scalar, near]) => ({ type: scalar.type, scalar, near })))(
  'XSD: a $type is what the schema takes for one',
  ({ scalar, near }) => {
    using schema = XmlDocument.fromString(schemaOf({ One: shape('One', { value: attribute(scalar) }) }));
    using validator = XsdValidator.fromDoc(schema);
    const fits = (value: string): boolean => {
      const xml = `<One xmlns="${NAMESPACE}" value="${escapeText(value)}"><a xmlns="${SIGNATURE_NAMESPACE}"/></One>`;
      using document = XmlDocument.fromString(xml);
      try {
        validator.validate(document);
        return true;
      } catch {
        return false;
      }
    };
    const changed = fc.tuple(
      fc.constantFrom(...near),
      fc.nat(),
      fc.constantFrom('', '0', 'A', '-', ' ', '=', 'Z', 'x'),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.constantFrom(...near),
          changed.map(
            ([value, at, with_]) =>
              value.slice(0, at % (value.length + 1)) + with_ + value.slice((at % (value.length + 1)) + 1),
          ),
          text,
        ),
        (drawn) => {
          const value = drawn.toWellFormed();
          // White space around what isn't text means nothing to a schema; here it isn't taken.
          const means = scalar.base === 'xs:string' ? value : value.trim().replaceAll(/\s+/g, ' ');
          if (scalar.accepts(value)) expect(fits(value), value).toBe(true);
          else if (means === value && !/\s/.test(value)) expect(fits(value), value).toBe(false);
          if (scalar.accepts(value)) expect(scalar.write(scalar.read(value)), value).toBe(normal(scalar, value));
        },
      ),
      { numRuns: 500 },
    );
  },
);

/** Instants may be written with zeros at the end of a fraction. */
function normal({ type }: Scalar<unknown>, value: string): string {
  return type === 'Instant' ? Temporal.Instant.from(value).toString() : value;
}
