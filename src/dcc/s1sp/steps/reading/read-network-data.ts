import { z } from 'zod';
import { equivalentSteps } from '../../equivalent-steps.ts';
import { type IntervalQuantity, readIntervals } from '../../interval-profile.ts';
import { electricity } from '../../objects/electricity.ts';
import { gas } from '../../objects/gas.ts';
import { network } from '../../objects/network.ts';
import { readRegister } from '../../register.ts';
import { decimals } from '../../values.ts';
import { profileSteps, readLogForOthers } from './parameters.ts';
import { measured } from './quantities.ts';

/** Most entries of the MMC's logs: those of 90 days, and of four hours. */
const MOST_AVERAGES = 4320;
const MOST_VOLUMES = 41;

const counter = z.strictObject({ Value: z.int().min(0) });
const ofElectricity = z.strictObject({
  Electricity: z.strictObject({
    SinglePhaseESME: z.strictObject({
      AvgRMSOverVoltageCounter: counter,
      AvgRMSUnderVoltageCounter: counter,
      AvgRMSVoltageProfileDataLog: z.strictObject({
        /** V, averaged over the period that ends at `Timestamp`. */
        LogEntry: z.array(z.strictObject({ Value: z.number(), Timestamp: z.string() })),
        /** Seconds. */
        MeasurementPeriod: z.int().min(0),
      }),
    }),
  }),
});
const ofGas = z.strictObject({
  Gas: z.strictObject({
    NetworkDataLog: z.strictObject({
      /** m3 burnt in the six minutes that end at `Timestamp`. */
      LogEntry: z.array(z.strictObject({ Value: z.number(), Timestamp: z.string() })),
    }),
  }),
});

const averageVoltage = {
  name: 'the average voltage',
  interval: network.averageVoltage,
  unit: decimals('V'),
} as const satisfies IntervalQuantity;

const readVolumes = profileSteps(readLogForOthers, ofGas, async (device, period, selection) => {
  const intervals = await readIntervals(device, gas.networkLog, [measured.volume], period, selection);
  return { Gas: { NetworkDataLog: { LogEntry: intervals.slice(-MOST_VOLUMES).map(entryOf) } } };
});

/** SRV 4.10. Of a longer period the latest entries are given. */
export const readNetworkData = equivalentSteps('4.10', {
  ESME: profileSteps(readLogForOthers, ofElectricity, async (device, period, selection) => {
    const over = await readRegister(device, network.averageOverCounter, 'count');
    const under = await readRegister(device, network.averageUnderCounter, 'count');
    const seconds = await readRegister(device, network.averagePeriod, 's');
    const averages = await readIntervals(device, electricity.networkLog, [averageVoltage], period, selection);
    return {
      Electricity: {
        SinglePhaseESME: {
          AvgRMSOverVoltageCounter: { Value: over },
          AvgRMSUnderVoltageCounter: { Value: under },
          AvgRMSVoltageProfileDataLog: {
            LogEntry: averages.slice(-MOST_AVERAGES).map(entryOf),
            MeasurementPeriod: seconds,
          },
        },
      },
    };
  }),
  GSME: readVolumes,
  GPF: readVolumes,
});

function entryOf({ at, quantities: [value = 0] }: { at: Temporal.Instant; quantities: readonly number[] }) {
  return { Value: value, Timestamp: at.toString() };
}
