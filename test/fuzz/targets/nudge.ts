import type { Random } from '../../../src/core/random.ts';
import type { Data } from '../../../src/protocol/cosem/data.ts';

/** Lowest and highest of each type of whole numbers. */
const ranges: Readonly<Record<string, readonly [low: number, high: number]>> = {
  integer: [-0x80, 0x7f],
  unsigned: [0, 0xff],
  enum: [0, 0xff],
  long: [-0x8000, 0x7fff],
  'long-unsigned': [0, 0xffff],
  'double-long': [-0x80000000, 0x7fffffff],
  'double-long-unsigned': [0, 0xffffffff],
};

/** A value that is nearly the given one: of its form, another in one place. */
export function nudged(value: Data, random: Random): Data {
  const range = ranges[value.type];
  if (range !== undefined && 'value' in value && typeof value.value === 'number') {
    return { type: value.type, value: nudgedNumber(value.value, range, random) } as Data;
  }
  switch (value.type) {
    case 'boolean':
      return { type: 'boolean', value: !value.value };
    case 'octet-string':
      return { type: 'octet-string', value: nudgedBytes(value.value, random) };
    case 'bit-string':
      return { type: 'bit-string', value: random.below(2) === 0 ? `${value.value}1` : value.value.slice(1) };
    case 'array':
      return { type: 'array', value: nudgedElements(value.value, random) };
    case 'structure':
      return { type: 'structure', value: nudgedOne(value.value, random) };
    default:
      return value;
  }
}

function nudgedNumber(value: number, [low, high]: readonly [number, number], random: Random): number {
  const choices = [
    low,
    high,
    0,
    1,
    value + 1,
    value - 1,
    2 * value,
    low + random.below(high - low + 1),
    random.below(16),
  ];
  return Math.min(high, Math.max(low, choices[random.below(choices.length)] as number));
}

/** Date-times above all: another byte, or what isn't specified. */
function nudgedBytes(bytes: Uint8Array, random: Random): Uint8Array {
  if (bytes.length === 0 || random.below(8) === 0) return random.bytes(random.below(33));
  if (random.below(8) === 0) return bytes.slice(0, random.below(bytes.length));
  const copy = Uint8Array.from(bytes);
  const at = random.below(bytes.length);
  const choices = [0xff, 0, (bytes[at] as number) + 1, (bytes[at] as number) - 1, random.below(32), random.below(256)];
  copy[at] = choices[random.below(choices.length)] as number;
  return copy;
}

function nudgedElements(elements: readonly Data[], random: Random): readonly Data[] {
  const at = random.below(elements.length + 1);
  const one = elements[at];
  if (one === undefined || random.below(3) > 0) return nudgedOne(elements, random);
  if (random.below(2) === 0) return elements.toSpliced(at, 1);
  return elements.toSpliced(random.below(elements.length + 1), 0, nudged(one, random));
}

function nudgedOne(elements: readonly Data[], random: Random): readonly Data[] {
  if (elements.length === 0) return elements;
  const at = random.below(elements.length);
  return elements.with(at, nudged(elements[at] as Data, random));
}
