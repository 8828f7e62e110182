import { z } from 'zod';
import {
  type BillingCalendar,
  calendarData,
  calendarIn,
  calendarOfElectricity,
  calendarOfGas,
  electricityBillingCalendar,
  gasBillingCalendar,
} from '../../billing/calendar.ts';
import type { Device } from '../../device.ts';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { billingObjects } from '../../objects/billing.ts';
import { nothing } from '../../parameters.ts';

const VALUE = 2;

/** SRV 6.8, critical. */
export const updateDeviceConfigurationBillingCalendar = equivalentSteps('6.8', {
  ESME: steps(
    z.strictObject({ ElectricityBillingCalendar: electricityBillingCalendar }),
    nothing,
    (device, { ElectricityBillingCalendar }, { clock }) =>
      write(device, calendarOfElectricity(ElectricityBillingCalendar, clock.now())),
  ),
  GSME: steps(z.strictObject({ GasBillingCalendar: gasBillingCalendar }), nothing, (device, { GasBillingCalendar }) =>
    write(device, calendarOfGas(GasBillingCalendar)),
  ),
});

async function write(device: Device, calendar: BillingCalendar): Promise<Record<string, never>> {
  await device.write(billingObjects.calendar, VALUE, calendarData(calendar), (now) => {
    const { start, period } = calendarIn(now);
    return period === calendar.period && start.equals(calendar.start);
  });
  return {};
}
