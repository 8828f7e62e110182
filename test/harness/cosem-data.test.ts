import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataFromJson, dataSchema, dataToJson, dataTypeName } from '../../src/harness/cosem-data.ts';
import { type JsonObject, type JsonValue, jsonEquals } from '../../src/harness/json.ts';
import { encodeData } from '../../src/protocol/cosem/axdr.ts';
import type { Data } from '../../src/protocol/cosem/data.ts';
import { encodeDateTime } from '../../src/protocol/cosem/date-time.ts';
import { data, instant } from '../support/arbitraries.ts';
import { resultOrRefusal } from '../support/refusal.ts';

/** A COSEM value as a pack writes it; nothing for a value that packs can't write. */
function written(value: Data): JsonObject | undefined {
  switch (value.type) {
    case 'null-data':
      return { 'null-data': null };
    case 'dont-care':
    case 'compact-array':
    case 'date-time':
      return undefined;
    case 'array':
    case 'structure': {
      const elements = value.value.map(written);
      return elements.every((element) => element !== undefined) ? { [value.type]: elements } : undefined;
    }
    default:
      // Evidence and packs know one zero only.
      if (Object.is(value.value, -0)) return undefined;
      return { [value.type]: typeof value.value === 'bigint' ? String(value.value) : (dataToJson(value) as JsonValue) };
  }
}

describe('Blue Book 4.1.5: COSEM values in test packs', () => {
  it('are written as the bytes that were read, whatever they are', () => {
    fc.assert(
      fc.property(data, (value) => {
        const encoded = Buffer.from(encodeData(value)).toString('hex');
        expect(dataSchema.safeParse({ encoded }).error).toBeUndefined();
        expect(encodeData(dataFromJson({ encoded }))).toEqual(encodeData(value));
      }),
    );
  });

  it('are the values that they were written for', () => {
    fc.assert(
      fc.property(data, (value) => {
        const json = written(value);
        fc.pre(
          json !== undefined && !JSON.stringify(json).includes('"NaN"') && !JSON.stringify(json).includes('Infinity'),
        );
        expect(dataSchema.safeParse(json).error).toBeUndefined();
        expect(encodeData(dataFromJson(json as JsonObject))).toEqual(encodeData(value));
      }),
    );
  });

  it.each<[JsonObject, Data]>([
    [{ 'octet-string': { text: 'Ab' } }, { type: 'octet-string', value: Uint8Array.of(0x41, 0x62) }],
    [{ 'octet-string': { obis: '1.0.1.8.0.255' } }, { type: 'octet-string', value: Uint8Array.of(1, 0, 1, 8, 0, 255) }],
    [{ 'octet-string': '00 fF' }, { type: 'octet-string', value: Uint8Array.of(0, 255) }],
    [{ 'long64-unsigned': '18446744073709551615' }, { type: 'long64-unsigned', value: 2n ** 64n - 1n }],
    [{ long64: 7 }, { type: 'long64', value: 7n }],
  ])('%j', (json, value) => {
    expect(dataSchema.safeParse(json).success).toBe(true);
    expect(dataFromJson(json)).toEqual(value);
  });

  it('tell instants as date-times, or within octet-strings', () => {
    fc.assert(
      fc.property(instant, (at) => {
        const [alone, within] = [{ 'date-time': `${at}` }, { 'octet-string': { 'date-time': `${at}` } }].map(
          dataFromJson,
        );
        if (alone?.type !== 'date-time' || within?.type !== 'octet-string') throw new TypeError('other types');
        expect(within.value).toEqual(encodeDateTime(alone.value));
      }),
    );
  });

  it('are refused, not made up, where a reference stood for a value of another kind', () => {
    const types = [
      'boolean',
      'unsigned',
      'long64',
      'float32',
      'octet-string',
      'visible-string',
      'bit-string',
      'date-time',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...types),
        fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null)),
        (type, any) => {
          resultOrRefusal(() => encodeData(dataFromJson({ [type]: any } as JsonObject)));
        },
      ),
    );
  });

  it.each<[Data, string, JsonValue]>([
    [{ type: 'null-data' }, 'null-data', null],
    [{ type: 'array', value: [] }, 'array', []],
    [
      {
        type: 'array',
        value: [
          {
            type: 'structure',
            value: [
              { type: 'unsigned', value: 1 },
              { type: 'octet-string', value: Uint8Array.of(1) },
            ],
          },
          { type: 'structure', value: [{ type: 'unsigned', value: 2 }, { type: 'null-data' }] },
        ],
      },
      'array of structure(unsigned, octet-string) | structure(unsigned, null-data)',
      [
        [1, '01'],
        [2, null],
      ],
    ],
  ])('are shown without their types, and their types apart', (value, type, json) => {
    expect(dataTypeName(value)).toBe(type);
    expect(dataToJson(value)).toEqual(json);
  });

  it('are the same after they were recorded and read again', () => {
    fc.assert(
      fc.property(data, (value) => {
        const json = dataToJson(value);
        expect(jsonEquals(JSON.parse(JSON.stringify(json)) as JsonValue, json)).toBe(true);
        expect(dataTypeName(value)).toContain(value.type);
      }),
    );
  });
});
