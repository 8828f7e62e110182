import type { DeviceType } from '../../core/srv/catalogue.ts';
import type { DeviceDesign } from '../device/design.ts';

/** One thing that a device does wrong, as a real one with bad firmware might. */
export interface Defect {
  /** What installation files call it, for example `import-register-wrong-scaler`. */
  readonly name: string;
  /** What is wrong, as a test engineer would report it. */
  readonly meaning: string;
  /** Devices that can have it. */
  readonly types: readonly DeviceType[];
  /** The design of a device that has it. */
  apply<D>(design: DeviceDesign<D>): DeviceDesign<D>;
}
