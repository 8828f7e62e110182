import { z } from 'zod';
import { imageTransferStatuses } from '../classes/image-transfer.ts';
import { count, dateTimeSchema, whole } from '../classes/value-schemas.ts';

const transfer = z
  .strictObject({
    /** As the client named the image, as hexadecimal. */
    identifier: z.string(),
    /** Bytes of the image. */
    size: count,
    /** One character for each block, 1 where it is there. */
    blocks: z.string().regex(/^[01]*$/),
    /** Of the blocks that are there: see image-header.ts. */
    sum: z.string(),
    /** The bytes of the header, as hexadecimal; nothing until the first block is there. */
    header: z.string().nullable(),
  })
  .readonly();
export type TransferState = z.infer<typeof transfer>;

/** The image that takes the place of the running firmware, if any does. */
export const imageState = z
  .strictObject({
    enabled: z.boolean(),
    status: z.enum(imageTransferStatuses),
    transfer: transfer.nullable(),
    /** True time since which the device works on it, milliseconds from 1970. */
    workingSince: whole.nullable(),
    /** By the device's clock; no field where the image isn't to activate itself. */
    activationTime: dateTimeSchema,
    /** Of the running firmware, as hexadecimal; nothing where it is as the device was delivered with it. */
    hash: z.string().nullable(),
  })
  .readonly();
export type ImageState = z.infer<typeof imageState>;

/** Of a device that isn't updated: one value for all of them. */
export const noImage: ImageState = {
  enabled: true,
  status: 'not-initiated',
  transfer: null,
  workingSince: null,
  activationTime: {},
  hash: null,
};
