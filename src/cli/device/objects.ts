import { S1benchError } from '../../core/errors.ts';
import { formatObis, type Obis, parseObis } from '../../core/identifiers.ts';
import type { DeviceSession } from '../../dcc/device/session.ts';
import type { ListedObject } from '../../protocol/cosem/client/object-list.ts';

const ASSOCIATION_LN = 15;
const OBJECT_LIST = 2;

/**
 * The objects that the device lists for the client of a session.
 * @throws `object-list-invalid`, `usage-object` where the device doesn't give its list
 */
export async function readObjectList(session: DeviceSession): Promise<readonly ListedObject[]> {
  const { parseObjectList } = await import('../../protocol/cosem/client/object-list.ts');
  const currentAssociation = parseObis('0.0.40.0.0.255');
  const result = await session.get({ classId: ASSOCIATION_LN, instance: currentAssociation, attribute: OBJECT_LIST });
  if ('error' in result) throw new S1benchError('usage-object', { found: `object list: ${result.error}` });
  return parseObjectList(result.data);
}

/** The class of an object: as given, or as the device lists it. */
export async function classOf(session: DeviceSession, object: Obis, given: number | undefined): Promise<number> {
  if (given !== undefined) return given;
  const listed = (await readObjectList(session)).find(({ logicalName }) => logicalName === object);
  if (listed === undefined) throw new S1benchError('usage-object', { found: formatObis(object) });
  return listed.classId;
}
