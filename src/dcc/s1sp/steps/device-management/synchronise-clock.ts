import { z } from 'zod';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { common } from '../../objects/common.ts';
import { dateTime } from '../../parameters.ts';
import { dateTimeData, instantOf } from '../../values.ts';

const TIME = 2;

const parameters = z.strictObject({ CurrentDateTime: dateTime, TolerancePeriod: z.int().min(0).max(86_400) });
const ofElectricity = z.strictObject({
  DeviceTime: z.string(),
  Electricity: z.strictObject({
    ElecClockTimeStatus: z.strictObject({ TimeStatus: z.enum(['reliable', 'unreliable']) }),
  }),
});

/**
 * SRV 6.11, critical. The clock is set to the reference time of the S1SP, and only where the request's CurrentDateTime
 * lies within TolerancePeriod of it: a request that was held up must not set a clock wrong. The time read back is
 * reliable where it, too, lies within that period of the reference.
 */
export const synchroniseClock = equivalentSteps('6.11', {
  ESME: steps(parameters, ofElectricity, async (device, { CurrentDateTime, TolerancePeriod }, { clock }) => {
    const distance = (time: Temporal.Instant): number => time.until(clock.now()).abs().total('seconds');
    if (distance(CurrentDateTime) > TolerancePeriod) {
      throw device.unexpected(`CurrentDateTime ${CurrentDateTime}, more than ${TolerancePeriod} s from ${clock.now()}`);
    }
    // The way to the device may take its time to open: the time of the reference is taken after that.
    await device.read(common.clock, TIME, instantOf);
    const set = clock.now();
    // A clock goes on: one that was set shows a time that is near.
    await device.write(common.clock, TIME, dateTimeData(set), (now) => distance(instantOf(now)) <= TolerancePeriod);
    const time = await device.read(common.clock, TIME, instantOf);
    const isReliable = distance(time) <= TolerancePeriod;
    return {
      DeviceTime: time.toString(),
      Electricity: {
        ElecClockTimeStatus: { TimeStatus: isReliable ? ('reliable' as const) : ('unreliable' as const) },
      },
    };
  }),
});
