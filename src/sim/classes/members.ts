import type { ActionResult, DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import type { Data } from '../../protocol/cosem/data.ts';
import type { Attribute, Call, Method } from '../../protocol/cosem/server/object.ts';
import type { Shape } from './values.ts';

/** Which clients (SAP) may read, write and call. */
export interface Rights {
  readonly read: readonly number[];
  readonly write?: readonly number[];
}

/**
 * An attribute whose value has a shape. A value of another shape is refused as `type-unmatched`.
 * @param write takes a value that has the shape, or says why not; without it nobody may write
 */
export function attribute<D, T>(
  name: string,
  shape: Shape<T>,
  { read: readers, write: writers = [] }: Rights,
  read: (device: D) => T,
  write?: (device: D, value: T) => DataAccessResult,
): Attribute<D> {
  const served = { name, access: access(readers, write === undefined ? [] : writers), read: get };
  function get(device: D): Data {
    return shape.encode(read(device));
  }
  if (write === undefined) return served;
  return {
    ...served,
    write(device, data) {
      const value = shape.decode(data);
      return value === undefined ? 'type-unmatched' : write(device, value);
    },
  };
}

/** An attribute that is the same in every device of its model. */
export function constant<D, T>(name: string, shape: Shape<T>, { read }: Rights, value: T): Attribute<D> {
  const data = shape.encode(value);
  return { name, access: access(read, []), read: () => data };
}

/** A method whose parameter has a shape. A parameter of another shape, or none, is refused as `type-unmatched`. */
export function method<D, T>(
  name: string,
  shape: Shape<T>,
  clients: readonly number[],
  invoke: (device: D, parameter: T, call: Call<D>) => ActionResult,
): Method<D> {
  return {
    name,
    access: Object.fromEntries(clients.map((sap) => [sap, 'access'])),
    invoke(device, data, call) {
      const parameter = data && shape.decode(data);
      return parameter === undefined ? 'type-unmatched' : invoke(device, parameter, call);
    },
  };
}

function access(readers: readonly number[], writers: readonly number[]): Attribute<unknown>['access'] {
  const modes = [...new Set([...readers, ...writers])].map((sap) => {
    if (!writers.includes(sap)) return [sap, 'read-only'];
    return [sap, readers.includes(sap) ? 'read-and-write' : 'write-only'];
  });
  return Object.fromEntries(modes);
}
