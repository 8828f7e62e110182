import { z } from 'zod';
import { parsedBy } from '../../core/documents.ts';
import { type Obis, parseObis } from '../../core/identifiers.ts';
import { powerFacts } from '../power/facts.ts';

const positive = z.number().int().min(1);
const range = z
  .strictObject({ least: z.number().int().min(0), most: z.number().int().max(3_600_000) })
  .refine(({ least, most }) => least <= most, 'least is at most as much as most');

/** What a device model says of this: zod schemas by the name of the fact. */
export const hubFacts = {
  ...powerFacts,
  /** How the hub is reached from the WAN. */
  wan: z.strictObject({
    operator: z.string().min(1).max(30),
    /** SMS that wake it, within so many seconds. */
    'sms-to-wake': positive.max(8),
    'sms-within-seconds': positive.max(86_400),
    /** From the last SMS that it takes until it is connected. */
    'sms-to-connected-milliseconds': range,
    /** How long it stays awake without traffic. */
    'awake-seconds': positive.max(86_400),
    'round-trip-milliseconds': range,
    /** Whether it connects by itself to send an alert; else alerts wait until it is connected next. */
    'wakes-for-alerts': z.boolean(),
    /** Alerts that it keeps while they can't be sent. */
    'alerts-kept': positive.max(256),
  }),
  /** Objects, of whichever device, for which it must have heard more SMS than to wake it. */
  'more-sms': z
    .array(
      z.strictObject({
        'class-id': positive.max(0xffff),
        object: parsedBy<Obis>(parseObis),
        sms: positive.max(8),
        'within-seconds': positive.max(86_400),
      }),
    )
    .default([]),
  /** The home area network behind it. */
  han: z.strictObject({
    /** From the hub to the ESME and back. */
    'esme-milliseconds': range,
    'device-log-entries': positive.max(64),
    /** How long a device that was added may take to join. */
    'join-seconds': positive.max(65_535),
  }),
};
