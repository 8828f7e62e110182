import { parseObis } from '../../core/identifiers.ts';
import type { DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import type { CosemDateTime } from '../../protocol/cosem/data.ts';
import { millisecondsOf } from '../classes/clock.ts';
import { data } from '../classes/data.ts';
import { imageTransfer } from '../classes/image-transfer.ts';
import { scriptTable } from '../classes/script-table.ts';
import { type ExecutionTime, singleActionSchedule } from '../classes/single-action-schedule.ts';
import { octets } from '../classes/values.ts';
import { CRITICAL, everyClient, securedClients } from '../device/clients.ts';
import type { DeviceFunction } from '../device/design.ts';
import type { Device } from '../device/device.ts';
import { activateImage, imageWork, runningHash, verifyImage } from './activation.ts';
import type { ImageState } from './state.ts';
import { changeImage, enableTransfer, headerOf, initiateTransfer, transferBlock } from './update.ts';

/** Blue Book 6.2: active firmware signature, image transfer, its activation schedule and script table. */
const firmwareNames = {
  hash: parseObis('1.0.0.2.8.255'),
  imageTransfer: parseObis('0.0.44.0.0.255'),
  activationSchedule: parseObis('0.0.15.0.2.255'),
  activationScripts: parseObis('0.0.10.0.107.255'),
} as const;

const DIGEST_LENGTH = 32;
const ACTIVATE_IMAGE = 4;
const ACTIVATION_SCRIPT = 1;
const rights = { read: securedClients, write: [CRITICAL] };

/** The firmware: which one runs, and how another takes its place, now or later. */
export const firmwareFunction: DeviceFunction<Device> = {
  objects: [
    data(
      firmwareNames.hash,
      'Active firmware signature: SHA-256',
      octets(DIGEST_LENGTH),
      { read: everyClient },
      runningHash,
    ),
    imageTransfer<Device>(firmwareNames.imageTransfer, { read: securedClients, write: securedClients }, [CRITICAL], {
      blockSize: ({ model }) => model['firmware-update']['block-size'],
      transferredBlocks: ({ state }) => state.image.transfer?.blocks ?? '',
      enabled: ({ state }) => state.image.enabled,
      setEnabled: enableTransfer,
      status: ({ state }) => state.image.status,
      imagesToActivate: ({ state }) => imagesToActivate(state.image),
      initiate: initiateTransfer,
      transferBlock,
      verify: verifyImage,
      activate: activateImage,
    }),
    scriptTable<Device>(firmwareNames.activationScripts, 'Image activation script table', rights, [CRITICAL], {
      [ACTIVATION_SCRIPT]: [
        {
          service: 'execute',
          classId: 18,
          logicalName: firmwareNames.imageTransfer,
          index: ACTIVATE_IMAGE,
          parameter: { type: 'integer', value: 0 },
        },
      ],
    }),
    singleActionSchedule<Device>(
      firmwareNames.activationSchedule,
      'Image transfer activation schedule',
      rights,
      { table: firmwareNames.activationScripts, selector: ACTIVATION_SCRIPT },
      { times: ({ state }) => timesOf(state.image.activationTime), setTimes: setActivationTime },
    ),
  ],
  timed: imageWork,
};

function imagesToActivate(image: ImageState) {
  const header = headerOf(image);
  if (image.status !== 'verification-successful' && image.status !== 'activation-failed') return [];
  if (header === undefined || image.transfer === null) return [];
  const { size, identifier: identification } = image.transfer;
  return [{ size, identification, signature: header.signature }];
}

function timesOf({ hour, minute, second, hundredths, ...others }: CosemDateTime): readonly ExecutionTime[] {
  if (others.year === undefined) return [];
  const { deviation: _, clockStatus: __, ...date } = others;
  return [{ time: fieldsOf({ hour, minute, second, hundredths }), date }];
}

function fieldsOf(time: { readonly [Key in keyof ExecutionTime['time']]: number | undefined }): ExecutionTime['time'] {
  return Object.fromEntries(Object.entries(time).filter(([, value]) => value !== undefined));
}

/** An image is activated once, so the time is an instant, every field of it specified. One that has passed is now. */
function setActivationTime(device: Device, times: readonly ExecutionTime[]): DataAccessResult {
  const [first] = times;
  const activationTime: CosemDateTime = first === undefined ? {} : { ...first.date, ...first.time };
  if (first !== undefined && millisecondsOf(activationTime) === undefined) return 'other-reason';
  changeImage(device, { activationTime });
  return 'success';
}
