import { type Obis, parseObis } from '../../../core/identifiers.ts';

/** A COSEM object, by what is needed to address it. */
export interface ObjectRef {
  readonly classId: number;
  readonly instance: Obis;
}

/** Interface classes (Blue Book 4). */
export const classes = {
  data: 1,
  register: 3,
  extendedRegister: 4,
  demandRegister: 5,
  profileGeneric: 7,
  clock: 8,
  scriptTable: 9,
  specialDays: 11,
  associationLn: 15,
  imageTransfer: 18,
  activityCalendar: 20,
  registerMonitor: 21,
  singleActionSchedule: 22,
  securitySetup: 64,
  disconnectControl: 70,
  limiter: 71,
  zigbeeNetworkControl: 104,
  account: 111,
  credit: 112,
  charge: 113,
  tokenGateway: 115,
} as const;

/** @param instance logical name, `A.B.C.D.E.F` */
export function objectRef(kind: keyof typeof classes, instance: string): ObjectRef {
  return { classId: classes[kind], instance: parseObis(instance) };
}
