import { commonDefects } from './common.ts';
import type { Defect } from './defect.ts';
import { electricityDefects } from './electricity.ts';
import { gasDefects } from './gas.ts';
import { hubDefects } from './hub.ts';
import { moneyDefects } from './money.ts';
import { networkDefects } from './network.ts';
import { personDefects } from './person.ts';
import { supplyDefects } from './supply.ts';

/** Every wrong behaviour that a simulated device can be given. */
export const defectCatalogue: readonly Defect[] = [
  ...commonDefects,
  ...supplyDefects,
  ...electricityDefects,
  ...networkDefects,
  ...gasDefects,
  ...moneyDefects,
  ...personDefects,
  ...hubDefects,
];

const byName = new Map(defectCatalogue.map((defect) => [defect.name, defect]));

export function findDefect(name: string): Defect | undefined {
  return byName.get(name);
}
