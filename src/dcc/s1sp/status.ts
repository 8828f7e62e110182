import { z } from 'zod';

/**
 * What came of something, as the MMC tells it (StatusASN1): a name, and as the attribute `ResponseCode` the number that
 * GBCS has for it in that message. The names are those of the MMC; the numbers are recalled.
 */
export interface Asn1Status<Name extends string> {
  readonly ASN1Status: Name;
  readonly ResponseCode: number;
}

export function asn1Status<const Name extends string>(...names: readonly [Name, ...Name[]] | readonly Name[]) {
  return z.strictObject({ ASN1Status: z.enum(names), ResponseCode: z.int() });
}

/** The status of a name, by a table of numbers. */
export function statusOf<Name extends string>(numbers: Readonly<Record<Name, number>>, name: Name): Asn1Status<Name> {
  return { ASN1Status: name, ResponseCode: numbers[name] };
}
