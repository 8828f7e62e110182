import { clock } from '../classes/clock.ts';
import { CRITICAL, everyClient } from '../device/clients.ts';
import { clockControl } from '../device/clock-control.ts';
import { clockDrift } from '../device/clock-drift.ts';
import { communicationObjects } from '../device/communication-objects.ts';
import { events } from '../device/events.ts';
import { hardwareFunction } from '../device/hardware-faults.ts';
import { identityObjects } from '../device/identity-objects.ts';
import { logObjects } from '../device/log-objects.ts';
import { designOf, designs } from '../device/make-design.ts';
import { obis } from '../device/obis.ts';
import type { HubModel } from '../files/device-model.ts';
import { firmwareFunction } from '../firmware/firmware-objects.ts';
import { keyFunction } from '../keys/key-objects.ts';
import { powerFunction } from '../power/power-objects.ts';
import { hanFunction } from './han-objects.ts';
import type { Hub } from './hub.ts';
import { disconnect } from './wan.ts';
import { wanFunction } from './wan-objects.ts';

/** Seconds, for adjust_to_measuring_period of the clock. */
const MEASURING_PERIOD = 1800;

/** How the hubs of a model work. */
export const hubDesign = designs((model: HubModel) => {
  const logs = { event: model.logs.entries, security: model.logs.entries, power: model.outages['log-entries'] };
  return designOf<Hub>(
    [
      { objects: identityObjects },
      { objects: communicationObjects(model) },
      keyFunction,
      firmwareFunction,
      { objects: [clock(obis.clock, { read: everyClient }, [CRITICAL], MEASURING_PERIOD, clockControl)] },
      clockDrift,
      hardwareFunction,
      powerFunction<Hub>(model.outages, { failed: disconnect }),
      wanFunction,
      hanFunction(model),
      { objects: logObjects(logs) },
    ],
    { events, logs },
    model['absent-objects'],
  );
});
