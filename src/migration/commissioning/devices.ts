import type { Eui64 } from '../../core/identifiers.ts';
import type { DeviceType } from '../../core/srv/catalogue.ts';
import type { EsmeVariant } from '../../dcc/inventory.ts';
import type { MigratingInstallation, MigratingMeter, Product } from '../model/installation.ts';
import type { Place } from './commissioning-steps.ts';

/** A device that is to be commissioned, with what the inventory is to know of it. */
export interface CommissioningDevice {
  readonly id: Eui64;
  readonly type: DeviceType;
  /** None of a GPF, which is a part of its hub, nor of a device of the consumer's. */
  readonly product?: Product | undefined;
  /** Of a meter. */
  readonly mpxn?: string | undefined;
  readonly esmeVariant?: EsmeVariant | undefined;
}

/** The devices of an installation by their places; a gas meter that is left out, and its GPF, are not among them. */
export function devicesAt(installation: MigratingInstallation, place: Place): readonly CommissioningDevice[] {
  const { hub, esme, gasProxy, gsme, others, leftOut } = installation;
  const gas = leftOut === undefined;
  switch (place) {
    case 'hub':
      return [{ id: hub.id, type: 'CHF', product: hub }];
    case 'esme':
      return [meter('ESME', esme)];
    case 'gasProxy':
      return gasProxy === undefined || !gas ? [] : [{ id: gasProxy, type: 'GPF' }];
    case 'gsme':
      return gsme === undefined || !gas ? [] : [meter('GSME', gsme)];
    case 'other':
      return others;
  }
}

function meter(type: 'ESME' | 'GSME', { id, mpxn, esmeVariant, ...product }: MigratingMeter): CommissioningDevice {
  return { id, type, product, mpxn, esmeVariant };
}
