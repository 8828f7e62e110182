import { toHex } from '../../core/bytes.ts';
import type { Eui64 } from '../../core/identifiers.ts';

/** The part of an EUI-64 that its manufacturer gives out: 40 bits, which a number holds exactly. */
const EXTENSION = 2 ** 40;
/** Characters of the OUI, hyphens included. */
const OUI_LENGTH = 9;

interface Base {
  readonly oui: string;
  readonly extension: number;
}

/** Where an EUI-64 stands in the series: from the which of the bases, and how far. */
export interface SeriesPlace {
  readonly index: number;
  readonly k: number;
}

/**
 * EUI-64s that count up from several bases by one and the same stride, the smallest with which no two of them ever
 * meet, however far they count. Which they are follows from the bases alone, and so does the way back.
 */
export class Eui64Series {
  readonly stride: number;
  readonly #bases: readonly Base[];

  /** @param bases no two alike */
  constructor(bases: readonly Eui64[]) {
    this.#bases = bases.map((eui) => parse(eui));
    this.stride = strideOf(this.#bases);
  }

  /** How many there are from a base on, itself included, until its OUI has no more. */
  most(index: number): number {
    return Math.ceil((EXTENSION - this.#base(index).extension) / this.stride);
  }

  at(index: number, k: number): Eui64 {
    const { oui, extension } = this.#base(index);
    return format(oui, extension + k * this.stride);
  }

  /** Which it is, if it is one of them at all. */
  find(eui: Eui64): SeriesPlace | undefined {
    const { oui, extension } = parse(eui);
    for (const [index, base] of this.#bases.entries()) {
      const k = (extension - base.extension) / this.stride;
      if (k >= 0 && Number.isInteger(k) && oui === base.oui) return { index, k };
    }
    return undefined;
  }

  #base(index: number): Base {
    return this.#bases[index] as Base;
  }
}

/** Two series with one stride meet where their distance is a multiple of it. */
function strideOf(bases: readonly Base[]): number {
  const distances = bases.flatMap(({ oui, extension }, i) =>
    bases.slice(0, i).flatMap((other) => (other.oui === oui ? [Math.abs(other.extension - extension)] : [])),
  );
  let stride = 1;
  while (distances.some((distance) => distance % stride === 0)) stride++;
  return stride;
}

function parse(eui: Eui64): Base {
  return {
    oui: eui.slice(0, OUI_LENGTH),
    extension: Number.parseInt(eui.slice(OUI_LENGTH).replaceAll('-', ''), 16),
  };
}

function format(oui: string, extension: number): Eui64 {
  const [high, low] = [Math.floor(extension / 0x100000000), extension >>> 0];
  const [a, b, c, d, e] = [
    pairs[high],
    pairs[low >>> 24],
    pairs[(low >>> 16) & 0xff],
    pairs[(low >>> 8) & 0xff],
    pairs[low & 0xff],
  ];
  return `${oui}${a}-${b}-${c}-${d}-${e}` as Eui64;
}

/** Each byte as a hexadecimal pair. */
const pairs = Array.from({ length: 256 }, (_, byte) => toHex(Uint8Array.of(byte)));
