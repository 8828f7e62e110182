import { z } from 'zod';
import { equivalentSteps } from '../../equivalent-steps.ts';
import { readIntervals } from '../../interval-profile.ts';
import { electricity } from '../../objects/electricity.ts';
import { gas } from '../../objects/gas.ts';
import { profileSteps, readLogForOthers } from './parameters.ts';
import { measured } from './quantities.ts';

/** Most entries of the MMC's log: those of two years. */
const MOST_ENTRIES = 731;

const ofElectricity = z.strictObject({
  Electricity: z.strictObject({
    /** Wh imported in the day that ends at `Timestamp`. */
    LogEntry: z.array(z.strictObject({ Value: z.int(), Timestamp: z.string() })),
  }),
});
const ofGas = z.strictObject({
  Gas: z.strictObject({
    /** m3 burnt in the day that ends at `Timestamp`. */
    LogEntry: z.array(z.strictObject({ Value: z.number(), Timestamp: z.string() })),
  }),
});

const readVolumes = profileSteps(readLogForOthers, ofGas, async (device, period, selection) => {
  const days = await readIntervals(device, gas.dailyProfile, [measured.volume], period, selection);
  return {
    Gas: {
      LogEntry: days
        .slice(-MOST_ENTRIES)
        .map(({ at, quantities: [volume = 0] }) => ({ Value: volume, Timestamp: at.toString() })),
    },
  };
});

/** SRV 4.17. */
export const retrieveDailyConsumptionLog = equivalentSteps('4.17', {
  ESME: profileSteps(readLogForOthers, ofElectricity, async (device, period, selection) => {
    const days = await readIntervals(device, electricity.dailyProfile, [measured.activeImport], period, selection);
    return {
      Electricity: {
        LogEntry: days
          .slice(-MOST_ENTRIES)
          .map(({ at, quantities: [energy = 0] }) => ({ Value: energy, Timestamp: at.toString() })),
      },
    };
  }),
  GSME: readVolumes,
  GPF: readVolumes,
});
