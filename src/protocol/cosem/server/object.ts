import type { Obis } from '../../../core/identifiers.ts';
import type { AttributeAccess, MethodAccess } from '../access-modes.ts';
import type { ApplicationContext, Mechanism } from '../apdu/association.ts';
import type { AccessSelection } from '../apdu/descriptors.ts';
import type { Conformance } from '../apdu/initiate.ts';
import type { ActionResult, DataAccessResult } from '../apdu/results.ts';
import type { Data } from '../data.ts';

/** Access by client SAP; a client that isn't named has none. */
export type AccessByClient<Mode> = Readonly<Record<number, Mode>>;

/** What client and server agreed on when their association was opened. */
export interface AssociationTerms {
  readonly serverSap: number;
  readonly context: ApplicationContext;
  readonly mechanism: Mechanism;
  readonly conformance: Conformance;
  /** 0: no limit. */
  readonly clientMaxReceivePduSize: number;
  /** 0: no limit. */
  readonly serverMaxReceivePduSize: number;
  /** Absent where the client gave none. */
  readonly clientSystemTitle?: Uint8Array;
}

/** Who asks, and what of: handed to every accessor. */
export interface Call<D> {
  readonly clientSap: number;
  readonly tree: ObjectTree<D>;
  /** The association that the call comes by; a server always names it. */
  readonly association?: AssociationTerms;
  readonly selection?: AccessSelection;
}

/** One attribute of an object of devices whose state is `D`. Attribute 1, the logical name, is served by the tree itself. */
export interface Attribute<D> {
  readonly name: string;
  readonly access: AccessByClient<AttributeAccess>;
  /** Selectors of selective access that `read` understands. */
  readonly selectors?: readonly number[];
  /** The value, or the reason why there is none. */
  read?(device: D, call: Call<D>): Data | DataAccessResult;
  write?(device: D, value: Data, call: Call<D>): DataAccessResult;
}

export interface Method<D> {
  readonly name: string;
  readonly access: AccessByClient<MethodAccess>;
  /** A result, or the data that a successful call returns. */
  invoke(device: D, parameters: Data | undefined, call: Call<D>): ActionResult | Data;
}

/** An instance of a COSEM interface class, bound to no device: the device's state is handed to every accessor. */
export interface CosemObject<D> {
  readonly classId: number;
  readonly version: number;
  readonly logicalName: Obis;
  /** What the object is for, in the words of the Blue Book. */
  readonly description: string;
  /** By attribute index, from 2. */
  readonly attributes: Readonly<Record<number, Attribute<D>>>;
  /** By method index, from 1. */
  readonly methods?: Readonly<Record<number, Method<D>>>;
}

/**
 * The objects of a device model. It holds no state, so one tree serves every device of its model and firmware.
 */
export class ObjectTree<D> {
  readonly objects: readonly CosemObject<D>[];
  readonly #byName: ReadonlyMap<Obis, CosemObject<D>>;

  constructor(objects: readonly CosemObject<D>[]) {
    this.objects = objects;
    this.#byName = new Map(objects.map((object) => [object.logicalName, object]));
  }

  find(logicalName: Obis): CosemObject<D> | undefined {
    return this.#byName.get(logicalName);
  }
}
