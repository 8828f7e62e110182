import { S1benchError } from '../../../core/errors.ts';
import type { SwitchingTable } from '../tariff/tariff.ts';

/** Scripts of the non-disablement script table: a day switches to them as a tariff switches to rates. */
export const scripts = { STOP: 1, START: 2 } as const;
export type Script = keyof typeof scripts;

/** When the supply stays on for want of credit, as an activity calendar says it: `rate` is a script. */
export type NonDisablement = SwitchingTable;

/** @throws `step-value-unexpected` */
export function scriptOf(selector: number): Script {
  const script = (Object.keys(scripts) as Script[]).find((each) => scripts[each] === selector);
  if (script !== undefined) return script;
  throw new S1benchError('step-value-unexpected', { found: `script ${selector}`, expected: '1 (STOP) or 2 (START)' });
}

/** A calendar that is written in form and yet can't be kept. */
export function unkept(found: string, expected: string): S1benchError {
  return new S1benchError('non-disablement-contradictory', { found, expected });
}
