import type { DeviceModel } from '../../sim/files/device-model.ts';
import { firmwareHash, firmwareImage } from '../../sim/firmware/image.ts';
import type { NextFirmware } from './target.ts';

/** Bytes of the images that tests send: of several blocks, and soon there also over a slow link. */
const IMAGE_SIZE = 1024;

/** The version after the one that a simulated device runs, where its model has one, with an image made for it. */
export function nextFirmwareOf(model: DeviceModel, firmware: string): NextFirmware | undefined {
  const version = model.firmware[model.firmware.indexOf(firmware) + 1];
  if (version === undefined || !model.firmware.includes(firmware)) return undefined;
  const image = firmwareImage(model, version, { seed: 'next firmware', size: IMAGE_SIZE });
  return { version, hash: firmwareHash(image), image };
}
