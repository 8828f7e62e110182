import { z } from 'zod';
import type { Data } from '../../../../protocol/cosem/data.ts';
import type { Device } from '../../device.ts';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { customer } from '../../objects/customer.ts';
import { dateTime, nothing } from '../../parameters.ts';
import { dateTimeData, instantOf } from '../../values.ts';

const VALUE = 2;

const parameters = z.strictObject({ ExecutionDateTime: dateTime.optional(), RestrictionDateTime: dateTime });

/**
 * SRV 3.2. DUIS sends it to the GPF for gas. A SMETS1 gas proxy shows the gas meter and takes nothing itself, so what is
 * asked of it is done at its meter.
 */
export const restrictAccessForChangeOfTenancy = equivalentSteps('3.2', {
  ESME: steps(parameters, nothing, (device, { RestrictionDateTime }) => restrict(device, RestrictionDateTime)),
  GPF: steps(parameters, nothing, (device, { RestrictionDateTime }, { entry, inventory, elsewhere }) => {
    const meter = entry.hub && inventory.behind(entry.hub).find(({ type }) => type === 'GSME');
    if (!meter) throw device.unexpected('a gas proxy whose gas meter is not in the inventory');
    return elsewhere(meter.id, (gasMeter) => restrict(gasMeter, RestrictionDateTime));
  }),
});

async function restrict(device: Device, since: Temporal.Instant): Promise<object> {
  // A meter may leave fields of a date-time open that were written.
  const isRestricted = (now: Data): boolean => instantOf(now).equals(since);
  await device.write(customer.changeOfTenancy, VALUE, dateTimeData(since), isRestricted);
  return {};
}
