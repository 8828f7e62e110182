import { type Obis, parseObis } from '../../core/identifiers.ts';

/** A COSEM object, by what is needed to address it. */
export interface ObjectRef {
  readonly classId: number;
  readonly instance: Obis;
}

const DATA = 1;
const REGISTER = 3;
const PROFILE_GENERIC = 7;
const CLOCK = 8;
const DISCONNECT_CONTROL = 70;

function object(classId: number, instance: string): ObjectRef {
  return { classId, instance: parseObis(instance) };
}

/**
 * The objects that the Equivalent Steps use, as the Blue Book names them for an electricity meter. A device model whose
 * objects have other names says so, `esmeObjectsOf`.
 */
export const esmeObjects = {
  /** Device IDs 2 to 4 of the Blue Book. */
  manufacturer: object(DATA, '0.0.96.1.1.255'),
  model: object(DATA, '0.0.96.1.2.255'),
  eui64: object(DATA, '0.0.96.1.3.255'),
  firmwareVersion: object(DATA, '1.0.0.2.0.255'),
  clock: object(CLOCK, '0.0.1.0.0.255'),
  activeImport: object(REGISTER, '1.0.1.8.0.255'),
  reactiveImport: object(REGISTER, '1.0.3.8.0.255'),
  activePowerImport: object(REGISTER, '1.0.1.7.0.255'),
  halfHourlyProfile: object(PROFILE_GENERIC, '1.0.99.1.0.255'),
  eventLog: object(PROFILE_GENERIC, '0.0.99.98.0.255'),
  securityLog: object(PROFILE_GENERIC, '0.0.99.98.1.255'),
  disconnectControl: object(DISCONNECT_CONTROL, '0.0.96.3.10.255'),
} as const satisfies Record<string, ObjectRef>;

export type EsmeObjectName = keyof typeof esmeObjects;
export type EsmeObjects = Readonly<Record<EsmeObjectName, ObjectRef>>;

/** @param differences logical names that a device model gives to objects of the common tree */
export function esmeObjectsOf(differences: Partial<Readonly<Record<EsmeObjectName, Obis>>> = {}): EsmeObjects {
  const objects: Record<EsmeObjectName, ObjectRef> = { ...esmeObjects };
  for (const [name, instance] of Object.entries(differences) as [EsmeObjectName, Obis][]) {
    objects[name] = { ...objects[name], instance };
  }
  return objects;
}
