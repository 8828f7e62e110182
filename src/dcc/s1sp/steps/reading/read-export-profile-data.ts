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
    z.strictObject({
      /** Wh exported in the half hour that ends at `Timestamp`. */
      ActiveEnergyExportedValue: z.int(),
      /** varh */
      ReactiveEnergyExportedValue: z.int(),
      Timestamp: z.string(),
    }),
  ),
});

/** SRV 4.8.3. Of a longer period the latest entries are given. */
export const readExportProfileData = equivalentSteps('4.8.3', {
  ESME: profileSteps(readLog, response, async (device, period, selection) => {
    const wanted = [measured.activeExport, measured.reactiveExport];
    const intervals = await readIntervals(device, electricity.halfHourlyProfile, wanted, period, selection);
    return {
      LogEntry: intervals.slice(-MOST_ENTRIES).map(({ at, quantities: [active = 0, reactive = 0] }) => ({
        ActiveEnergyExportedValue: active,
        ReactiveEnergyExportedValue: reactive,
        Timestamp: at.toString(),
      })),
    };
  }),
});
