import type { Obis } from '../../core/identifiers.ts';
import type { ScalerUnit } from '../classes/register.ts';

/** What the tariff of a meter counts: its first quantity, and the names of the registers of it. */
export interface Measured {
  readonly name: string;
  readonly unit: ScalerUnit;
  readonly total: Obis;
  /** The register of a rate, from 0. */
  byRate(rate: number): Obis;
  /** What a rate, from 0, has counted in the block period. */
  inPeriod(rate: number): Obis;
}
