import { z } from 'zod';
import { equivalentSteps } from '../equivalent-steps.ts';
import { dateTime } from '../parameters.ts';
import { dateTimeData, instantOf } from '../values.ts';

export interface SynchroniseClockRsp {
  readonly DeviceTime: string;
  readonly Electricity: { readonly ElecClockTimeStatus: { readonly TimeStatus: 'reliable' | 'unreliable' } };
}

const TIME = 2;

/**
 * SRV 6.11, critical. The clock is set to the reference time of the S1SP, and only where the request's CurrentDateTime
 * lies within TolerancePeriod of it: a request that was held up must not set a clock wrong. The time read back is
 * reliable where it, too, lies within that period of the reference.
 */
export const synchroniseClock = equivalentSteps(
  '6.11',
  z.strictObject({ CurrentDateTime: dateTime, TolerancePeriod: z.int().min(0).max(86_400) }),
  async (meter, { CurrentDateTime, TolerancePeriod }, { objects, clock }): Promise<SynchroniseClockRsp> => {
    const isWithin = (time: Temporal.Instant) => time.until(clock.now()).abs().total('seconds') <= TolerancePeriod;
    if (!isWithin(CurrentDateTime)) {
      throw meter.unexpected(`CurrentDateTime ${CurrentDateTime}, more than ${TolerancePeriod} s from ${clock.now()}`);
    }
    // The way to the device may take its time to open: the time of the reference is taken after that.
    await meter.read(objects.clock, TIME, instantOf);
    await meter.write(objects.clock, TIME, dateTimeData(clock.now()));
    const time = await meter.read(objects.clock, TIME, instantOf);
    return {
      DeviceTime: time.toString(),
      Electricity: { ElecClockTimeStatus: { TimeStatus: isWithin(time) ? 'reliable' : 'unreliable' } },
    };
  },
);
