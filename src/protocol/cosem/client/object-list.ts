import { S1benchError } from '../../../core/errors.ts';
import { type Obis, obisFromBytes } from '../../../core/identifiers.ts';
import { type AttributeAccess, attributeAccessModes, type MethodAccess, methodAccessModes } from '../access-modes.ts';
import type { Data } from '../data.ts';

/** What an association may do with one object. */
export interface ListedObject {
  readonly classId: number;
  readonly version: number;
  readonly logicalName: Obis;
  /** By attribute index. A mode that isn't known here counts as none. */
  readonly attributes: ReadonlyMap<number, AttributeAccess>;
  /** By method index. */
  readonly methods: ReadonlyMap<number, MethodAccess>;
}

/**
 * The object_list of an association (Blue Book, Association LN version 0 or 1).
 * @throws `object-list-invalid`
 */
export function parseObjectList(data: Data): readonly ListedObject[] {
  return elements(data).map((element) => {
    const [classId, version, logicalName, rights] = elements(element, 4);
    const [attributes, methods] = elements(rights, 2);
    return {
      classId: number(classId),
      version: number(version),
      logicalName: obisFromBytes(octets(logicalName)),
      attributes: modes(attributes, attributeAccessModes),
      methods: modes(methods, methodAccessModes),
    };
  });
}

export function isReadable(access: AttributeAccess | undefined): boolean {
  return access !== undefined && /read/.test(access);
}

function modes<Mode extends string>(
  data: Data | undefined,
  table: Readonly<Record<Mode, number>>,
): ReadonlyMap<number, Mode> {
  const names = Object.keys(table) as Mode[];
  return new Map(
    elements(data).map((element) => {
      const [index, mode] = elements(element, 2);
      // Version 0 has booleans for the methods.
      const value = mode?.type === 'boolean' ? Number(mode.value) : number(mode);
      return [number(index), names.find((name) => table[name] === value) ?? (names[0] as Mode)];
    }),
  );
}

function elements(data: Data | undefined, least = 0): readonly Data[] {
  if ((data?.type !== 'array' && data?.type !== 'structure') || data.value.length < least) {
    throw refused(data, least === 0 ? 'an array' : `a structure of ${least}`);
  }
  return data.value;
}

function number(data: Data | undefined): number {
  if (data !== undefined && 'value' in data && typeof data.value === 'number') return data.value;
  throw refused(data, 'a number');
}

function octets(data: Data | undefined): Uint8Array {
  if (data?.type === 'octet-string' && data.value.length === 6) return data.value;
  throw refused(data, 'a logical name of 6 bytes');
}

function refused(data: Data | undefined, expected: string): S1benchError {
  return new S1benchError('object-list-invalid', { found: data?.type ?? 'nothing', expected });
}
