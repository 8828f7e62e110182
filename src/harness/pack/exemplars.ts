import { userRoles } from '../../core/srv/catalogue.ts';
import type { JsonValue } from '../json.ts';
import { type DeclaredFact, declaredNames, IMAGE_FACT, type ValueType } from './reference.ts';

/** A value of each kind, for checking at load time that a reference stands where such a value may stand. */
export const exemplars: Readonly<Record<ValueType, JsonValue>> = {
  number: 0,
  boolean: false,
  text: 'text',
  octets: '00',
  instant: '2020-01-01T00:00:00Z',
  // Of what may be anything, nothing can be said.
  json: null,
};

const EUI64 = '00-00-5E-EF-10-00-00-01';

const facts: Readonly<Record<DeclaredFact, string>> = {
  eui64: EUI64,
  manufacturer: 'Maker',
  model: 'Model',
  firmware: '00000001',
  mpan: '1200000040005',
  mprn: '4000300101',
  'next-firmware': '00000002',
  'next-firmware-hash': '00'.repeat(32),
  'latest-firmware': '00000002',
};
const EXEMPLARY_IMAGE = Buffer.from('image').toString('base64');
const users = Object.fromEntries(userRoles.map((role) => [role, EUI64]));

/** An exemplar of everything that is declared of the devices that a test needs, and of the Users. */
export function exemplaryNames(needs: readonly string[]): Map<string, JsonValue> {
  const names = declaredNames({ devices: Object.fromEntries(needs.map((role) => [role, facts])), users });
  for (const role of needs) names.set(`${role}.${IMAGE_FACT}`, EXEMPLARY_IMAGE);
  return names;
}
