import { z } from 'zod';
import type { Data } from '../../../../protocol/cosem/data.ts';
import { dateTimeFromInstant, encodeDateTime } from '../../../../protocol/cosem/date-time.ts';
import { isCancellation } from '../../../cancellation.ts';
import { type Device, StepFailed } from '../../device.ts';
import { equivalentSteps, type StepContext, steps } from '../../equivalent-steps.ts';
import { beginActivation, readImageStatus, readImagesToActivate } from '../../image-transfer.ts';
import { firmware } from '../../objects/firmware.ts';
import { dateTime } from '../../parameters.ts';
import { asn1Status, statusOf } from '../../status.ts';
import { textOf } from '../../values.ts';

const VALUE = 2;
const EXECUTION_TIME = 4;
/** Of what the MMC may answer (ActivateImageResponseCode), with the numbers of GBCS. */
const codes = { success: 0, noImageHeld: 1, hashMismatch: 2, activationFailure: 3 } as const;
type Code = keyof typeof codes;

/** Ours: seconds between two looks at a device that is at work, and for how many of them. */
const LOOK = 10;
const LOOKS = 720;

const HASH = '32 bytes in hexadecimal';
const parameters = z.strictObject({
  ExecutionDateTime: dateTime.optional(),
  FirmwareHash: z.string({ error: HASH }).regex(/^([0-9A-Fa-f]{2}){32}$/, { error: HASH }),
});
const response = z.strictObject({
  ActivateImageResponseCode: asn1Status(...(Object.keys(codes) as Code[])).optional(),
  FirmwareVersion: z.string().min(1).max(8).optional(),
});
type Response = z.output<typeof response>;

/**
 * The device knows the image by the hash with which it was transferred. A time that is yet to come is the device's to
 * keep: of what comes of it then the device tells by itself.
 */
const activate = steps(parameters, response, async (device, { ExecutionDateTime: at, FirmwareHash }, context) => {
  if (isCancellation(at)) return setActivationTime(device, undefined);
  const images = await readImagesToActivate(device);
  if (images.length === 0) return outcome(device, 'noImageHeld');
  if (!images.includes(FirmwareHash.toUpperCase())) return outcome(device, 'hashMismatch');
  if (at !== undefined && Temporal.Instant.compare(at, context.clock.now()) > 0) return setActivationTime(device, at);
  return outcome(device, (await isActivated(device, context)) ? 'success' : 'activationFailure');
});

/** SRV 11.3, critical. */
export const activateFirmware = equivalentSteps('11.3', { ESME: activate, GSME: activate });

/** With the version that runs in the device by then. */
async function outcome(device: Device, code: Code): Promise<Response> {
  const FirmwareVersion = await device.read(firmware.version, VALUE, textOf);
  return { ActivateImageResponseCode: statusOf(codes, code), FirmwareVersion };
}

async function setActivationTime(device: Device, at: Temporal.Instant | undefined): Promise<Response> {
  const times: Data = { type: 'array', value: at === undefined ? [] : [executionTime(at)] };
  await device.write(firmware.activationSchedule, EXECUTION_TIME, times);
  return {};
}

/** Time and date, of which a schedule has one each (Blue Book 4.5.7), by the clock of the device, which shows UTC. */
function executionTime(at: Temporal.Instant): Data {
  const octets = encodeDateTime(dateTimeFromInstant(at));
  return {
    type: 'structure',
    value: [
      { type: 'octet-string', value: octets.subarray(5, 9) },
      { type: 'octet-string', value: octets.subarray(0, 5) },
    ],
  };
}

/** Has the image activated, and waits for the end of it. */
async function isActivated(device: Device, { clock }: StepContext): Promise<boolean> {
  try {
    await beginActivation(device);
  } catch (error) {
    if (error instanceof StepFailed && error.code === 'step-refused') return false;
    throw error;
  }
  for (let look = 0; look < LOOKS; look++) {
    const status = await readImageStatus(device);
    if (status !== 'activation-initiated') return status === 'activation-successful';
    await clock.sleep(Temporal.Duration.from({ seconds: LOOK }));
  }
  return false;
}
