import { z } from 'zod';
import {
  calendarIn,
  electricityBillingReport,
  electricityReportOf,
  gasBillingReport,
  gasReportOf,
} from '../../billing/calendar.ts';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { billingObjects } from '../../objects/billing.ts';
import { nothing } from '../../parameters.ts';

const VALUE = 2;

/** A meter without billing dates has no billing calendar to tell. */
const electricity = z.strictObject({
  BillingCalendar: z.strictObject({ ElectricityBillingCalendar: electricityBillingReport }).optional(),
});
const gas = z.strictObject({
  BillingCalendar: z.strictObject({ GasBillingCalendar: gasBillingReport }).optional(),
});

const ofGas = steps(nothing, gas, async (device) => {
  const GasBillingCalendar = gasReportOf(await device.read(billingObjects.calendar, VALUE, calendarIn));
  return GasBillingCalendar === undefined ? {} : { BillingCalendar: { GasBillingCalendar } };
});

/** SRV 6.2.3. */
export const readDeviceConfigurationBillingCalendar = equivalentSteps('6.2.3', {
  ESME: steps(nothing, electricity, async (device) => {
    const ElectricityBillingCalendar = electricityReportOf(
      await device.read(billingObjects.calendar, VALUE, calendarIn),
    );
    return ElectricityBillingCalendar === undefined ? {} : { BillingCalendar: { ElectricityBillingCalendar } };
  }),
  GSME: ofGas,
  GPF: ofGas,
});
