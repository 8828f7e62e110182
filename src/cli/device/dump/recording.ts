import { toHex } from '../../../core/bytes.ts';
import { type Eui64, eui64FromBytes, formatObis, type Obis, obisBytes, parseEui64 } from '../../../core/identifiers.ts';
import type { LinkAddress } from '../../../links/address.ts';
import { encodeData } from '../../../protocol/cosem/axdr.ts';
import type { Data } from '../../../protocol/cosem/data.ts';
import { objectList } from '../../../protocol/cosem/server/classes/object-list.ts';
import { obis } from '../../../sim/device/obis.ts';
import type { RecordedModel, RecordedObject } from '../../../sim/recorded/model.ts';
import type { RecordedAttribute, RecordedState } from '../../../sim/recorded/state.ts';
import { associatedSap, recordedTree } from '../../../sim/recorded/tree.ts';
import type { ClientSap } from './object-merger.ts';
import type { ProfileBounds } from './profile-rows.ts';
import type { Recorder } from './recorder.ts';

const REGISTER = 3;
const SECURITY_SETUP = 64;
const SERVER_SYSTEM_TITLE = 5;
const ASSOCIATION_LN = 15;
const OBJECT_LIST = 2;
const CONTEXT_INFO = 5;
const UNKNOWN = 'unknown';
const PUBLIC = 16;
/** What the simulator's own devices have: a wrapper address and a server tell nothing of it. */
const LINE = { 'hdlc-address': 17, 'hdlc-inactivity-seconds': 120, 'max-receive-pdu-size': 1024 } as const;

export interface Circumstances {
  readonly address: LinkAddress;
  /** The address as it was given. */
  readonly source: string;
  readonly taken: Temporal.Instant;
  readonly bounds: ProfileBounds;
  /** What it is, where that is known better than from its objects. */
  readonly type?: RecordedModel['type'] | undefined;
}

/** What a recorder has found, as what the files hold. */
export function recordingOf(
  recorder: Recorder,
  { address, source, taken, bounds, type }: Circumstances,
): { readonly model: RecordedModel; readonly state: RecordedState } {
  const objects = [...recorder.objects.finish()];
  const found = new Found(recorder, objects);
  const model: RecordedModel = {
    kind: 'device-model',
    type: type ?? typeOf(objects, recorder.objects.clients),
    manufacturer: found.text(obis.manufacturer) ?? UNKNOWN,
    model: found.text(obis.model) ?? UNKNOWN,
    firmware: [found.firmware() ?? UNKNOWN],
    driver: 'cosem',
    addressing: {
      'server-sap': address.server,
      ...LINE,
      ...(address.framing === 'hdlc' && { 'hdlc-address': Math.max(1, address.physical ?? LINE['hdlc-address']) }),
      'max-receive-pdu-size': found.receivePduSize() ?? LINE['max-receive-pdu-size'],
    },
    clients: recorder.objects.clients,
    objects,
    evidence: { source: `what it said itself at ${source}`, taken },
  };
  const { clock, attributes } = recorder;
  const state: RecordedState = {
    kind: 'device-state',
    eui64: found.eui64(),
    taken,
    ...(clock !== undefined && { clock }),
    profiles: { 'most-rows': bounds.mostRows, ...(bounds.since && { since: bounds.since }) },
    objects: {},
  };
  const tree = recordedTree(model, state);
  const listFor = (client: ClientSap): string => toHex(encodeData(objectList(tree, client)));
  for (const { name, class: classId } of objects) {
    const members = [...(attributes.get(name) ?? [])].map(([index, attribute]) => {
      const isList = classId === ASSOCIATION_LN && index === OBJECT_LIST;
      return [index, isList && saysTheSame(name, attribute, listFor) ? COMPUTED : simplest(attribute)] as const;
    });
    state.objects[formatObis(name)] = Object.fromEntries(members);
  }
  return { model, state };
}

const COMPUTED: RecordedAttribute = { computed: 'object-list' };

/** Whether an object list is what the model file says anyhow. */
function saysTheSame(name: Obis, attribute: RecordedAttribute, listFor: (client: ClientSap) => string): boolean {
  if ('by-client' in attribute) {
    return Object.entries(attribute['by-client']).every(
      ([client, list]) => toHex(encodeData(list)) === listFor(Number(client) as ClientSap),
    );
  }
  const sap = associatedSap(name) as ClientSap | undefined;
  return sap !== undefined && 'value' in attribute && toHex(encodeData(attribute.value)) === listFor(sap);
}

/** What was told to all clients alike as one value. */
function simplest(attribute: RecordedAttribute): RecordedAttribute {
  if (!('by-client' in attribute)) return attribute;
  const [first, ...others] = Object.values(attribute['by-client']);
  if (first === undefined) return attribute;
  const text = toHex(encodeData(first));
  return others.every((other) => toHex(encodeData(other)) === text) ? { value: first } : attribute;
}

/** Gas has value group A 7, electricity 1; a hub measures neither. Who may not see any registers takes it for a meter. */
function typeOf(objects: readonly RecordedObject[], clients: readonly ClientSap[]): RecordedModel['type'] {
  const measured = new Set(objects.filter(({ class: id }) => id === REGISTER).map(({ name }) => obisBytes(name)[0]));
  if (measured.has(7)) return 'GSME';
  return measured.has(1) || clients.every((client) => client === PUBLIC) ? 'ESME' : 'CHF';
}

/** What a device said of itself. */
class Found {
  readonly #recorder: Recorder;
  readonly #objects: readonly RecordedObject[];

  constructor(recorder: Recorder, objects: readonly RecordedObject[]) {
    this.#recorder = recorder;
    this.#objects = objects;
  }

  text(name: Obis): string | undefined {
    const octets = this.#octets(name, 2);
    const printable = octets?.every((byte) => byte >= 0x20 && byte < 0x7f) === true && octets.length > 0;
    return printable ? String.fromCharCode(...octets) : undefined;
  }

  /** Blue Book, active firmware identifier: a.b.0.2.0.255. */
  firmware(): string | undefined {
    const named = this.#objects.find(({ name }) => obisBytes(name).join('.').endsWith('.0.2.0.255'));
    return named && this.text(named.name);
  }

  /** By its system title, which is its EUI-64; or as it says elsewhere. */
  eui64(): Eui64 {
    const setup = this.#objects.find(({ class: id }) => id === SECURITY_SETUP);
    const octets = (setup && this.#octets(setup.name, SERVER_SYSTEM_TITLE)) ?? this.#octets(obis.eui64, 2);
    return octets?.length === 8 ? eui64FromBytes(octets) : parseEui64('00-00-00-00-00-00-00-00');
  }

  receivePduSize(): number | undefined {
    const info = this.#value(obis.currentAssociation, CONTEXT_INFO);
    const size = info?.type === 'structure' ? info.value[1] : undefined;
    return size?.type === 'long-unsigned' ? size.value : undefined;
  }

  #octets(name: Obis, index: number): Uint8Array | undefined {
    const value = this.#value(name, index);
    return value?.type === 'octet-string' ? value.value : undefined;
  }

  #value(name: Obis, index: number): Data | undefined {
    const attribute = this.#recorder.attributes.get(name)?.get(index);
    if (attribute === undefined) return undefined;
    if ('value' in attribute) return attribute.value;
    return 'by-client' in attribute ? Object.values(attribute['by-client'])[0] : undefined;
  }
}
