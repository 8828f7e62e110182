import type { CosemServices } from '../../../dcc/device/services.ts';
import type { AccessSelection } from '../../../protocol/cosem/apdu/descriptors.ts';
import type { ListedObject } from '../../../protocol/cosem/client/object-list.ts';
import type { Data } from '../../../protocol/cosem/data.ts';
import { rangeByTime, selectionOf } from '../../../protocol/cosem/selective-access.ts';
import type { RecordedAttribute } from '../../../sim/recorded/state.ts';
import { type Answer, ask } from './answer.ts';

const BUFFER = 2;
const ENTRIES_IN_USE = 7;
const FOREVER = Temporal.Instant.from('2099-12-31T23:59:59Z');

/** How much is recorded of each profile. */
export interface ProfileBounds {
  readonly mostRows: number;
  readonly since: Temporal.Instant | undefined;
}

/** The latest rows of a profile: by selective access, or, of a device that hasn't got that, out of all rows. */
export async function latestRows(
  session: Pick<CosemServices, 'get'>,
  { classId, logicalName: instance }: ListedObject,
  { mostRows, since }: ProfileBounds,
): Promise<RecordedAttribute> {
  const get = (attribute: number, selection?: AccessSelection): Promise<Answer> =>
    ask(session, { classId, instance, attribute, ...(selection && { selection }) });
  const inUse = countIn(await get(ENTRIES_IN_USE));
  const selection = selectionFor(inUse, { mostRows, since });
  const selected = selection && (await get(BUFFER, selection));
  const answer = selected !== undefined && 'value' in selected ? selected : await get(BUFFER);
  if (!('value' in answer) || answer.value.type !== 'array') return answer;
  const rows = answer.value.value;
  const kept = mostRows === 0 ? [] : rows.slice(-mostRows);
  const of = inUse ?? rows.length;
  const value: Data = { type: 'array', value: kept };
  return kept.length === of ? { value } : { value, rows: { kept: kept.length, of } };
}

function selectionFor(inUse: number | undefined, { mostRows, since }: ProfileBounds): AccessSelection | undefined {
  if (since !== undefined) return rangeByTime(since, FOREVER);
  if (inUse === undefined || inUse <= mostRows) return undefined;
  const fromEntry = inUse - Math.max(1, mostRows) + 1;
  return selectionOf({ kind: 'entry', fromEntry, toEntry: 0, fromSelectedValue: 1, toSelectedValue: 0 });
}

function countIn(answer: Answer): number | undefined {
  const isNumber = 'value' in answer && 'value' in answer.value && typeof answer.value.value === 'number';
  return isNumber ? (answer.value.value as number) : undefined;
}
