import { z } from 'zod';
import { equivalentSteps } from '../../equivalent-steps.ts';
import { readIntervals } from '../../interval-profile.ts';
import { electricity } from '../../objects/electricity.ts';
import { gas } from '../../objects/gas.ts';
import { profileSteps, readLogForOthers } from './parameters.ts';
import { measured } from './quantities.ts';

/** Most entries of the MMC's log: those of 397 days. */
const MOST_ENTRIES = 19_056;

const ofElectricity = z.strictObject({
  LogEntry: z.array(
    z.strictObject({
      Timestamp: z.string(),
      /** Wh imported in the half hour that ends at `Timestamp`. */
      Electricity: z.strictObject({ PrimaryValue: z.int() }),
    }),
  ),
});
const ofGas = z.strictObject({
  LogEntry: z.array(
    z.strictObject({
      Timestamp: z.string(),
      /** m3 burnt in the half hour that ends at `Timestamp`. */
      Gas: z.strictObject({ PrimaryValue: z.number() }),
    }),
  ),
});

const readVolumes = profileSteps(readLogForOthers, ofGas, async (device, period, selection) => {
  const intervals = await readIntervals(device, gas.halfHourlyProfile, [measured.volume], period, selection);
  return {
    LogEntry: intervals.slice(-MOST_ENTRIES).map(({ at, quantities: [volume = 0] }) => ({
      Timestamp: at.toString(),
      Gas: { PrimaryValue: volume },
    })),
  };
});

/** SRV 4.8.1. */
export const readActiveImportProfileData = equivalentSteps('4.8.1', {
  ESME: profileSteps(readLogForOthers, ofElectricity, async (device, period, selection) => {
    const wanted = [measured.activeImport];
    const intervals = await readIntervals(device, electricity.halfHourlyProfile, wanted, period, selection);
    return {
      LogEntry: intervals.slice(-MOST_ENTRIES).map(({ at, quantities: [energy = 0] }) => ({
        Timestamp: at.toString(),
        Electricity: { PrimaryValue: energy },
      })),
    };
  }),
  GSME: readVolumes,
  GPF: readVolumes,
});
