import fc from 'fast-check';
import type { Obis } from '../../src/core/identifiers.ts';
import { encodeData } from '../../src/protocol/cosem/axdr.ts';
import type {
  CosemDate,
  CosemDateTime,
  CosemTime,
  Data,
  SimpleData,
  SimpleType,
  TypeDescription,
} from '../../src/protocol/cosem/data.ts';
import type {
  CaptureObjectDefinition,
  EntryDescriptor,
  RangeDescriptor,
} from '../../src/protocol/cosem/selective-access.ts';
import { resultOrRefusal } from './refusal.ts';

export const u8 = fc.integer({ min: 0, max: 0xff });
export const u16 = fc.integer({ min: 0, max: 0xffff });
export const u32 = fc.integer({ min: 0, max: 0xffffffff });
export const i8 = fc.integer({ min: -0x80, max: 0x7f });

/** Mostly short, sometimes long enough for a length of two bytes. */
export const octets: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 4, arbitrary: fc.uint8Array({ maxLength: 20 }) },
  { weight: 1, arbitrary: fc.uint8Array({ minLength: 100, maxLength: 300 }) },
);

export const obis: fc.Arbitrary<Obis> = fc.integer({ min: 0, max: 0xffffffffffff }).map((number) => number as Obis);

const dateFields = {
  year: fc.integer({ min: 0, max: 0xfffe }),
  month: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constantFrom(0xfd, 0xfe)),
  dayOfMonth: fc.oneof(fc.integer({ min: 1, max: 31 }), fc.constantFrom(0xfd, 0xfe)),
  dayOfWeek: fc.integer({ min: 1, max: 7 }),
};

const timeFields = {
  hour: fc.integer({ min: 0, max: 23 }),
  minute: fc.integer({ min: 0, max: 59 }),
  second: fc.integer({ min: 0, max: 59 }),
  hundredths: fc.integer({ min: 0, max: 99 }),
};

/** Whether the month has the day: in a leap year where the year isn't specified. */
function isOnCalendar({ year = 2000, month = 1, dayOfMonth = 1 }: CosemDate): boolean {
  if (month > 12 || dayOfMonth > 31) return true;
  return dayOfMonth <= new Temporal.PlainYearMonth(year, month).daysInMonth;
}

export const cosemDate: fc.Arbitrary<CosemDate> = fc
  .record(dateFields, { requiredKeys: [], noNullPrototype: true })
  .filter(isOnCalendar);

export const cosemTime: fc.Arbitrary<CosemTime> = fc.record(timeFields, { requiredKeys: [], noNullPrototype: true });

export const cosemDateTime: fc.Arbitrary<CosemDateTime> = fc
  .record(
    {
      ...dateFields,
      ...timeFields,
      deviation: fc.integer({ min: -720, max: 840 }),
      clockStatus: fc.integer({ min: 0, max: 0xfe }),
    },
    { requiredKeys: [], noNullPrototype: true },
  )
  .filter(isOnCalendar);

/** Instants from 2000 to 2099 with hundredths of a second, all that a date-time can say of them. */
export const instant: fc.Arbitrary<Temporal.Instant> = fc
  .integer({ min: 94_668_480_000, max: 410_244_479_999 })
  .map((hundredths) => Temporal.Instant.fromEpochMilliseconds(hundredths * 10));

function valued<Type extends SimpleType, T>(type: Type, value: fc.Arbitrary<T>) {
  return value.map((value) => ({ type, value }));
}

const bits = fc.array(fc.constantFrom('0', '1'), { maxLength: 40 }).map((bits) => bits.join(''));
const latin1 = fc.array(u8, { maxLength: 40 }).map((codes) => String.fromCharCode(...codes));

/** An arbitrary value of each type that holds no other. */
const simpleData = {
  'null-data': fc.constant({ type: 'null-data' } as const),
  'dont-care': fc.constant({ type: 'dont-care' } as const),
  boolean: valued('boolean', fc.boolean()),
  'bit-string': valued('bit-string', bits),
  integer: valued('integer', i8),
  long: valued('long', fc.integer({ min: -0x8000, max: 0x7fff })),
  'double-long': valued('double-long', fc.integer({ min: -0x80000000, max: 0x7fffffff })),
  long64: valued('long64', fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
  unsigned: valued('unsigned', u8),
  'long-unsigned': valued('long-unsigned', u16),
  'double-long-unsigned': valued('double-long-unsigned', u32),
  'long64-unsigned': valued('long64-unsigned', fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })),
  enum: valued('enum', u8),
  bcd: valued('bcd', u8),
  float32: valued('float32', fc.float()),
  float64: valued('float64', fc.double()),
  'octet-string': valued('octet-string', octets),
  'visible-string': valued('visible-string', latin1),
  'utf8-string': valued('utf8-string', fc.string({ unit: 'grapheme', maxLength: 40 })),
  date: valued('date', cosemDate),
  time: valued('time', cosemTime),
  'date-time': valued('date-time', cosemDateTime),
} satisfies { readonly [Type in SimpleType]: fc.Arbitrary<Extract<SimpleData, { readonly type: Type }>> };

export const simpleTypes = Object.keys(simpleData) as readonly SimpleType[];

export const arbitrarySimpleData: fc.Arbitrary<SimpleData> = fc.oneof(...Object.values(simpleData));

/** Descriptions that a compact array may have: not those whose elements would hold many values in few bytes. */
export const typeDescription: fc.Arbitrary<TypeDescription> = fc
  .letrec<{ description: TypeDescription }>((tie) => ({
    description: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.record({ type: fc.constantFrom(...simpleTypes) }),
      fc.record({
        type: fc.constant('array' as const),
        length: fc.integer({ min: 0, max: 4 }),
        element: tie('description'),
      }),
      fc.record({
        type: fc.constant('structure' as const),
        elements: fc.array(tie('description'), { maxLength: 4 }),
      }),
    ),
  }))
  .description.filter((description) => {
    const empty: Data = { type: 'compact-array', description, value: [] };
    return resultOrRefusal(() => encodeData(empty)) instanceof Uint8Array;
  });

/** Data as a description says. */
export function dataAsDescribed(description: TypeDescription): fc.Arbitrary<Data> {
  switch (description.type) {
    case 'array':
      return fc
        .array(dataAsDescribed(description.element), { minLength: description.length, maxLength: description.length })
        .map((value) => ({ type: 'array', value }));
    case 'structure':
      return fc.tuple(...description.elements.map(dataAsDescribed)).map((value) => ({ type: 'structure', value }));
    default:
      return simpleData[description.type];
  }
}

const compactArray: fc.Arbitrary<Data> = typeDescription.chain((description) =>
  fc
    .array(dataAsDescribed(description), { maxLength: 5 })
    .map((value): Data => ({ type: 'compact-array', description, value })),
);

/** Any COSEM value. */
export const data: fc.Arbitrary<Data> = fc.letrec<{ data: Data }>((tie) => ({
  data: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    arbitrarySimpleData,
    fc.record({ type: fc.constant('array' as const), value: fc.array(tie('data'), { maxLength: 6 }) }),
    fc.record({ type: fc.constant('structure' as const), value: fc.array(tie('data'), { maxLength: 6 }) }),
    compactArray,
  ),
})).data;

const captureObject: fc.Arbitrary<CaptureObjectDefinition> = fc.record({
  classId: u16,
  logicalName: obis,
  attributeIndex: i8,
  dataIndex: u16,
});

export const rangeDescriptor: fc.Arbitrary<RangeDescriptor> = fc.record({
  kind: fc.constant('range' as const),
  restrictingObject: captureObject,
  from: data,
  to: data,
  selectedValues: fc.array(captureObject, { maxLength: 4 }),
});

export const entryDescriptor: fc.Arbitrary<EntryDescriptor> = fc.record({
  kind: fc.constant('entry' as const),
  fromEntry: u32,
  toEntry: u32,
  fromSelectedValue: u16,
  toSelectedValue: u16,
});

/** What becomes of good bytes on a bad line: cut short, lengthened, a bit flipped, a byte replaced. */
export function damaged(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  const position = fc.nat({ max: Math.max(0, bytes.length - 1) });
  return fc.oneof(
    position.map((length) => bytes.slice(0, length)),
    octets.map((more) => Uint8Array.of(...bytes, ...more)),
    fc
      .tuple(position, fc.nat({ max: 7 }))
      .map(([at, bit]) => bytes.map((byte, i) => (i === at ? byte ^ (1 << bit) : byte))),
    fc.tuple(position, u8).map(([at, other]) => bytes.map((byte, i) => (i === at ? other : byte))),
  );
}
