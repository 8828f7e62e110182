import type { Scalar } from './scalars.ts';
import { escapeText, type Field, NAMESPACE, type Shape } from './shape.ts';
import { SIGNATURE_NAMESPACE } from './signature.ts';

/** What the schema tells of a shape. */
export type Described = Pick<Shape<unknown>, 'type' | 'fields'>;

/**
 * The XML schema of files whose root elements have these names and shapes, each with its signature last;
 * `hardware/migration/migration-files.xsd` is made by this.
 */
export function schemaOf(roots: Readonly<Record<string, Described>>): string {
  const shapes = new Map(Object.values(roots).flatMap(shapesIn));
  const scalars = new Map(
    [...shapes.values()].flatMap(({ fields }) =>
      fields.flatMap(([, field]) => (field.in === 'attribute' ? [[field.scalar.type, field.scalar] as const] : [])),
    ),
  );
  const rootTypes = new Set(Object.values(roots).map(({ type }) => type));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    "<!-- Files that the parties of a migration exchange. Those of the real ones are not public: these are s1bench's own. -->",
    `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="${NAMESPACE}" targetNamespace="${NAMESPACE}"`,
    '  elementFormDefault="qualified" version="1">',
    ...Object.entries(roots).map(([name, { type }]) => `  <xs:element name="${name}" type="${type}"/>`),
    ...[...shapes.values()].flatMap((each) => complexType(each, rootTypes.has(each.type))),
    ...[...scalars.values()].flatMap(simpleType),
    '</xs:schema>',
    '',
  ].join('\n');
}

/** A shape and all within it, by their types. */
function shapesIn(shape: Described): (readonly [string, Described])[] {
  const inner = shape.fields.flatMap(([, field]) => (field.in === 'children' ? shapesIn(field.shape) : []));
  return [[shape.type, shape], ...inner];
}

function complexType({ type, fields }: Described, isSigned: boolean): string[] {
  const elements = fields.flatMap(([, field]) => (field.in === 'children' ? [elementOf(field)] : []));
  if (isSigned) elements.push(`      <xs:any namespace="${SIGNATURE_NAMESPACE}" processContents="skip"/>`);
  const attributes = fields.flatMap(([key, field]) => (field.in === 'attribute' ? [attributeOf(key, field)] : []));
  const sequence = elements.length === 0 ? [] : ['    <xs:sequence>', ...elements, '    </xs:sequence>'];
  return [`  <xs:complexType name="${type}">`, ...sequence, ...attributes, '  </xs:complexType>'];
}

function elementOf({ name, shape, least, most }: Field<unknown> & { readonly in: 'children' }): string {
  const occurs = `${least === 0 ? ' minOccurs="0"' : ''}${most === 1 ? '' : ' maxOccurs="unbounded"'}`;
  return `      <xs:element name="${name}" type="${shape.type}"${occurs}/>`;
}

function attributeOf(key: string, { scalar, isRequired }: Field<unknown> & { readonly in: 'attribute' }): string {
  return `    <xs:attribute name="${key}" type="${scalar.type}"${isRequired ? ' use="required"' : ''}/>`;
}

function simpleType({ type, base, facets }: Scalar<unknown>): string[] {
  const { values = [], ...single } = facets;
  const all = [...Object.entries(single), ...values.map((value) => ['enumeration', value] as const)];
  return [
    `  <xs:simpleType name="${type}">`,
    `    <xs:restriction base="${base}">`,
    ...all.map(([facet, value]) => `      <xs:${facet} value="${escapeText(String(value))}"/>`),
    '    </xs:restriction>',
    '  </xs:simpleType>',
  ];
}
