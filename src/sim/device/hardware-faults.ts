import { parseObis } from '../../core/identifiers.ts';
import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { data } from '../classes/data.ts';
import { doubleLongUnsigned } from '../classes/values.ts';
import { NON_CRITICAL, securedClients } from './clients.ts';
import { doubtClock } from './clock-control.ts';
import type { DeviceFunction } from './design.ts';
import type { Device } from './device.ts';
import type { EventName } from './events.ts';
import type { HardwareFault, Operation, OperationResult } from './operations.ts';

interface FaultDefinition {
  /** Its bit of the error register; of our own choice, as the Blue Book leaves them to the manufacturer. */
  readonly bit: number;
  /** What the device says of it when it finds it. Where there is none, it shows in what then doesn't work. */
  readonly event?: EventName;
  /** Whether it is over as soon as it has happened. */
  readonly isMomentary?: true;
}

const faults: Readonly<Record<HardwareFault, FaultDefinition>> = {
  measurement: { bit: 0, event: 'measurement-fault' },
  'non-volatile-memory': { bit: 1, event: 'memory-fault' },
  'program-execution': { bit: 2, event: 'program-execution-fault', isMomentary: true },
  'program-storage': { bit: 3, event: 'program-storage-fault' },
  ram: { bit: 4, event: 'ram-fault' },
  'unexpected-reset': { bit: 5, event: 'unexpected-reset', isMomentary: true },
  watchdog: { bit: 6, event: 'watchdog-reset', isMomentary: true },
  'load-switch': { bit: 7 },
  'firmware-verification': { bit: 8, event: 'firmware-failed-at-power-on' },
};

/** Bits of the alarm register, of our own choice. */
const alarmBits = { hardware: 0, 'clock-doubtful': 1 } as const;

/** Blue Book 6.2.62 to 6.2.64: error register, alarm register, alarm filter. */
const hardwareNames = {
  errorRegister: parseObis('0.0.97.97.0.255'),
  alarmRegister: parseObis('0.0.97.98.0.255'),
  alarmFilter: parseObis('0.0.97.98.10.255'),
} as const;

/** Whether a part of the device is broken now. */
export function isBroken({ state }: Device, fault: HardwareFault): boolean {
  return state.hardware.faults.includes(fault);
}

function hardware(
  device: Device,
  { fault, is = 'present' }: Extract<Operation, { readonly kind: 'hardware' }>,
): OperationResult {
  const { hardware: before } = device.state;
  const without = before.faults.filter((other) => other !== fault);
  if (is === 'gone') {
    device.state.hardware = { ...before, faults: without };
    return 'success';
  }
  // Of a part that breaks while there is no power nobody knows before there is some again.
  if (!device.state.power.on) return 'refused';
  const { bit, event, isMomentary } = faults[fault];
  device.state.hardware = {
    ...before,
    faults: isMomentary ? before.faults : [...without, fault],
    errors: setBits(before.errors, 2 ** bit),
    alarms: alarmed(before.alarms, before.alarmFilter, alarmBits.hardware),
  };
  if (event !== undefined) device.record(event);
  if (isMomentary) restart(device);
  return 'success';
}

/** A device that has started anew without having meant to doesn't know for how long it was away. */
function restart(device: Device): void {
  doubtClock(device);
  const { hardware: before } = device.state;
  device.state.hardware = {
    ...before,
    alarms: alarmed(before.alarms, before.alarmFilter, alarmBits['clock-doubtful']),
  };
}

function alarmed(alarms: number, filter: number, bit: number): number {
  return setBits(alarms, maskedBy(2 ** bit, filter));
}

function setBits(bits: number, more: number): number {
  return (bits | more) >>> 0;
}

function maskedBy(bits: number, mask: number): number {
  return (bits & mask) >>> 0;
}

const rights = { read: securedClients, write: [NON_CRITICAL] };

/** Bits that were set are cleared by writing them as 0; nobody sets one. */
function register(
  logicalName: CosemObject<Device>['logicalName'],
  description: string,
  bits: 'errors' | 'alarms',
): CosemObject<Device> {
  return data<Device, number>(
    logicalName,
    description,
    doubleLongUnsigned,
    rights,
    ({ state }) => state.hardware[bits],
    (device, written) => {
      const before = device.state.hardware;
      device.state.hardware = { ...before, [bits]: maskedBy(before[bits], written) };
      return 'success';
    },
  );
}

/** What breaks in a device, and the registers that show it. */
export const hardwareFunction: DeviceFunction<Device> = {
  objects: [
    register(hardwareNames.errorRegister, 'Error register', 'errors'),
    register(hardwareNames.alarmRegister, 'Alarm register', 'alarms'),
    data<Device, number>(
      hardwareNames.alarmFilter,
      'Alarm filter: the bits of the alarm register that may be set',
      doubleLongUnsigned,
      rights,
      ({ state }) => state.hardware.alarmFilter,
      (device, alarmFilter) => {
        device.state.hardware = { ...device.state.hardware, alarmFilter };
        return 'success';
      },
    ),
  ],
  operations: { hardware },
};
