import { type Obis, parseObis } from '../../core/identifiers.ts';
import type { ActionResult, DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import type { Data } from '../../protocol/cosem/data.ts';
import type { ClientPolicy } from '../../protocol/cosem/server/logical-device.ts';
import type { Attribute, Call, CosemObject, Method } from '../../protocol/cosem/server/object.ts';
import type { Device } from '../device/device.ts';
import type { EventDefinition, EventName } from '../device/events.ts';
import type { Operation, OperationResult } from '../device/operations.ts';
import type { LogName } from '../device/state.ts';
import type { Change } from './defect.ts';

/** One member of an object: its logical name, and the index of the attribute or method. */
export type Member = readonly [name: string, index: number];

type Read = (device: Device, call: Call<Device>) => Data | DataAccessResult;
type Write = (device: Device, value: Data, call: Call<Device>) => DataAccessResult;
export type Invoke = (device: Device, parameters: Data | undefined, call: Call<Device>) => ActionResult | Data;

/** Every change, one after the other. */
export function all(...changes: readonly Change[]): Change {
  return (design) => changes.reduce((changed, change) => change(changed), design);
}

/** The objects of a device, as a whole. */
function inObjects(change: (objects: readonly CosemObject<Device>[]) => readonly CosemObject<Device>[]): Change {
  return (design) => {
    const objects = design.objects as unknown as readonly CosemObject<Device>[];
    return { ...design, objects: change(objects) as unknown as typeof design.objects };
  };
}

function inObject(name: string, change: (object: CosemObject<Device>) => CosemObject<Device>): Change {
  const wanted: Obis = parseObis(name);
  return inObjects((objects) => objects.map((object) => (object.logicalName === wanted ? change(object) : object)));
}

function inAttribute(
  [name, index]: Member,
  change: (attribute: Attribute<Device>) => Partial<Attribute<Device>>,
): Change {
  return inObject(name, (object) => {
    const attribute = object.attributes[index];
    if (attribute === undefined) return object;
    return { ...object, attributes: { ...object.attributes, [index]: { ...attribute, ...change(attribute) } } };
  });
}

function inMethod([name, index]: Member, change: (method: Method<Device>) => Partial<Method<Device>>): Change {
  return inObject(name, (object) => {
    const method = object.methods?.[index];
    if (method === undefined) return object;
    return { ...object, methods: { ...object.methods, [index]: { ...method, ...change(method) } } };
  });
}

/** An attribute reads what `change` makes of what it should read. */
export function reading(member: Member, change: (value: Data, device: Device) => Data | DataAccessResult): Change {
  return reader(member, (read) => (device, call) => {
    const value = read(device, call);
    return typeof value === 'string' ? value : change(value, device);
  });
}

/** An attribute is read by what `change` makes of how it should be read. */
export function reader(member: Member, change: (read: Read) => Read): Change {
  return inAttribute(member, ({ read }) => (read === undefined ? {} : { read: change(read) }));
}

/** An attribute reads as it will, or did, some milliseconds from now. */
export function ahead(member: Member, milliseconds: number): Change {
  return reader(member, (read) => (device, call) => device.asOf(device.now() + milliseconds, () => read(device, call)));
}

/** An attribute is written by what `change` makes of how it should be written. */
export function writer(member: Member, change: (write: Write) => Write): Change {
  return inAttribute(member, ({ write }) => (write === undefined ? {} : { write: change(write) }));
}

/** A set is acknowledged, and nothing is stored. */
export function forgetting(...members: readonly Member[]): Change {
  return all(...members.map((member) => writer(member, () => () => 'success')));
}

/** A method does what `change` makes of what it should do. */
export function invoker(member: Member, change: (invoke: Invoke) => Invoke): Change {
  return inMethod(member, ({ invoke }) => ({ invoke: change(invoke) }));
}

/** An action is acknowledged, and nothing is done. */
export function idle(...members: readonly Member[]): Change {
  return all(...members.map((member) => invoker(member, () => () => 'success')));
}

/** Whoever may read an attribute may write it, or call a method: every client that has keys, and no one else. */
export function openTo(clients: readonly number[], ...members: readonly Member[]): Change {
  const anyone = <Mode>(mode: Mode): Readonly<Record<number, Mode>> =>
    Object.fromEntries(clients.map((client) => [client, mode]));
  return all(
    ...members.flatMap((member) => [
      inAttribute(member, ({ access }) => ({ access: { ...access, ...anyone('read-and-write' as const) } })),
      inMethod(member, ({ access }) => ({ access: { ...access, ...anyone('access' as const) } })),
    ]),
  );
}

/** An attribute is for these clients to read, or a method for them to call, and for no one else. */
export function onlyFor(clients: readonly number[], member: Member): Change {
  return inAttribute(member, () => ({ access: Object.fromEntries(clients.map((client) => [client, 'read-only'])) }));
}

/** An attribute takes whatever these clients write, and keeps what it was. */
export function writable(clients: readonly number[], member: Member): Change {
  return inAttribute(member, ({ access }) => ({
    access: { ...access, ...Object.fromEntries(clients.map((client) => [client, 'read-and-write' as const])) },
    write: () => 'success',
  }));
}

/** A second object, `name`, that is like `other`. */
export function copied(other: string, name: string): Change {
  return inObjects((objects) => {
    const original = objects.find(({ logicalName }) => logicalName === parseObis(other));
    return original === undefined ? objects : [...objects, { ...original, logicalName: parseObis(name) }];
  });
}

/** An event is logged and told as `change` says; nothing of it where that gives nothing. */
function inEvents(change: (event: EventDefinition, name: EventName) => Partial<EventDefinition>): Change {
  return (design) => {
    const events = Object.entries(design.events) as [EventName, EventDefinition][];
    const changed = events.map(([name, event]) => [name, { ...event, ...change(event, name) }]);
    return { ...design, events: Object.fromEntries(changed) };
  };
}

/** Events that are logged and not told. */
export function untold(...names: readonly EventName[]): Change {
  return inEvents((_, name) => (names.includes(name) ? { alert: false } : {}));
}

/** Events that are told and not logged. */
export function unlogged(...names: readonly EventName[]): Change {
  return inEvents((_, name) => (names.includes(name) ? { log: 'none' } : {}));
}

/** A log holds fewer entries than it says. */
export function logHolds(name: LogName, entries: number): Change {
  return (design) =>
    design.logs[name] === undefined ? design : { ...design, logs: { ...design.logs, [name]: entries } };
}

/** What people or the world do has this effect, and no other. */
export function inOperation(kind: Operation['kind'], act: () => OperationResult): Change {
  return (design) =>
    design.operations[kind] === undefined ? design : { ...design, operations: { ...design.operations, [kind]: act } };
}

/** What the device asks of a client. */
export function inPolicy(sap: number, change: (policy: ClientPolicy) => Partial<ClientPolicy>): Change {
  return (design) => ({
    ...design,
    policy(client, sound) {
      const policy = design.policy(client, sound);
      return client === sap ? { ...policy, ...change(policy) } : policy;
    },
  });
}

/** The rows of a profile or a list: what `change` makes of them. */
export function rowsOf(member: Member, change: (rows: readonly Data[], device: Device) => readonly Data[]): Change {
  return reading(member, (value, device) => {
    if (value.type !== 'array') return value;
    return { type: 'array', value: change(value.value, device) };
  });
}

/** Two objects of one class show each other's values. */
export function swapped(first: string, second: string): Change {
  const names = [parseObis(first), parseObis(second)];
  return inObjects((objects) => {
    const [one, other] = names.map((name) => objects.find(({ logicalName }) => logicalName === name));
    if (one === undefined || other === undefined) return objects;
    return objects.map((object) => {
      if (object === one) return { ...one, attributes: other.attributes };
      return object === other ? { ...other, attributes: one.attributes } : object;
    });
  });
}

/** Objects that aren't there. */
export function without(...names: readonly string[]): Change {
  const gone: readonly number[] = names.map(parseObis);
  return inObjects((objects) => objects.filter(({ logicalName }) => !gone.includes(logicalName)));
}
