import { z } from 'zod';
import { equivalentSteps } from '../../equivalent-steps.ts';
import { readIntervals } from '../../interval-profile.ts';
import { electricity } from '../../objects/electricity.ts';
import { profileSteps, readLog } from './parameters.ts';
import { measured } from './quantities.ts';

/** Most entries of the MMC's log: those of 93 days. */
const MOST_ENTRIES = 4464;

const response = z.strictObject({
  LogEntry: z.array(
    /** varh imported in the half hour that ends at `Timestamp`. */
    z.strictObject({ ReactiveEnergyImportedValue: z.int(), Timestamp: z.string() }),
  ),
});

/** SRV 4.8.2. Of a longer period the latest entries are given. */
export const readReactiveImportProfileData = equivalentSteps('4.8.2', {
  ESME: profileSteps(readLog, response, async (device, period, selection) => {
    const wanted = [measured.reactiveImport];
    const intervals = await readIntervals(device, electricity.halfHourlyProfile, wanted, period, selection);
    return {
      LogEntry: intervals.slice(-MOST_ENTRIES).map(({ at, quantities: [energy = 0] }) => ({
        ReactiveEnergyImportedValue: energy,
        Timestamp: at.toString(),
      })),
    };
  }),
});
