import { z } from 'zod';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { common } from '../../objects/common.ts';
import { dateTime, nothing } from '../../parameters.ts';
import { printable, textData } from '../../text.ts';

const VALUE = 2;

/** DUIS counts the characters; whether they are an MPAN or an MPRN is for the meter to say. */
const mpan = printable(13, 13);
const mprn = printable(1, 10);

const ofElectricity = z.strictObject({
  ExecutionDateTime: dateTime.optional(),
  ImportMPANs: z.strictObject({ ImportMPAN: mpan, SecondaryImportMPAN: mpan.optional() }),
});
const ofGas = z.strictObject({ ExecutionDateTime: dateTime.optional(), ImportMPRN: mprn });

/** SRV 6.20.1. */
export const setDeviceConfigurationImportMpxn = equivalentSteps('6.20.1', {
  ESME: steps(ofElectricity, nothing, async (device, { ImportMPANs: { ImportMPAN, SecondaryImportMPAN } }) => {
    if (SecondaryImportMPAN !== undefined) throw device.unexpected('a meter with room for one import MPAN, not two');
    await device.write(common.meteringPoint, VALUE, textData(ImportMPAN));
    return {};
  }),
  GSME: steps(ofGas, nothing, async (device, { ImportMPRN }) => {
    await device.write(common.meteringPoint, VALUE, textData(ImportMPRN));
    return {};
  }),
});
