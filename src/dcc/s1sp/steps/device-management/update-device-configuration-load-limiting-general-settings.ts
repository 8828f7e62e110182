import { z } from 'zod';
import type { Data } from '../../../../protocol/cosem/data.ts';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { limiterAttributes, loadLimitSupplyStates, readMonitoredScale } from '../../load-limiter.ts';
import { loadLimit } from '../../objects/load-limit.ts';
import { dateTime, nothing, unsignedInt } from '../../parameters.ts';
import { likeNow } from '../../register.ts';
import { valueFor, wholes } from '../../values.ts';

const VALUE = 2;

const parameters = z.strictObject({
  ExecutionDateTime: dateTime.optional(),
  /** Seconds. */
  LoadLimitPeriod: unsignedInt,
  /** W */
  LoadLimitPowerThreshold: unsignedInt,
  /** Seconds. */
  LoadLimitRestorationPeriod: unsignedInt,
  LoadLimitSupplyState: z.enum(loadLimitSupplyStates),
});

/**
 * SRV 6.4.1, critical. A limiter of the Blue Book has no settings that wait for their time, and a critical request can't
 * wait elsewhere: one for later fails before anything is written. A time that has passed means now.
 */
export const updateDeviceConfigurationLoadLimitingGeneralSettings = equivalentSteps('6.4.1', {
  ESME: steps(parameters, nothing, async (device, request, { clock }) => {
    const { ExecutionDateTime: time } = request;
    if (time !== undefined && Temporal.Instant.compare(time, clock.now()) > 0) {
      throw device.unexpected(`ExecutionDateTime ${time}, for a meter that can't keep a load limit for later`);
    }
    const { limiter, supplyState } = loadLimit;
    const { thresholdNormal, minOverThreshold, minUnderThreshold } = limiterAttributes;
    const scale = await readMonitoredScale(device);
    const threshold = await device.read(limiter, thresholdNormal, (now) =>
      likeNow(now, valueFor(request.LoadLimitPowerThreshold, scale, wholes('W'))),
    );
    await device.write(limiter, thresholdNormal, threshold);
    await device.write(limiter, minOverThreshold, seconds(request.LoadLimitPeriod));
    await device.write(limiter, minUnderThreshold, seconds(request.LoadLimitRestorationPeriod));
    const state = loadLimitSupplyStates.indexOf(request.LoadLimitSupplyState);
    await device.write(supplyState, VALUE, { type: 'enum', value: state });
    return {};
  }),
});

/** Of a limiter's durations (Blue Book 4.5.9). */
function seconds(value: number): Data {
  return { type: 'double-long-unsigned', value };
}
