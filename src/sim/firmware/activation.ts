import type { ActionResult } from '../../protocol/cosem/apdu/results.ts';
import { millisecondsOf } from '../classes/clock.ts';
import type { Timed } from '../device/design.ts';
import type { Device } from '../device/device.ts';
import { deliveredHash } from './image.ts';
import { signatureOf } from './image-header.ts';
import type { ImageState } from './state.ts';
import { changeImage, headerOf, isComplete } from './update.ts';

/** image_verify: takes the time that the model says, and has to be asked for again where the power fails meanwhile. */
export function verifyImage(device: Device): ActionResult {
  const { enabled, status, transfer } = device.state.image;
  if (status === 'verification-initiated') return 'temporary-failure';
  if (status === 'verification-successful') return 'success';
  if (!enabled || transfer === null || status !== 'initiated' || !isComplete(transfer)) return 'other-reason';
  changeImage(device, { status: 'verification-initiated', workingSince: device.now() });
  return afterWork(device, 'verification-successful');
}

/**
 * image_activate, from a client or at its time. The running firmware stays until the end, so that whenever the power
 * fails there is one that runs; the image stays, too, and can be activated then.
 */
export function activateImage(device: Device): ActionResult {
  const image = device.state.image;
  if (image.status === 'activation-initiated') return 'temporary-failure';
  if (image.status === 'activation-successful') return 'success';
  if (!isActivatable(device, image)) {
    device.record('firmware-activation-refused');
    return 'other-reason';
  }
  changeImage(device, { status: 'activation-initiated', workingSince: device.now(), activationTime: {} });
  return afterWork(device, 'activation-successful');
}

/** What the device does with an image by itself: it ends what it works on, and activates the image at its time. */
export const imageWork: Timed<Device> = {
  next(device) {
    const { image } = device.state;
    return Math.min(endOfWork(device, image), activationOf(device, image));
  },
  act(device) {
    const { image } = device.state;
    if (endOfWork(device, image) <= device.now()) endWork(device);
    else {
      changeImage(device, { activationTime: {} });
      activateImage(device);
    }
  },
};

/** A device comes back with the firmware that the installation names, where it names another than before. */
export function deliverFirmware(device: Device): void {
  const { state, entry } = device;
  if (state.delivered === entry.firmware) return;
  state.delivered = entry.firmware;
  if (state.firmware === entry.firmware) return;
  state.firmware = entry.firmware;
  changeImage(device, { hash: null });
  device.record('firmware-changed');
}

/** SHA-256 of the running firmware, as hexadecimal. */
export function runningHash(device: Device): string {
  return device.state.image.hash ?? deliveredHash(device.model, device.state.firmware);
}

function isActivatable({ model, state }: Device, image: ImageState): boolean {
  const isVerified = image.status === 'verification-successful' || image.status === 'activation-failed';
  const header = headerOf(image);
  if (!image.enabled || !isVerified || header === undefined) return false;
  const isDowngrade = model.firmware.indexOf(header.version) < model.firmware.indexOf(state.firmware);
  return !isDowngrade || model['firmware-update'].downgrade === 'allowed';
}

/** True time at which the work on an image ends; since when it is over, where the power has failed meanwhile. */
function endOfWork({ model, state }: Device, { status, workingSince }: ImageState): number {
  if (workingSince === null) return Number.POSITIVE_INFINITY;
  if (state.power.since > workingSince) return state.power.since;
  const facts = model['firmware-update'];
  const isVerifying = status === 'verification-initiated';
  return workingSince + 1000 * facts[isVerifying ? 'verification-seconds' : 'activation-seconds'];
}

function activationOf(device: Device, { activationTime }: ImageState): number {
  if (activationTime.year === undefined) return Number.POSITIVE_INFINITY;
  return (millisecondsOf(activationTime) ?? Number.POSITIVE_INFINITY) - device.clockOffset;
}

/** The answer to a client: work that takes no time is over at once. */
function afterWork(device: Device, good: ImageState['status']): ActionResult {
  if (endOfWork(device, device.state.image) > device.now()) return 'temporary-failure';
  endWork(device);
  return device.state.image.status === good ? 'success' : 'other-reason';
}

function endWork(device: Device): void {
  const { status, workingSince } = device.state.image;
  const isInterrupted = workingSince !== null && device.state.power.since > workingSince;
  changeImage(device, { workingSince: null });
  if (status === 'verification-initiated') endVerification(device, isInterrupted);
  else endActivation(device, isInterrupted);
}

function endVerification(device: Device, isInterrupted: boolean): void {
  if (isInterrupted) {
    changeImage(device, { status: 'initiated' });
    return;
  }
  const isRight = isAuthentic(device);
  changeImage(device, { status: isRight ? 'verification-successful' : 'verification-failed' });
  device.record(isRight ? 'firmware-verified' : 'firmware-verification-failed');
}

function isAuthentic({ model, state: { image } }: Device): boolean {
  const header = headerOf(image);
  if (header === undefined || image.transfer?.header == null) return false;
  const isOurs = header.manufacturer === model.manufacturer && header.model === model.model;
  if (!isOurs || header.size !== image.transfer.size || !model.firmware.includes(header.version)) return false;
  return signatureOf(model, Uint8Array.fromHex(image.transfer.header), image.transfer.sum) === header.signature;
}

function endActivation(device: Device, isInterrupted: boolean): void {
  const header = headerOf(device.state.image);
  if (isInterrupted || header === undefined) {
    changeImage(device, { status: 'activation-failed' });
    device.record('firmware-activation-failed');
    return;
  }
  device.state.firmware = header.version;
  changeImage(device, { status: 'activation-successful', transfer: null, hash: header.hash });
  device.record('firmware-changed');
}
