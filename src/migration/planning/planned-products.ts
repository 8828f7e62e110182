import { CentralProductsList, type CplEntry } from '../../dcc/central-products-list.ts';
import type { Product } from '../model/installation.ts';
import type { MeterRecord, SmsoRecord } from '../model/world.ts';
import type { Group } from '../rules/groups.ts';
import { type EligibleProduct, type EligibleProducts, eligibleProductsOf, plannedEntry } from './eligible-products.ts';
import { combinationOf } from './firmware-upgrades.ts';
import { dormantMetersOf, withoutGas } from './meters.ts';

/** What products may be used, and which combinations of them are to be migrated. */
export interface PlannedProducts {
  readonly eligible: EligibleProducts;
  readonly cpl: CentralProductsList;
}

/**
 * A planned EPCL entry for each Device Model Combination that there is, where nobody says which there are: that which an
 * installation is once its dormant meters have the firmware that they can have; and for its gas meter left out, one
 * without it. Every product of them is on the Central Products List.
 */
export function plannedProducts(
  records: Iterable<SmsoRecord>,
  { groups }: { readonly groups: readonly Group[] },
): PlannedProducts {
  const entries = new Map<string, EligibleProduct>();
  const listed = new Map<string, CplEntry>();
  const list = ({ manufacturer, model, firmware }: Product): void => {
    listed.set(`${manufacturer} ${model} ${firmware}`, {
      manufacturer,
      model,
      firmwareVersion: firmware,
      status: 'Active',
    });
  };
  for (const record of records) {
    const group = groups.find(({ cohort }) => cohort === record.cohort);
    if (group === undefined) continue;
    const dormant = dormantMetersOf(record);
    const upgraded = (meter: MeterRecord): MeterRecord => ({
      ...meter,
      firmware: (dormant.includes(meter) ? meter.readiness.newerFirmware : undefined) ?? meter.firmware,
    });
    const whole = { ...record, esme: upgraded(record.esme), gsme: record.gsme && upgraded(record.gsme) };
    for (const facts of [whole, { ...withoutGas(whole), gsme: undefined }]) {
      const entry = plannedEntry(combinationOf(group.id, facts));
      entries.set(entry.entry, entry);
    }
    for (const product of [record.hub, record.esme, record.gsme, whole.esme, whole.gsme]) if (product) list(product);
  }
  return { eligible: eligibleProductsOf(entries.values()), cpl: new CentralProductsList([...listed.values()]) };
}
