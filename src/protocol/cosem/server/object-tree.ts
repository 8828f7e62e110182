import type { Obis } from '../../../core/identifiers.ts';
import type { CosemObject } from './object.ts';

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
