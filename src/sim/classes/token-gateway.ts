import type { Obis } from '../../core/identifiers.ts';
import type { ActionResult } from '../../protocol/cosem/apdu/results.ts';
import type { CosemDateTime } from '../../protocol/cosem/data.ts';
import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { attribute, method } from './members.ts';
import { array, bitString, dateTime, enumeration, octets, type Shape, structure, text } from './values.ts';

const tokenDeliveries = { remote: 0, local: 1, manual: 2 } as const;
export const tokenStatuses = {
  'format-ok': 0,
  'authentication-ok': 1,
  'validation-ok': 2,
  executed: 3,
  'format-failure': 4,
  'authentication-failure': 5,
  'validation-failure': 6,
  'execution-failure': 7,
  received: 8,
} as const;

/** The token that was entered last. */
export interface EnteredToken {
  /** As hexadecimal. */
  readonly token: string;
  readonly time: CosemDateTime;
  readonly descriptions: readonly string[];
  readonly delivery: keyof typeof tokenDeliveries;
  readonly status: keyof typeof tokenStatuses;
}

const MOST_BYTES = 64;
const status = structure<{ code: number; data: string }>({ code: enumeration, data: bitString(0) });
const descriptions: Shape<readonly string[]> = array(text(MOST_BYTES), 16);

/**
 * Token gateway (class 115, version 0), Blue Book 4.6.6.
 * @param last nothing where none was entered yet
 * @param enter takes a token as hexadecimal
 */
export function tokenGateway<D>(
  logicalName: Obis,
  readers: readonly number[],
  callers: readonly number[],
  last: (device: D) => EnteredToken | undefined,
  enter: (device: D, token: string) => ActionResult,
): CosemObject<D> {
  const read = { read: readers };
  return {
    classId: 115,
    version: 0,
    logicalName,
    description: 'Token gateway',
    attributes: {
      2: attribute('token', octets(MOST_BYTES), read, (device: D) => last(device)?.token ?? ''),
      3: attribute('token_time', dateTime, read, (device: D) => last(device)?.time ?? {}),
      4: attribute('token_description', descriptions, read, (device: D) => last(device)?.descriptions ?? []),
      5: attribute(
        'token_delivery_method',
        enumeration,
        read,
        (device: D) => tokenDeliveries[last(device)?.delivery ?? 'remote'],
      ),
      6: attribute('token_status', status, read, (device: D) => ({
        code: tokenStatuses[last(device)?.status ?? 'format-ok'],
        data: '',
      })),
    },
    methods: { 1: method('enter', octets(MOST_BYTES), callers, enter) },
  };
}
