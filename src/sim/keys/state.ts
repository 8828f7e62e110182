import { z } from 'zod';
import { toHex } from '../../core/bytes.ts';
import { count, whole } from '../classes/value-schemas.ts';
import { keySchema } from '../files/keys.ts';

/** A key of the device, as hexadecimal. */
const storedKey = keySchema.transform((bytes) => toHex(bytes));
const storedKeys = z.strictObject({ encryption: storedKey, authentication: storedKey }).readonly();
/** The keys of a client, as hexadecimal. */
export type StoredKeys = z.infer<typeof storedKeys>;

const keyHistory = z
  .strictObject({
    /** How often other keys have taken the place of those in force. */
    epoch: count,
    /** Those in force; nothing where they are those that the device came with. */
    current: storedKeys.nullable(),
    /** New ones that wait to be used for the first time; true time until which they do, milliseconds from 1970. */
    next: z.strictObject({ keys: storedKeys, until: whole }).readonly().nullable(),
    /** Encryption keys that were in force: what tells one from another, and the lowest counter accepted under it. */
    former: z.array(z.strictObject({ key: z.string(), nextAccepted: count }).readonly()).readonly(),
  })
  .readonly();
export type KeyHistory = z.infer<typeof keyHistory>;

const clientState = z
  .strictObject({
    /** Nothing where no keys have been transferred yet. */
    keys: keyHistory.nullable(),
    /** The lowest invocation counter that is still accepted from the client under the keys in force. */
    nextAccepted: count,
    /** The invocation counter of the next message to the client, under whatever keys: so it never repeats under one. */
    nextSent: count,
  })
  .readonly();
/** What a device keeps for a client that has keys. */
export type ClientState = z.infer<typeof clientState>;

/** What a device keeps for each client that has keys, by SAP. */
export const clientStates = z.strictObject({ 1: clientState, 2: clientState }).readonly();

const AS_DELIVERED: ClientState = { keys: null, nextAccepted: 0, nextSent: 1 };
export const clientsAsDelivered: z.infer<typeof clientStates> = { 1: AS_DELIVERED, 2: AS_DELIVERED };
