import fc from 'fast-check';
import type { S1benchError } from '../../../src/core/errors.ts';
import type { FramingAction } from '../../../src/protocol/framing.ts';
import type { AddressLength, HdlcAddress } from '../../../src/protocol/hdlc/address.ts';
import type { HdlcParameters } from '../../../src/protocol/hdlc/parameters.ts';

const address = (length: AddressLength, largest: number): fc.Arbitrary<HdlcAddress> =>
  fc.record({
    upper: fc.nat(largest),
    lower: length === 1 ? fc.constant(0) : fc.nat(largest),
    length: fc.constant(length),
  });

export const arbitraryAddress: fc.Arbitrary<HdlcAddress> = fc.oneof(
  address(1, 0x7f),
  address(2, 0x7f),
  address(4, 0x3fff),
);

const information = fc.oneof(fc.integer({ min: 32, max: 48 }), fc.integer({ min: 32, max: 2030 }));
const window = fc.integer({ min: 1, max: 7 });

export const arbitraryParameters: fc.Arbitrary<HdlcParameters> = fc.record({
  maxInformationTransmit: information,
  maxInformationReceive: information,
  windowTransmit: window,
  windowReceive: window,
});

/** Bytes with many flags and format fields in them. */
export const arbitraryNoise: fc.Arbitrary<Uint8Array> = fc
  .array(fc.oneof(fc.constantFrom(0x7e, 0xa0, 0xa7, 0x00, 0xff, 0x03, 0x21), fc.integer({ min: 0, max: 255 })), {
    maxLength: 200,
  })
  .map((bytes) => Uint8Array.from(bytes));

export function transmitted(actions: readonly FramingAction[]): readonly Uint8Array[] {
  return actions.flatMap((action) => (action.kind === 'transmit' ? [action.bytes] : []));
}

export function delivered(actions: readonly FramingAction[]): readonly Uint8Array[] {
  return actions.flatMap((action) => (action.kind === 'deliver' ? [Uint8Array.from(action.apdu)] : []));
}

export function failure(actions: readonly FramingAction[]): S1benchError | undefined {
  for (const action of actions) if (action.kind === 'failed') return action.error;
  return undefined;
}

/** `bytes` cut at the given places, each a fraction of its length. */
export function cut(bytes: Uint8Array, places: readonly number[]): readonly Uint8Array[] {
  const offsets = places.map((place) => Math.floor(place * bytes.length)).sort((a, b) => a - b);
  return [0, ...offsets].map((offset, i) => bytes.subarray(offset, offsets[i] ?? bytes.length));
}
