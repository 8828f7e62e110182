import { createHash } from 'node:crypto';
import { z } from 'zod';
import { toHex } from '../../core/bytes.ts';
import { type Eui64, parseEui64 } from '../../core/identifiers.ts';
import type { DeviceType } from '../../core/srv/catalogue.ts';
import { isAnswerable } from '../access-control.ts';
import { statusesFor } from '../device-statuses.ts';
import type { InventoryDevice } from '../inventory.ts';
import { firmwareVersion } from './device-details.ts';
import { type NonDeviceContext, nonDeviceService } from './non-device-service.ts';

/** Bytes of the largest image (DUIS), and the characters of the longest list of devices. */
const LARGEST_IMAGE = 10_240_000;
const LONGEST_LIST = 1_199_999;
const IMAGE = `base64 of at most ${LARGEST_IMAGE} bytes`;
const LIST = 'EUI-64s with commas between them';

/** DUIS UpdateFirmware. */
const parameters = z.strictObject({
  FirmwareImage: z
    .base64({ error: IMAGE })
    .max(4 * Math.ceil(LARGEST_IMAGE / 3), { error: IMAGE })
    .transform((text) => Uint8Array.fromBase64(text)),
  FirmwareVersion: firmwareVersion,
  DeviceIDList: z
    .string({ error: LIST })
    .max(LONGEST_LIST, { error: LIST })
    .regex(/^[0-9A-Fa-f]{2}(-[0-9A-Fa-f]{2}){7}(,[0-9A-Fa-f]{2}(-[0-9A-Fa-f]{2}){7})*$/, { error: LIST })
    .transform((text) => [...new Set(text.split(',').map(parseEui64))]),
});
type Asked = z.output<typeof parameters>;

const UPDATED_BY_SUPPLIERS: readonly DeviceType[] = ['ESME', 'GSME'];

/** Why a device gets no image, by the list of DSPUpdateFirmwareWarning that it is told in; nothing where it gets one. */
type Objection =
  | 'InvalidDeviceIDList'
  | 'NotCommissionedDeviceIDList'
  | 'NotApplicableFirmwareDeviceIDList'
  | 'OtherRequestInProgressList';
const objections: readonly Objection[] = [
  'InvalidDeviceIDList',
  'NotCommissionedDeviceIDList',
  'NotApplicableFirmwareDeviceIDList',
  'OtherRequestInProgressList',
];

/**
 * SRV 11.1. Acknowledged at once; the S1SP brings the image to each device in its own time, and an alert tells what came
 * of it. A version that is on the Central Products List for none of the devices is refused (public); devices that can't
 * be given it are told in a warning, as long as there is one that can.
 */
export const updateFirmware = nonDeviceService('11.1', parameters, (asked, context) => {
  const { DeviceIDList, FirmwareVersion, FirmwareImage } = asked;
  const judged = DeviceIDList.map((id) => ({ id, objection: objectionTo(id, asked, context) }));
  const given = judged.filter(({ objection }) => objection === undefined).map(({ id }) => id);
  const [first] = given;
  if (first === undefined) {
    const isListed = judged.every(({ objection }) => objection !== 'NotApplicableFirmwareDeviceIDList');
    return { responseCode: isListed ? 'E110102' : 'E110101' };
  }
  const { inventory, user, requestId, firmware } = context;
  const hash = inventory.cpl.find(inventory.device(first) as InventoryDevice, FirmwareVersion)?.firmwareHash as string;
  firmware.distribute({
    requestId,
    user: user.id,
    devices: given,
    version: FirmwareVersion,
    image: FirmwareImage,
    hash,
  });
  const warning = objections.flatMap((objection) => {
    const ids = judged.filter((each) => each.objection === objection).map(({ id }) => id);
    return ids.length === 0 ? [] : [[objection, ids.join(',')] as const];
  });
  return warning.length === 0
    ? { responseCode: 'I99' }
    : { responseCode: 'W110101', body: Object.fromEntries(warning) };
});

function objectionTo(id: Eui64, asked: Asked, context: NonDeviceContext): Objection | undefined {
  const { inventory, request, clock, firmware } = context;
  const device = inventory.device(id);
  const isTheUsers = device !== undefined && isAnswerable(request.user, device, clock.now());
  if (!isTheUsers || !UPDATED_BY_SUPPLIERS.includes(device.type)) return 'InvalidDeviceIDList';
  if (!statusesFor('11.1').includes(device.status)) return 'NotCommissionedDeviceIDList';
  const { status, firmwareHash, imageHash } = inventory.cpl.find(device, asked.FirmwareVersion) ?? {};
  const isListed = status === 'Active' && firmwareHash !== undefined;
  const isTheImage = imageHash === undefined || imageHash === sha256(asked.FirmwareImage);
  if (!(isListed && isTheImage)) return 'NotApplicableFirmwareDeviceIDList';
  return firmware.isUnderWayTo(id) ? 'OtherRequestInProgressList' : undefined;
}

function sha256(image: Uint8Array): string {
  return toHex(createHash('sha256').update(image).digest());
}
