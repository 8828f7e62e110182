import { parseMprn } from '../../core/identifiers.ts';
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
import type { GsmeModel } from '../files/device-model.ts';
import { firmwareFunction } from '../firmware/firmware-objects.ts';
import { keyFunction } from '../keys/key-objects.ts';
import { meteringPointObject } from '../meter/metering-point.ts';
import { opticalPortOf } from '../meter/optical-port.ts';
import { HALF_HOURLY } from '../meter/periodic-profile.ts';
import { paymentColumns } from '../payment/billing-columns.ts';
import { paymentFunction } from '../payment/payment-function.ts';
import { supplyTamperFunction } from '../supply/supply-objects.ts';
import { tamperFunction } from '../tamper/tamper-objects.ts';
import { tariffFunction } from '../tariff/tariff-objects.ts';
import { batteryFunction } from './battery-objects.ts';
import { conversionFunction } from './conversion-objects.ts';
import { flowFunction } from './flow-objects.ts';
import type { Gsme } from './gsme.ts';
import { measuredGas } from './measured.ts';
import { meteringFunction } from './metering-objects.ts';
import { networkDataFunction } from './network-data.ts';
import { profileFunction } from './profile-objects.ts';
import { readout } from './readout.ts';
import { valveFunction } from './valve-objects.ts';

/** How the GSMEs of a model work. */
export const gsmeDesign = designs((model: GsmeModel) => {
  const logs = { event: model.logs.entries, security: model.logs.entries, tamper: model.logs.entries };
  return designOf<Gsme>(
    [
      { objects: identityObjects },
      { objects: communicationObjects(model) },
      keyFunction,
      firmwareFunction,
      { objects: [clock(obis.clock, { read: everyClient }, [CRITICAL], HALF_HOURLY, clockControl)] },
      { objects: [meteringPointObject('Metering point ID: MPRN', parseMprn)] },
      meteringFunction(model),
      conversionFunction,
      profileFunction(model),
      networkDataFunction(model),
      tariffFunction(model, measuredGas),
      billingFunction(model, measuredGas, paymentColumns),
      paymentFunction(model),
      valveFunction,
      flowFunction,
      batteryFunction,
      clockDrift,
      hardwareFunction,
      tamperFunction(model),
      supplyTamperFunction,
      customerFunction(model),
      { objects: logObjects(logs) },
    ],
    { events, logs, opticalPort: (gsme) => opticalPortOf(gsme, readout) },
    model['absent-objects'],
  );
});
