import type { Clock } from '../../core/clock.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import type { ServiceVariations } from '../../core/srv/service-variations.ts';
import { DccStandIn } from '../../dcc/dcc.ts';
import { Dco } from '../../dcc/dco/dco.ts';
import type { DeviceAccess, KeyHolder } from '../../dcc/device/sessions.ts';
import type { Inventory } from '../../dcc/inventory.ts';
import type { DccMessage } from '../../dcc/messages.ts';
import { S1sp } from '../../dcc/s1sp/s1sp.ts';
import type { KeyRole } from '../model/parties.ts';

export interface InstallationDccParts {
  readonly access: DeviceAccess;
  /** The keys of whoever speaks to the devices: those of the S1SP and the DCO, or of an SMSO in both of their places. */
  readonly holders: Readonly<Record<KeyRole, KeyHolder>>;
  readonly variationsOf: (device: Eui64) => ServiceVariations | undefined;
  readonly inventory: Inventory;
  readonly clock: Clock;
  readonly deliver?: (message: DccMessage) => void;
}

/** The DCC's systems as far as one installation is concerned. */
export function installationDcc(parts: InstallationDccParts): DccStandIn {
  const { access, holders, variationsOf, inventory, clock, deliver } = parts;
  const dco = new Dco(holders.dco, access);
  const s1sp = new S1sp({ keys: holders.s1sp, access, dco, clock, variationsOf });
  return new DccStandIn({ inventory, s1sp, clock, ...(deliver !== undefined && { deliver }) });
}
