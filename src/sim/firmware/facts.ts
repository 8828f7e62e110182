import { z } from 'zod';
import { HEADER_LENGTH } from './image-header.ts';

/** The largest image that any model takes, in bytes. */
const LARGEST = 0x100000;

/** What a device model says of this: zod schemas by the name of the fact. */
export const firmwareFacts = {
  'firmware-update': z.strictObject({
    /** Bytes of every block of an image but the last one. */
    'block-size': z.number().int().min(HEADER_LENGTH).max(4096),
    /** Bytes of an image. */
    'largest-image': z.number().int().min(HEADER_LENGTH).max(LARGEST),
    /** How long the device works on an image that is there. */
    'verification-seconds': z.number().int().min(0).max(3600),
    'activation-seconds': z.number().int().min(0).max(3600),
    /** Whether a version that stands before the running one in the model's list may be activated. */
    downgrade: z.enum(['allowed', 'refused']),
  }),
};
