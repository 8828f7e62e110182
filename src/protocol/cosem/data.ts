/** Blue Book 4.1.6.1 date: an absent field is "not specified". */
export interface CosemDate {
  readonly year?: number;
  /** 1 to 12; 0xFD daylight saving ends, 0xFE daylight saving begins. */
  readonly month?: number;
  /** 1 to 31; 0xFD second last day of the month, 0xFE last day. */
  readonly dayOfMonth?: number;
  /** 1 Monday to 7 Sunday. */
  readonly dayOfWeek?: number;
}

/** Blue Book 4.1.6.1 time: an absent field is "not specified". */
export interface CosemTime {
  readonly hour?: number;
  readonly minute?: number;
  readonly second?: number;
  readonly hundredths?: number;
}

/** Blue Book 4.1.6.1 date-time, 12 bytes on the wire. */
export interface CosemDateTime extends CosemDate, CosemTime {
  /** Minutes from local time to UTC, -720 to 840; absent is "not specified". */
  readonly deviation?: number;
  /** Clock status bits; absent is "not specified" (0xFF). */
  readonly clockStatus?: number;
}

/** The contents of a compact array, described once for all of its elements (Green Book, TypeDescription). */
export type TypeDescription =
  | { readonly type: SimpleType }
  | { readonly type: 'array'; readonly length: number; readonly element: TypeDescription }
  | { readonly type: 'structure'; readonly elements: readonly TypeDescription[] };

export type SimpleType = SimpleData['type'];

/** A COSEM value that holds no other, with its type, each named as in Blue Book table "Common data types". */
export type SimpleData =
  | { readonly type: 'null-data' }
  | { readonly type: 'dont-care' }
  | { readonly type: 'boolean'; readonly value: boolean }
  /** `value` holds one character, 0 or 1, for each bit, the first bit first. */
  | { readonly type: 'bit-string'; readonly value: string }
  | { readonly type: 'integer'; readonly value: number }
  | { readonly type: 'long'; readonly value: number }
  | { readonly type: 'double-long'; readonly value: number }
  | { readonly type: 'long64'; readonly value: bigint }
  | { readonly type: 'unsigned'; readonly value: number }
  | { readonly type: 'long-unsigned'; readonly value: number }
  | { readonly type: 'double-long-unsigned'; readonly value: number }
  | { readonly type: 'long64-unsigned'; readonly value: bigint }
  | { readonly type: 'enum'; readonly value: number }
  /** The byte as it travels: two decimal digits of four bits each. */
  | { readonly type: 'bcd'; readonly value: number }
  | { readonly type: 'float32'; readonly value: number }
  | { readonly type: 'float64'; readonly value: number }
  | { readonly type: 'octet-string'; readonly value: Uint8Array }
  /** One byte for each character, U+0000 to U+00FF. */
  | { readonly type: 'visible-string'; readonly value: string }
  | { readonly type: 'utf8-string'; readonly value: string }
  | { readonly type: 'date'; readonly value: CosemDate }
  | { readonly type: 'time'; readonly value: CosemTime }
  | { readonly type: 'date-time'; readonly value: CosemDateTime };

/** A COSEM value with its type. */
export type Data =
  | SimpleData
  | { readonly type: 'array'; readonly value: readonly Data[] }
  | { readonly type: 'structure'; readonly value: readonly Data[] }
  | { readonly type: 'compact-array'; readonly description: TypeDescription; readonly value: readonly Data[] };
