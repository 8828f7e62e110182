import { z } from 'zod';
import type { Data } from '../../../../protocol/cosem/data.ts';
import type { Device } from '../../device.ts';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { common } from '../../objects/common.ts';
import { nothing } from '../../parameters.ts';
import { listOf, numberOf } from '../../values.ts';

const RESET = 1;
const BUFFER = 2;
const ENTRIES_IN_USE = 7;
/** Alert code of the GBCS. */
const EVENT_LOG_CLEARED = 0x8f52;

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
    const entries = await device.peek(common.eventLog, ENTRIES_IN_USE);
    if (entries === undefined || numberOf(entries) > 1) return false;
    if (numberOf(entries) === 0) return true;
    // The clearing itself may be an event: the one that is left then.
    const buffer = await device.peek(common.eventLog, BUFFER);
    return buffer !== undefined && listOf(buffer).every((row) => listOf(row).some(isClearing));
  });
}

function isClearing(value: Data): boolean {
  return value.type === 'long-unsigned' && value.value === EVENT_LOG_CLEARED;
}
