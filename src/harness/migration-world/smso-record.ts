import { S1benchError } from '../../core/errors.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import type { Product, Standing } from '../../migration/model/installation.ts';
import type { MeterRecord, SmsoRecord } from '../../migration/model/world.ts';
import type { KnownDevice, TargetDevice } from '../runner/target.ts';

/** How a meter is set, as far as that matters before a migration. */
export interface MeterSetting {
  readonly paymentMode: 'credit' | 'prepayment';
  readonly configuration: 'current' | 'stale';
}

/** What a file says of an installation beside its devices. */
export interface InstallationFacts {
  readonly devices: readonly TargetDevice[];
  readonly known: readonly KnownDevice[];
  readonly standing: Standing;
  readonly activeMeter: 'esme' | 'gsme' | undefined;
  readonly cohort: string | undefined;
  readonly wan: string;
  readonly isOnWan: boolean;
  readonly settings: { readonly esme: MeterSetting; readonly gsme?: MeterSetting | undefined };
}

/** Test packs' names of the devices that have keys, in the order in which a migration processes them. */
const keyedRoles = ['ch', 'esme', 'gpf', 'gsme'] as const;

/** What an SMSO has recorded of an installation. @throws `migration-device-missing` without hub or electricity meter */
export function recordOf(facts: InstallationFacts): SmsoRecord {
  const { devices, known, standing, activeMeter, cohort, wan, isOnWan, settings } = facts;
  const find = (role: string) => devices.find((device) => device.role === role);
  const gasProxy = find('gpf');
  const gsme = find('gsme');
  return {
    hub: productOf(needed(find('ch'), 'ch')),
    gasProxy: gasProxy?.eui64,
    esme: { ...meterRecordOf(needed(find('esme'), 'esme'), settings.esme), esmeVariant: 'A' },
    gsme: gsme && settings.gsme && meterRecordOf(gsme, settings.gsme),
    others: known.map(({ eui64, type }) => ({ id: eui64, type })),
    standing,
    activeMeter,
    cohort,
    wan,
    isOnWan,
    devices: keyedRoles.flatMap((role) => {
      const device = find(role);
      return device === undefined ? [] : [{ id: device.eui64, serverSap: device.serverSap, keys: device.keys }];
    }),
  };
}

function meterRecordOf(device: TargetDevice, { paymentMode, configuration }: MeterSetting): MeterRecord {
  return {
    ...productOf(device),
    mpxn: device.mpan ?? device.mprn ?? '',
    paymentMode,
    readiness: { configuration, newerFirmware: device.nextFirmware?.version },
  };
}

function productOf({ eui64, manufacturer, model, firmware = '' }: TargetDevice): Product & { readonly id: Eui64 } {
  return { id: eui64, manufacturer, model, firmware };
}

function needed(device: TargetDevice | undefined, role: string): TargetDevice {
  if (device !== undefined) return device;
  throw new S1benchError('migration-device-missing', { expected: `a device in the role ${role}` });
}
