import { createHash } from 'node:crypto';
import type { Product, Standing } from '../model/installation.ts';

/** What an entry of the EPCL is for: a Device Model Combination, for one GroupID and one installation type. */
export interface DeviceModelCombination {
  readonly group: string;
  readonly standing: Standing;
  readonly hub: Product;
  readonly esme: Product;
  readonly gsme?: Product | undefined;
}

/** An entry of the list of SMETS1 Eligible Product Combinations. */
export interface EligibleProduct extends DeviceModelCombination {
  readonly entry: string;
}

export interface EligibleProducts {
  find(entry: string): EligibleProduct | undefined;
  /** The entry that is for a combination; nothing where it is not on the list. */
  entryFor(combination: DeviceModelCombination): string | undefined;
}

/** The list, of entries that are on it or are planned to be. */
export function eligibleProductsOf(products: Iterable<EligibleProduct>): EligibleProducts {
  const byEntry = new Map<string, EligibleProduct>();
  const byCombination = new Map<string, string>();
  for (const product of products) {
    byEntry.set(product.entry, product);
    byCombination.set(textOf(product), product.entry);
  }
  return {
    find: (entry) => byEntry.get(entry),
    entryFor: (combination) => byCombination.get(textOf(combination)),
  };
}

/** A planned entry for a combination, under a name that follows from it: `DA-dormant-1F2E3D4C`. */
export function plannedEntry({ group, standing, hub, esme, gsme }: DeviceModelCombination): EligibleProduct {
  const combination = { group, standing, hub, esme, gsme };
  const digest = createHash('sha256').update(textOf(combination)).digest('hex').slice(0, 8).toUpperCase();
  return { entry: `${group}-${standing}-${digest}`, ...combination };
}

/** How people are shown a product: manufacturer, model, firmware version. */
export function formatProduct(product: Product | undefined): string {
  return product === undefined ? 'none' : `${product.manufacturer} ${product.model} ${product.firmware}`;
}

function textOf({ group, standing, hub, esme, gsme }: DeviceModelCombination): string {
  const products = [hub, esme, gsme].map(
    (product) => product && [product.manufacturer, product.model, product.firmware],
  );
  return JSON.stringify([group, standing, ...products]);
}
