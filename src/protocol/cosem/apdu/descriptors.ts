import type { Obis } from '../../../core/identifiers.ts';
import type { Data } from '../data.ts';

/** Selective access as it travels (Green Book, Selective-Access-Descriptor). */
export interface AccessSelection {
  readonly selector: number;
  readonly parameters: Data;
}

/** Cosem-Attribute-Descriptor, with its selective access if there is one. */
export interface AttributeDescriptor {
  readonly classId: number;
  readonly instance: Obis;
  readonly attribute: number;
  readonly selection?: AccessSelection;
}

/** Cosem-Method-Descriptor. */
export interface MethodDescriptor {
  readonly classId: number;
  readonly instance: Obis;
  readonly method: number;
}
