import { toHex } from '../../core/bytes.ts';
import { isS1benchError, S1benchError } from '../../core/errors.ts';
import { formatObis, parseObis } from '../../core/identifiers.ts';
import type { DeviceSession } from '../../dcc/device/session.ts';
import type { GetResult } from '../../protocol/cosem/apdu/get.ts';
import type { AccessSelection } from '../../protocol/cosem/apdu/descriptors.ts';
import { encodeData } from '../../protocol/cosem/axdr.ts';
import { isReadable, type ListedObject, parseObjectList } from '../../protocol/cosem/client/object-list.ts';
import type { Data } from '../../protocol/cosem/data.ts';
import { rangeByTime, selectionOf } from '../../protocol/cosem/selective-access.ts';
import type { RecordedAttribute } from '../../sim/recorded/state.ts';
import type { ClientSap, ObjectMerger } from './object-merger.ts';

const ASSOCIATION_LN = 15;
const OBJECT_LIST = 2;
const SECRET = 7;
const PROFILE_GENERIC = 7;
const BUFFER = 2;
const ENTRIES_IN_USE = 7;
const FOREVER = Temporal.Instant.from('2099-12-31T23:59:59Z');
const currentAssociation = parseObis('0.0.40.0.0.255');

export interface RecorderOptions {
  readonly mostRows: number;
  readonly since: Temporal.Instant | undefined;
  /** Keys: what holds one of them is left out. */
  readonly secrets: readonly Uint8Array[];
  readonly now: () => Temporal.Instant;
  readonly progress: (text: string) => void;
}

/** Everything that a device says to the clients that ask it, one after the other. */
export class Recorder {
  readonly objects: ObjectMerger;
  /** By `logical name/attribute`. What any client could read is there once; the current association once for each. */
  readonly attributes = new Map<string, RecordedAttribute>();
  /** Milliseconds by which the clock was ahead when it was read. */
  ahead: number | undefined;
  readonly #options: RecorderOptions;
  readonly #secrets: readonly string[];

  constructor(objects: ObjectMerger, options: RecorderOptions) {
    this.objects = objects;
    this.#options = options;
    this.#secrets = options.secrets.map((secret) => toHex(secret));
  }

  /** @throws `usage-object` where the device doesn't list its objects, `object-list-invalid`; `device-…` where it is lost */
  async visit(session: DeviceSession, client: ClientSap): Promise<void> {
    const list = await session.get({ classId: ASSOCIATION_LN, instance: currentAssociation, attribute: OBJECT_LIST });
    if ('error' in list) throw new S1benchError('usage-object', { found: `object list: ${list.error}` });
    const listed = parseObjectList(list.data);
    this.objects.add(client, listed, list.data);
    for (const [position, object] of listed.entries()) {
      const name = formatObis(object.logicalName);
      this.#options.progress(`client ${client}: ${name}, ${position + 1} of ${listed.length}`);
      for (const [index, access] of object.attributes) {
        if (index !== 1 && isReadable(access)) await this.#record(session, client, object, index);
      }
    }
  }

  async #record(session: DeviceSession, client: ClientSap, object: ListedObject, index: number): Promise<void> {
    const place = `${formatObis(object.logicalName)}/${index}`;
    const before = this.attributes.get(place);
    const isCurrent = object.logicalName === currentAssociation;
    if (!isCurrent && before !== undefined && !('refused' in before)) return;
    const read = await this.#read(session, object, index);
    if (!isCurrent || !('value' in read)) {
      if (before === undefined || !('refused' in read)) this.attributes.set(place, read);
      return;
    }
    const others = before !== undefined && 'by-client' in before ? before['by-client'] : {};
    this.attributes.set(place, { 'by-client': { ...others, [client]: read.value } });
  }

  async #read(session: DeviceSession, object: ListedObject, index: number): Promise<RecordedAttribute> {
    const { classId, logicalName: instance } = object;
    if (classId === ASSOCIATION_LN && index === SECRET) {
      return { refused: 'read-write-denied', because: 'a secret: it was not asked for' };
    }
    const attribute = { classId, instance, attribute: index };
    const get = async (selection?: AccessSelection): Promise<GetResult | RecordedAttribute> => {
      const before = this.#options.now();
      const result = await attempt(session.get(selection === undefined ? attribute : { ...attribute, selection }));
      if (classId === CLOCK && index === TIME && 'data' in result) this.#compare(result.data, before);
      return result;
    };
    const read =
      classId === PROFILE_GENERIC && index === BUFFER
        ? await this.#readRows(session, object, get)
        : asRecorded(await get());
    return 'value' in read && this.#holdsSecret(read.value)
      ? { refused: 'read-write-denied', because: 'it holds a key, and was left out' }
      : read;
  }

  /** The latest rows of a profile: by selective access where the device has it. */
  async #readRows(
    session: DeviceSession,
    { classId, logicalName: instance }: ListedObject,
    get: (selection?: AccessSelection) => Promise<GetResult | RecordedAttribute>,
  ): Promise<RecordedAttribute> {
    const { mostRows, since } = this.#options;
    const inUse = await attempt(session.get({ classId, instance, attribute: ENTRIES_IN_USE }));
    const count = 'data' in inUse && 'value' in inUse.data ? Number(inUse.data.value) : Number.NaN;
    let read: GetResult | RecordedAttribute | undefined;
    if (since !== undefined) read = await get(rangeByTime(since, FOREVER));
    else if (count > mostRows && mostRows > 0) read = await get(lastRows(count, mostRows));
    const whole = read !== undefined && 'data' in read ? read : await get();
    if (!('data' in whole) || whole.data.type !== 'array') return asRecorded(whole);
    const rows = whole.data.value;
    const kept = mostRows === 0 ? [] : rows.slice(-mostRows);
    const of = Number.isNaN(count) ? rows.length : count;
    const value: Data = { type: 'array', value: kept };
    return kept.length === of ? { value } : { value, rows: { kept: kept.length, of } };
  }

  #compare(time: Data, before: Temporal.Instant): void {
    if (time.type !== 'octet-string' || time.value.length !== 12) return;
    const shown = clockInstant(time.value);
    const after = this.#options.now();
    if (shown === undefined) return;
    const middle = (before.epochMilliseconds + after.epochMilliseconds) / 2;
    this.ahead = Math.round(shown.epochMilliseconds - middle);
  }

  #holdsSecret(value: Data): boolean {
    if (this.#secrets.length === 0) return false;
    const text = toHex(encodeData(value));
    return this.#secrets.some((secret) => text.includes(secret));
  }
}
