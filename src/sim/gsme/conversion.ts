import type { ConversionState } from './state.ts';

const MEGAJOULES_PER_KILOWATT_HOUR = 3.6;

/** Wh of a litre, as kWh of a cubic metre: calorific value times conversion factor, by 3.6. */
export function energyPerLitre({ calorificValue, conversionFactor }: ConversionState): number {
  return ((calorificValue / 10) * (conversionFactor / 100_000)) / MEGAJOULES_PER_KILOWATT_HOUR;
}

/** Wh of all gas until the register of volume shows `litres`. */
export function energyAt(conversion: ConversionState, litres: number): number {
  const { since } = conversion;
  return since.energy + (litres - since.litres) * energyPerLitre(conversion);
}
