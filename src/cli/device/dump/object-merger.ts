import type { Obis } from '../../../core/identifiers.ts';
import type { ListedObject } from '../../../protocol/cosem/client/object-list.ts';
import type { Data } from '../../../protocol/cosem/data.ts';
import type { RecordedObject } from '../../../sim/recorded/model.ts';

export type ClientSap = 1 | 2 | 16;
type ByClient<Mode> = Map<number, Map<ClientSap, Mode>>;

interface Merging {
  readonly classId: number;
  readonly version: number;
  readonly attributes: ByClient<string>;
  readonly selectors: Map<number, readonly number[]>;
  readonly methods: ByClient<string>;
}

/** The object lists of several clients of a device made one, in which the order of each of them is kept. */
export class ObjectMerger {
  readonly clients: ClientSap[] = [];
  readonly #order: Obis[] = [];
  readonly #objects = new Map<Obis, Merging>();

  /** @param list `listed` as it came: it says of selective access what `listed` doesn't */
  add(client: ClientSap, listed: readonly ListedObject[], list: Data): void {
    this.clients.push(client);
    let place = -1;
    for (const [position, object] of listed.entries()) {
      const { logicalName } = object;
      const known = this.#order.indexOf(logicalName);
      if (known === -1) this.#order.splice(place + 1, 0, logicalName);
      place = known === -1 ? place + 1 : known;
      this.#merge(client, object, selectorsIn(elementsOf(list)[position]));
    }
  }

  /** The objects as a model file has them. */
  finish(): readonly RecordedObject[] {
    return this.#order.flatMap((name) => {
      const object = this.#objects.get(name);
      if (object === undefined) return [];
      return [
        {
          name,
          class: object.classId,
          version: object.version,
          attributes: plain(object.attributes) as RecordedObject['attributes'],
          selectors: Object.fromEntries([...object.selectors].map(([index, selectors]) => [index, [...selectors]])),
          methods: plain(object.methods) as RecordedObject['methods'],
        },
      ];
    });
  }

  #merge(client: ClientSap, listed: ListedObject, selectors: ReadonlyMap<number, readonly number[]>): void {
    const { logicalName, classId, version, attributes, methods } = listed;
    const merging = this.#objects.get(logicalName) ?? {
      classId,
      version,
      attributes: new Map(),
      selectors: new Map(),
      methods: new Map(),
    };
    this.#objects.set(logicalName, merging);
    for (const [index, mode] of attributes) if (index !== 1) enter(merging.attributes, index, client, mode);
    for (const [index, mode] of methods) enter(merging.methods, index, client, mode);
    for (const [index, of] of selectors) merging.selectors.set(index, of);
  }
}

function enter(members: ByClient<string>, index: number, client: ClientSap, mode: string): void {
  const modes = members.get(index) ?? new Map<ClientSap, string>();
  members.set(index, modes);
  if (mode !== 'no-access') modes.set(client, mode);
}

function plain(members: ByClient<string>): Readonly<Record<string, Readonly<Record<string, string>>>> {
  return Object.fromEntries([...members].map(([index, modes]) => [index, Object.fromEntries(modes)]));
}

/** Blue Book, attribute_access_item: index, access mode, selectors. */
function selectorsIn(element: Data | undefined): ReadonlyMap<number, readonly number[]> {
  const [attributes] = elementsOf(elementsOf(element)[3]);
  return new Map(
    elementsOf(attributes).flatMap((item) => {
      const [index, , selectors] = elementsOf(item);
      const of = elementsOf(selectors).flatMap((selector) => numberIn(selector) ?? []);
      const number = numberIn(index);
      return number === undefined || of.length === 0 ? [] : [[number, of] as const];
    }),
  );
}

function elementsOf(data: Data | undefined): readonly Data[] {
  return data?.type === 'array' || data?.type === 'structure' ? data.value : [];
}

function numberIn(data: Data | undefined): number | undefined {
  return data !== undefined && 'value' in data && typeof data.value === 'number' ? data.value : undefined;
}
