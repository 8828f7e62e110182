import { z } from 'zod';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { limiterAttributes, loadLimitSupplyStates, readMonitoredScale } from '../../load-limiter.ts';
import { loadLimit } from '../../objects/load-limit.ts';
import { readRegister } from '../../register.ts';
import { numberOf, quantityOf } from '../../values.ts';
import { onDemandOrFutureDated } from './parameters.ts';

const VALUE = 2;

const response = z.strictObject({
  LoadLimitCounterValue: z.int().min(0),
  /** W */
  LoadLimitPowerThreshold: z.int(),
  /** Seconds. */
  LoadLimitPeriod: z.int().min(0),
  LoadLimitRestorationPeriod: z.int().min(0),
  LoadLimitSupplyState: z.enum(loadLimitSupplyStates),
});

/** SRV 4.15. */
export const readLoadLimitData = equivalentSteps('4.15', {
  ESME: steps(onDemandOrFutureDated, response, async (device) => {
    const { limiter, counter, supplyState } = loadLimit;
    const { thresholdNormal, minOverThreshold, minUnderThreshold } = limiterAttributes;
    const count = await readRegister(device, counter, 'count');
    const watts = await readMonitoredScale(device);
    const threshold = await device.read(limiter, thresholdNormal, (data) => quantityOf(data, watts, 'W'));
    const period = await device.read(limiter, minOverThreshold, numberOf);
    const restoration = await device.read(limiter, minUnderThreshold, numberOf);
    const state = await device.read(supplyState, VALUE, (data) => {
      const name = loadLimitSupplyStates[numberOf(data)];
      if (name === undefined) throw device.unexpected(`load limit supply state ${numberOf(data)}`);
      return name;
    });
    return {
      LoadLimitCounterValue: count,
      LoadLimitPowerThreshold: threshold,
      LoadLimitPeriod: period,
      LoadLimitRestorationPeriod: restoration,
      LoadLimitSupplyState: state,
    };
  }),
});
