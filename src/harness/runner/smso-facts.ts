import type { Eui64 } from '../../core/identifiers.ts';
import type { Standing } from '../../migration/model/installation.ts';
import type { DeviceKeys } from '../../sim/files/keys.ts';
import type { DeviceEntry, Installation, MeterEntry } from '../../sim/installation/entries.ts';

/** How a meter is set, as far as that matters before a migration. */
export interface MeterSetting {
  readonly paymentMode: 'credit' | 'prepayment';
  readonly configuration: 'current' | 'stale';
}

/** What the SMSO of an installation has recorded of it, beside its devices. */
export interface SmsoFacts {
  readonly standing: Standing;
  readonly activeMeter: 'esme' | 'gsme' | undefined;
  readonly cohort: string | undefined;
  readonly wan: string;
  readonly isOnWan: boolean;
  readonly settings: { readonly esme: MeterSetting; readonly gsme?: MeterSetting | undefined };
  /** Keys that are recorded of a device, where they aren't its own. */
  readonly recordedKeys: ReadonlyMap<Eui64, DeviceKeys>;
}

/** What the SMSO of a simulated installation has recorded, rightly or not; nothing where the installation is the DCC's. */
export function smsoFactsOf(installation: Installation): SmsoFacts | undefined {
  const { status = 'commissioned', activeMeter, cohort, wan, devices } = installation;
  if (status === 'commissioned') return undefined;
  const { hub, esme, gsme } = devices;
  const entries: readonly DeviceEntry[] = [hub, esme, gsme].filter((entry) => entry !== undefined);
  const others = entries.flatMap(({ eui64, recordedKeys }) => (recordedKeys ? [[eui64, recordedKeys] as const] : []));
  // A gas proxy has the keys that its gas meter came with.
  const ofProxy = hub?.gpf !== undefined && gsme?.recordedKeys ? [[hub.gpf, gsme.recordedKeys] as const] : [];
  return {
    standing: status,
    activeMeter,
    cohort,
    wan: `sim:${hub?.eui64}`,
    isOnWan: wan !== false,
    settings: { esme: settingOf(esme), gsme: gsme && settingOf(gsme) },
    recordedKeys: new Map([...others, ...ofProxy]),
  };
}

function settingOf({ model, settings, configuration }: MeterEntry): MeterSetting {
  return {
    paymentMode: settings?.['payment-mode'] ?? model.payment.mode,
    configuration: configuration === 'stale' ? 'stale' : 'current',
  };
}
