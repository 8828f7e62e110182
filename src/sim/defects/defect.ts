import type { DeviceType } from '../../core/srv/catalogue.ts';
import type { DeviceDesign } from '../device/design.ts';

/** What a defect makes of a sound design. */
export type Change = <D>(design: DeviceDesign<D>) => DeviceDesign<D>;

/** One thing that a device does wrong, as a real one with bad firmware might. */
export interface Defect {
  /** What installation files call it, for example `import-register-in-kwh`. */
  readonly name: string;
  /** What is wrong, as a test engineer would report it. */
  readonly meaning: string;
  /** Devices that can have it. */
  readonly types: readonly DeviceType[];
  /** The design of a device that has it. */
  readonly apply: Change;
}

/** Defects of devices of some types, by name: what is wrong, and the change of the design that makes it so. */
export function defectsOf(
  types: readonly DeviceType[],
  entries: Readonly<Record<string, readonly [meaning: string, change: Change]>>,
): readonly Defect[] {
  return Object.entries(entries).map(([name, [meaning, apply]]) => ({ name, meaning, types, apply }));
}
