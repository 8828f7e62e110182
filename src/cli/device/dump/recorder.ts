import { toHex } from '../../../core/bytes.ts';
import type { Clock } from '../../../core/clock.ts';
import { S1benchError } from '../../../core/errors.ts';
import { type Obis, parseObis } from '../../../core/identifiers.ts';
import type { CosemServices } from '../../../dcc/device/services.ts';
import { encodeData } from '../../../protocol/cosem/axdr.ts';
import { isReadable, type ListedObject, parseObjectList } from '../../../protocol/cosem/client/object-list.ts';
import type { Data } from '../../../protocol/cosem/data.ts';
import { decodeDateTime, instantFromDateTime } from '../../../protocol/cosem/date-time.ts';
import type { RecordedAttribute } from '../../../sim/recorded/state.ts';
import { ask } from './answer.ts';
import { type ClientSap, ObjectMerger } from './object-merger.ts';
import { latestRows, type ProfileBounds } from './profile-rows.ts';

const CLOCK = 8;
const TIME = 2;
const ASSOCIATION_LN = 15;
const OBJECT_LIST = 2;
const SECRET = 7;
const SECURITY_SETUP = 64;
/** Who asks is what these are about. */
const dependingOnClient: readonly number[] = [ASSOCIATION_LN, SECURITY_SETUP];
const PROFILE_GENERIC = 7;
const BUFFER = 2;
const LOGICAL_NAME = 1;
const currentAssociation = parseObis('0.0.40.0.0.255');

export interface RecorderOptions {
  readonly bounds: ProfileBounds;
  /** Keys: what holds one of them is left out. */
  readonly secrets: readonly Uint8Array[];
  readonly clock: Clock;
  readonly status: (text: string) => void;
}

/** By attribute index. */
export type RecordedAttributes = Map<number, RecordedAttribute>;

/** Everything that a device says to the clients that ask it, one after the other. */
export class Recorder {
  readonly objects = new ObjectMerger();
  readonly attributes = new Map<Obis, RecordedAttributes>();
  /** The clock, and the milliseconds by which it was ahead of this computer's when it was read. */
  clock: { readonly object: Obis; readonly ahead: number } | undefined;
  readonly #options: RecorderOptions;
  readonly #secrets: readonly string[];

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#secrets = options.secrets.map((secret) => toHex(secret));
  }

  /**
   * Lists the objects for a client, and reads what it may read and nobody could before.
   * @throws `usage-object` where the device doesn't list them; `object-list-invalid`, `device-no-response`,
   *   `device-unreachable`
   */
  async visit(session: Pick<CosemServices, 'get'>, client: ClientSap): Promise<void> {
    const list = await ask(session, { classId: ASSOCIATION_LN, instance: currentAssociation, attribute: OBJECT_LIST });
    if (!('value' in list)) throw new S1benchError('usage-object', { found: `object list: ${list.refused}` });
    const listed = parseObjectList(list.value);
    this.objects.add(client, listed, list.value);
    for (const [position, object] of listed.entries()) {
      this.#options.status(`client ${client}: object ${position + 1} of ${listed.length}`);
      for (const [index, access] of object.attributes) {
        if (index !== LOGICAL_NAME && isReadable(access)) await this.#record(session, client, object, index);
      }
    }
  }

  async #record(
    session: Pick<CosemServices, 'get'>,
    client: ClientSap,
    object: ListedObject,
    index: number,
  ): Promise<void> {
    const attributes = this.attributes.get(object.logicalName) ?? new Map<number, RecordedAttribute>();
    this.attributes.set(object.logicalName, attributes);
    const before = attributes.get(index);
    const dependsOnClient = dependingOnClient.includes(object.classId);
    if (before !== undefined && !('refused' in before) && !dependsOnClient) return;
    const read = await this.#read(session, object, index);
    if (dependsOnClient && 'value' in read) {
      const others = before !== undefined && 'by-client' in before ? before['by-client'] : {};
      attributes.set(index, { 'by-client': { ...others, [client]: read.value } });
    } else if (before === undefined || !('refused' in read)) {
      attributes.set(index, read);
    }
  }

  async #read(session: Pick<CosemServices, 'get'>, object: ListedObject, index: number): Promise<RecordedAttribute> {
    const { classId, logicalName: instance } = object;
    if (classId === ASSOCIATION_LN && index === SECRET) {
      return { refused: 'read-write-denied', because: 'a secret: it was not asked for' };
    }
    const before = this.#options.clock.now();
    const read =
      classId === PROFILE_GENERIC && index === BUFFER
        ? await latestRows(session, object, this.#options.bounds)
        : await ask(session, { classId, instance, attribute: index });
    if (!('value' in read)) return read;
    if (classId === CLOCK && index === TIME) this.#compareClock(instance, read.value, before);
    if (this.#holdsSecret(read.value)) return { refused: 'read-write-denied', because: 'a key: it was left out' };
    return read;
  }

  #compareClock(object: Obis, time: Data, before: Temporal.Instant): void {
    if (time.type !== 'octet-string' || time.value.length !== 12) return;
    const shown = instantFromDateTime(decodeDateTime(time.value), 0);
    if (shown === undefined) return;
    const middle = (before.epochMilliseconds + this.#options.clock.milliseconds()) / 2;
    this.clock ??= { object, ahead: Math.round(shown.epochMilliseconds - middle) };
  }

  #holdsSecret(value: Data): boolean {
    if (this.#secrets.length === 0) return false;
    const text = toHex(encodeData(value));
    return this.#secrets.some((secret) => text.includes(secret));
  }
}
