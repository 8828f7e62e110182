import type { AttributeAccess } from '../../protocol/cosem/access-modes.ts';
import type { DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import type { Data } from '../../protocol/cosem/data.ts';
import { objectList } from '../../protocol/cosem/server/classes/object-list.ts';
import type { Attribute, Call, CosemObject, Method } from '../../protocol/cosem/server/object.ts';
import { ObjectTree } from '../../protocol/cosem/server/object.ts';
import { millisecondsOf, utc } from '../classes/clock.ts';
import { dateTime } from '../classes/values.ts';
import { invocationCounterOf, obis } from '../device/obis.ts';
import { recordedBuffer } from './buffer.ts';
import type { RecordedModel, RecordedObject } from './model.ts';
import type { RecordedState } from './state.ts';
import type { RecordedValues } from './values.ts';

const PROFILE_GENERIC = 7;
const VALUE = 2;

/** How an attribute is served where that isn't as it was recorded. */
interface Living {
  read(device: RecordedValues, call: Call<RecordedValues>): Data | DataAccessResult;
  write?(device: RecordedValues, value: Data): DataAccessResult;
}

const trees = new WeakMap<RecordedState, ObjectTree<RecordedValues>>();

/** The objects of a recorded model, in the order in which the device listed them. */
export function recordedTree(model: RecordedModel, state: RecordedState): ObjectTree<RecordedValues> {
  const known = trees.get(state);
  if (known !== undefined) return known;
  const clock = state.clock?.object;
  const tree = new ObjectTree(model.objects.map((object) => recordedObject(object, object.name === clock)));
  trees.set(state, tree);
  return tree;
}

function recordedObject(object: RecordedObject, isClock: boolean): CosemObject<RecordedValues> {
  const attributes = Object.entries(object.attributes).map(([index, access]) => {
    const living = isClock && Number(index) === VALUE ? clockTime(object) : livingOf(object, Number(index));
    const selectors = object.selectors[index];
    return [index, { ...served(object, Number(index), access, living), ...(selectors && { selectors }) }] as const;
  });
  const methods = Object.entries(object.methods).map(([index, access]): [string, Method<RecordedValues>] => [
    index,
    // What a method did can't be recorded; reply_to_HLS is the server's own.
    { name: `method ${index}`, access: modesOf(access), invoke: () => 'object-unavailable' },
  ]);
  return {
    classId: object.class,
    version: object.version,
    logicalName: object.name,
    description: 'Recorded',
    attributes: Object.fromEntries(attributes),
    ...(methods.length > 0 && { methods: Object.fromEntries(methods) }),
  };
}

function served(
  { name }: RecordedObject,
  index: number,
  access: Readonly<Partial<Record<string, AttributeAccess>>>,
  living: Living | undefined,
): Attribute<RecordedValues> {
  return {
    name: `attribute ${index}`,
    access: modesOf(access),
    read(device, call) {
      if (living !== undefined) return living.read(device, call);
      return device.written(name, index) ?? asRecorded(device, name, index, call);
    },
    write(device, value, call) {
      if (living?.write !== undefined) return living.write(device, value);
      const before = device.written(name, index) ?? asRecorded(device, name, index, call);
      // Of what could not be read the type is unknown.
      if (typeof before !== 'string' && before.type !== value.type) return 'type-unmatched';
      device.write(name, index, value);
      return 'success';
    },
  };
}

function asRecorded(
  device: RecordedValues,
  name: RecordedObject['name'],
  index: number,
  call: Call<RecordedValues>,
): Data | DataAccessResult {
  const recorded = device.recorded(name, index);
  if (recorded === undefined) return 'object-unavailable';
  if ('value' in recorded) return recorded.value;
  if ('refused' in recorded) return recorded.refused;
  if ('computed' in recorded) return objectList(call.tree, associatedSap(name) ?? call.clientSap);
  return recorded['by-client'][`${call.clientSap as 1 | 2 | 16}`] ?? 'object-unavailable';
}

function modesOf<Mode extends string>(access: Readonly<Partial<Record<string, Mode>>>): Readonly<Record<number, Mode>> {
  return access as Readonly<Record<number, Mode>>;
}

/** The client whose association it is; nothing of the current one, which is that of whoever asks. */
export function associatedSap(name: RecordedObject['name']): number | undefined {
  return name === obis.currentAssociation ? undefined : Math.floor(name / 0x100) % 0x100;
}

function livingOf(object: RecordedObject, index: number): Living | undefined {
  if (object.class === PROFILE_GENERIC && index === VALUE) {
    return { read: (device, call) => recordedBuffer(device, object, call) };
  }
  for (const client of [1, 2] as const) {
    if (object.name !== invocationCounterOf(client) || index !== VALUE) continue;
    return { read: (device, call) => counter(device, asRecorded(device, object.name, index, call), client) };
  }
  return undefined;
}

function counter(device: RecordedValues, recorded: Data | DataAccessResult, client: 1 | 2): Data | DataAccessResult {
  if (typeof recorded === 'string') return recorded;
  return { type: 'double-long-unsigned', value: Math.min(device.nextAccepted(client), 0xffffffff) };
}

/** The time goes on from where it was, in the zone and with the status that the device had. */
function clockTime({ name }: RecordedObject): Living {
  const recorded = (device: RecordedValues) => {
    const value = device.recorded(name, VALUE);
    return value !== undefined && 'value' in value ? dateTime.decode(value.value) : undefined;
  };
  return {
    read(device) {
      const { deviation = 0, clockStatus = 0, hundredths } = recorded(device) ?? {};
      const { hundredths: now, ...shown } = utc(device.time() - deviation * 60_000, clockStatus);
      return dateTime.encode({
        ...shown,
        ...(hundredths !== undefined && now !== undefined && { hundredths: now }),
        deviation,
      });
    },
    write(device, value) {
      const written = dateTime.decode(value);
      if (written === undefined) return 'type-unmatched';
      const time = millisecondsOf(written);
      if (time === undefined) return 'other-reason';
      device.setTime(time);
      return 'success';
    },
  };
}
