import { parseMpan } from '../../core/identifiers.ts';
import { billingFunction } from '../billing/billing-objects.ts';
import { clock } from '../classes/clock.ts';
import { customerFunction } from '../customer/customer-objects.ts';
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
import type { EsmeModel } from '../files/device-model.ts';
import { firmwareFunction } from '../firmware/firmware-objects.ts';
import { keyFunction } from '../keys/key-objects.ts';
import { meteringPointObject } from '../meter/metering-point.ts';
import { opticalPortOf } from '../meter/optical-port.ts';
import { HALF_HOURLY } from '../meter/periodic-profile.ts';
import { demandFunction } from '../network/demand-objects.ts';
import { powerThresholdFunction } from '../network/power-thresholds.ts';
import { voltageFunction } from '../network/voltage-objects.ts';
import { paymentColumns } from '../payment/billing-columns.ts';
import { paymentFunction } from '../payment/payment-function.ts';
import { powerFunction } from '../power/power-objects.ts';
import { loadLimitFunction } from '../supply/load-limit-objects.ts';
import { updateMeasuring } from '../supply/measuring.ts';
import { supplyFunction, supplyTamperFunction } from '../supply/supply-objects.ts';
import { tamperFunction } from '../tamper/tamper-objects.ts';
import { tariffFunction } from '../tariff/tariff-objects.ts';
import type { Esme } from './esme.ts';
import { measuredElectricity } from './measured.ts';
import { meteringFunction } from './metering-objects.ts';
import { profileFunction } from './profile-objects.ts';
import { readout } from './readout.ts';

/** How the ESMEs of a model work. */
export const esmeDesign = designs((model: EsmeModel) => {
  const logs = {
    event: model.logs.entries,
    security: model.logs.entries,
    tamper: model.logs.entries,
    power: model.outages['log-entries'],
  };
  return designOf<Esme>(
    [
      { objects: identityObjects },
      { objects: communicationObjects(model) },
      keyFunction,
      firmwareFunction,
      { objects: [clock(obis.clock, { read: everyClient }, [CRITICAL], HALF_HOURLY, clockControl)] },
      { objects: [meteringPointObject('Metering point ID: import MPAN', parseMpan)] },
      meteringFunction(model.rates),
      profileFunction(model),
      tariffFunction(model, measuredElectricity),
      billingFunction(model, measuredElectricity, paymentColumns),
      paymentFunction(model),
      supplyFunction,
      supplyTamperFunction,
      loadLimitFunction,
      powerFunction<Esme>(model.outages, { failed: updateMeasuring, restored: updateMeasuring }),
      voltageFunction(model),
      powerThresholdFunction,
      demandFunction(model),
      clockDrift,
      hardwareFunction,
      tamperFunction(model),
      customerFunction(model),
      { objects: logObjects(logs) },
    ],
    { events, logs, opticalPort: (esme) => opticalPortOf(esme, readout) },
    model['absent-objects'],
  );
});
