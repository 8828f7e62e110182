import type { DeviceModel } from '../../sim/files/device-model.ts';
import { firmwareHash, firmwareImage } from '../../sim/firmware/image.ts';
import type { NextFirmware } from './target.ts';

/** Bytes of the images that tests send: of several blocks, and soon there also over a slow link. */
const IMAGE_SIZE = 1024;

/** An image is made once for each model and version. */
const known = new WeakMap<DeviceModel, ReadonlyMap<string, NextFirmware>>();

/** The version after the one that a simulated device runs, where its model has one, with an image made for it. */
export function nextFirmwareOf(model: DeviceModel, firmware: string): NextFirmware | undefined {
  const version = model.firmware[model.firmware.indexOf(firmware) + 1];
  if (version === undefined || !model.firmware.includes(firmware)) return undefined;
  const before = known.get(model)?.get(version);
  if (before !== undefined) return before;
  const image = firmwareImage(model, version, { seed: 'next firmware', size: IMAGE_SIZE });
  const made = { version, hash: firmwareHash(image), image };
  known.set(model, new Map([...(known.get(model) ?? []), [version, made]]));
  return made;
}
