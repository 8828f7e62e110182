import { isDeepStrictEqual } from 'node:util';
import { S1benchError } from '../../../core/errors.ts';
import type { Data } from '../../../protocol/cosem/data.ts';
import type { Device } from '../device.ts';
import { payment, tokenParts } from '../objects/payment.ts';
import { listOf, numberOf, octetsOf } from '../values.ts';

/** token_status (Blue Book 4.6.6). */
const tokenStatuses = [
  'format-ok',
  'authentication-ok',
  'validation-ok',
  'executed',
  'format-failure',
  'authentication-failure',
  'validation-failure',
  'execution-failure',
  'received',
] as const;
export type TokenStatus = (typeof tokenStatuses)[number];

const { tokenGateway } = payment;

/** The last token of a meter, and what became of it. */
export interface LastToken {
  readonly digits: string;
  readonly status: TokenStatus;
  /** As the meter has its time. */
  readonly time: Data;
}

/** A token as a SMETS1 meter takes it: its digits in ASCII. Ours: how real ones do is not public. */
export function tokenOf(digits: string): Data {
  return { type: 'octet-string', value: Buffer.from(digits, 'latin1') };
}

/** The digits of the token that a meter was given last, by whichever way; none where it never was. */
export function readLastDigits(device: Device): Promise<string> {
  return device.read(tokenGateway, tokenParts.token, digitsOf);
}

/** What became of the token that a meter was given last. */
export function readLastStatus(device: Device): Promise<TokenStatus> {
  return device.read(tokenGateway, tokenParts.status, statusOf);
}

export async function readLastToken(device: Device): Promise<LastToken> {
  const digits = await readLastDigits(device);
  const time = await device.read(tokenGateway, tokenParts.time, (data) => data);
  return { digits, time, status: await readLastStatus(device) };
}

/** As `readLastToken`, without being steps. @throws what the services throw, `step-value-unexpected` */
export async function peekLastToken(device: Device): Promise<LastToken> {
  const [token, time, status] = [
    await device.peek(tokenGateway, tokenParts.token),
    await device.peek(tokenGateway, tokenParts.time),
    await device.peek(tokenGateway, tokenParts.status),
  ];
  if (token !== undefined && time !== undefined && status !== undefined) {
    return { digits: digitsOf(token), time, status: statusOf(status) };
  }
  throw new S1benchError('step-value-unexpected', { found: 'a refusal', expected: 'the last token' });
}

export function isSameEntry(a: LastToken, b: LastToken): boolean {
  return isDeepStrictEqual(a, b);
}

function digitsOf(data: Data): string {
  return Buffer.from(octetsOf(data)).toString('latin1');
}

function statusOf(data: Data): TokenStatus {
  const [code] = listOf(data);
  const status = code === undefined ? undefined : tokenStatuses[numberOf(code)];
  if (status !== undefined) return status;
  throw new S1benchError('step-value-unexpected', { found: 'another token status', expected: '0 to 8' });
}
