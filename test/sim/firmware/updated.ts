import type { ActionResult, DataAccessResult } from '../../../src/protocol/cosem/apdu/results.ts';
import type { Data } from '../../../src/protocol/cosem/data.ts';
import { utc } from '../../../src/sim/classes/clock.ts';
import type { ImageTransferStatus } from '../../../src/sim/classes/image-transfer.ts';
import { imageTransferStatuses } from '../../../src/sim/classes/image-transfer.ts';
import { date, time } from '../../../src/sim/classes/values.ts';
import { type Client, elements, firstLight, numberIn, octets } from '../bench.ts';

const { esme } = firstLight.devices;
export const versions = ['01000000', '01010000', '01020000'] as const;
/** Small blocks, three versions, and a clock that doesn't drift. */
export const model = {
  ...esme.model,
  firmware: [...versions],
  clock: { ...esme.model.clock, 'drift-ppm': 0 },
  'firmware-update': {
    'block-size': 256,
    'largest-image': 100_000,
    'verification-seconds': 10,
    'activation-seconds': 30,
    downgrade: 'refused' as const,
  },
};

const TRANSFER = [18, '0.0.44.0.0.255'] as const;
const SCHEDULE = [22, '0.0.15.0.2.255'] as const;
const zero: Data = { type: 'integer', value: 0 };

export function initiate(client: Client, size: number, identifier = 'image'): ActionResult {
  const value: Data[] = [
    { type: 'octet-string', value: new TextEncoder().encode(identifier) },
    { type: 'double-long-unsigned', value: size },
  ];
  return client.action(...TRANSFER, 1, { type: 'structure', value }).result;
}

export function sendBlock(client: Client, number: number, content: Uint8Array): ActionResult {
  const value: Data[] = [
    { type: 'double-long-unsigned', value: number },
    { type: 'octet-string', value: content },
  ];
  return client.action(...TRANSFER, 2, { type: 'structure', value }).result;
}

export const verify = (client: Client): ActionResult => client.action(...TRANSFER, 3, zero).result;
export const activate = (client: Client): ActionResult => client.action(...TRANSFER, 4, zero).result;

export function enable(client: Client, enabled: boolean): DataAccessResult {
  return client.set(...TRANSFER, 5, { type: 'boolean', value: enabled });
}

/** @param at by the device's clock, milliseconds from 1970; nothing where there is to be no time */
export function schedule(client: Client, at: number | undefined): DataAccessResult {
  if (at === undefined) return client.set(...SCHEDULE, 4, { type: 'array', value: [] });
  const when = utc(at);
  const entry: Data = { type: 'structure', value: [time.encode(when), date.encode(when)] };
  return client.set(...SCHEDULE, 4, { type: 'array', value: [entry] });
}

/** What the device shows of an update. */
export function shown(client: Client) {
  const read = (attribute: number): Data => client.read(...TRANSFER, attribute);
  const blocks = read(3);
  return {
    status: imageTransferStatuses[numberIn(read(6))] as ImageTransferStatus,
    blocks: blocks.type === 'bit-string' ? blocks.value : '',
    firstMissing: numberIn(read(4)),
    toActivate: elements(read(7)).length,
    scheduled: elements(client.read(...SCHEDULE, 4)).length,
    version: new TextDecoder().decode(octets(client.read(1, '1.0.0.2.0.255', 2))),
    hash: octets(client.read(1, '1.0.0.2.8.255', 2)),
  };
}
