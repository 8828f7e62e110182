import type { Product } from '../model/installation.ts';
import type { MeterRecord, SmsoRecord } from '../model/world.ts';
import type { DeviceModelCombination, EligibleProducts } from './eligible-products.ts';
import { dormantMetersOf } from './meters.ts';

/** A dormant meter that has to be upgraded, and to which version. */
export interface FirmwareUpgrade {
  readonly meter: MeterRecord;
  readonly to: string;
}

/**
 * The dormant meters whose firmware has to be upgraded for the installation to be on the EPCL: none where it is already,
 * or where no upgrade helps; else as few as will do.
 */
export function upgradesFor(group: string, record: SmsoRecord, eligible: EligibleProducts): readonly FirmwareUpgrade[] {
  const possible = dormantMetersOf(record).flatMap((meter): readonly FirmwareUpgrade[] => {
    const to = meter.readiness.newerFirmware;
    return to === undefined ? [] : [{ meter, to }];
  });
  const choices = [[], ...possible.map((each) => [each]), possible];
  return (
    choices.find((upgrades) => {
      const versions = new Map(upgrades.map(({ meter, to }) => [meter, to]));
      const upgraded = (meter: MeterRecord) => ({ ...meter, firmware: versions.get(meter) ?? meter.firmware });
      const { esme, gsme } = record;
      const combination = { ...record, esme: upgraded(esme), gsme: gsme && upgraded(gsme) };
      return eligible.entryFor({ group, ...combination }) !== undefined;
    }) ?? []
  );
}

/** What an installation is for the EPCL: of each product what it is, and nothing besides. */
export function combinationOf(
  group: string,
  { standing, hub, esme, gsme }: Omit<DeviceModelCombination, 'group'>,
): DeviceModelCombination {
  return { group, standing, hub: productOf(hub), esme: productOf(esme), gsme: gsme && productOf(gsme) };
}

function productOf({ manufacturer, model, firmware }: Product): Product {
  return { manufacturer, model, firmware };
}
