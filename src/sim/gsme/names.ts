import { type Obis, parseObis } from '../../core/identifiers.ts';

/** A value of the gas meter: D is the kind of value, E the rate, 0 for the total. */
export function gas(c: number, d: number, e = 0): Obis {
  return parseObis(`7.0.${c}.${d}.${e}.255`);
}

/** Logical names of the Blue Book that only a gas meter has: medium 7, and those of a battery. */
export const gasObis = {
  /** Forward absolute meter volume at metering conditions. */
  volume: gas(3, 0),
  /** Forward absolute energy: the volume, converted. */
  energy: gas(33, 2),
  flowRate: gas(43, 0),
  conversionFactor: gas(52, 0),
  calorificValue: gas(54, 0),
  /** Nominal values of the volume sensor: Qmax. */
  capacity: gas(0, 6, 4),
  halfHourlyProfile: gas(99, 1),
  dailyProfile: gas(99, 2),
  batteryUseTime: parseObis('0.0.96.6.0.255'),
  batteryCharge: parseObis('0.0.96.6.1.255'),
  batteryInstalled: parseObis('0.0.96.6.5.255'),
  batteryRemaining: parseObis('0.0.96.6.6.255'),
} as const;

/** Logical names that are this simulator's own: the Blue Book sets C and D from 128 aside for manufacturers. */
export const ownObis = {
  uncontrolledFlowRate: gas(128, 0),
  stabilisationPeriod: gas(128, 1),
  measurementPeriod: gas(128, 2),
  supplyDepletionState: gas(128, 3),
  networkData: gas(99, 128),
} as const;
