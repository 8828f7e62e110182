import { z } from 'zod';
import type { Device } from '../../device.ts';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { common } from '../../objects/common.ts';
import { gas } from '../../objects/gas.ts';
import type { ObjectRef } from '../../objects/object-ref.ts';
import { supply } from '../../objects/supply.ts';
import { nothing } from '../../parameters.ts';
import { eui64Of, numberOf, textOf } from '../../values.ts';

const VALUE = 2;
const MODEL_LENGTH = 8;
const MANUFACTURER_LENGTH = 32;
/** What becomes of the supply: by the numbers of our own objects for it. */
const states = ['Unchanged', 'Locked'] as const;
const state = z.enum(states);

const identity = {
  DeviceIdentifier: z.string(),
  ModelType: z.string().max(MODEL_LENGTH),
  ManufacturerIdentifier: z.string().max(MANUFACTURER_LENGTH),
};
const ofElectricity = z.strictObject({ ...identity, Electricity: z.strictObject({ SupplyTamperState: state }) });
const ofGas = z.strictObject({
  ...identity,
  Gas: z.strictObject({ SupplyTamperState: state, SupplyDepletionState: state }),
});

const readOfGas = steps(nothing, ofGas, async (device) => ({
  ...(await readIdentity(device)),
  Gas: {
    SupplyTamperState: await readState(device, supply.tamperState),
    SupplyDepletionState: await readState(device, gas.supplyDepletionState),
  },
}));

/** SRV 6.2.4. */
export const readDeviceConfigurationIdentity = equivalentSteps('6.2.4', {
  ESME: steps(nothing, ofElectricity, async (device) => ({
    ...(await readIdentity(device)),
    Electricity: { SupplyTamperState: await readState(device, supply.tamperState) },
  })),
  GSME: readOfGas,
  GPF: readOfGas,
  CHF: steps(nothing, z.strictObject(identity), readIdentity),
});

/** Names are cut to what the MMC has room for. */
async function readIdentity(device: Device) {
  return {
    DeviceIdentifier: await device.read(common.eui64, VALUE, eui64Of),
    ModelType: (await device.read(common.model, VALUE, textOf)).slice(0, MODEL_LENGTH),
    ManufacturerIdentifier: (await device.read(common.manufacturer, VALUE, textOf)).slice(0, MANUFACTURER_LENGTH),
  };
}

function readState(device: Device, object: ObjectRef): Promise<(typeof states)[number]> {
  return device.read(object, VALUE, (data) => {
    const number = numberOf(data);
    const state = states[number];
    if (state === undefined) throw device.unexpected(`state ${number} of what becomes of the supply`);
    return state;
  });
}
