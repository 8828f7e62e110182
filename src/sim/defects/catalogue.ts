import { commonDefects } from './common.ts';
import type { Defect } from './defect.ts';
import { electricityDefects } from './electricity.ts';
import { supplyDefects } from './supply.ts';

/** Every wrong behaviour that a simulated device can be given. */
export const defectCatalogue: readonly Defect[] = [...commonDefects, ...electricityDefects, ...supplyDefects];

const byName = new Map(defectCatalogue.map((defect) => [defect.name, defect]));

export function findDefect(name: string): Defect | undefined {
  return byName.get(name);
}
