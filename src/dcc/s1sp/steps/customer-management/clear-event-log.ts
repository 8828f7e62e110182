import { z } from 'zod';
import type { Device } from '../../device.ts';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { common } from '../../objects/common.ts';
import { nothing } from '../../parameters.ts';
import { numberOf } from '../../values.ts';

const RESET = 1;
const ENTRIES_IN_USE = 7;

const ofElectricity = z.strictObject({ ESMEEventLogType: z.enum(['ESME', 'ALCS']).optional() });

/** SRV 3.3. */
export const clearEventLog = equivalentSteps('3.3', {
  ESME: steps(ofElectricity, nothing, async (device, { ESMEEventLogType }) => {
    if (ESMEEventLogType === 'ALCS') throw device.unexpected('an electricity meter, which keeps no ALCS event log');
    await clear(device);
    return {};
  }),
  GSME: steps(nothing, nothing, async (device) => {
    await clear(device);
    return {};
  }),
});

function clear(device: Device): Promise<void> {
  return device.invoke(common.eventLog, RESET, { type: 'integer', value: 0 }, async () => {
    // The clearing itself is an event.
    const entries = await device.peek(common.eventLog, ENTRIES_IN_USE);
    return entries !== undefined && numberOf(entries) <= 1;
  });
}
