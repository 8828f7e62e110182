import { S1benchError } from '../../core/errors.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import type { Product } from '../../migration/model/installation.ts';
import type { MeterRecord, SmsoRecord } from '../../migration/model/world.ts';
import type { MeterSetting, SmsoFacts } from '../runner/smso-facts.ts';
import type { KnownDevice, Target, TargetDevice } from '../runner/target.ts';

/** What is recorded of an installation, with its devices. */
export interface InstallationFacts extends Omit<SmsoFacts, 'recordedKeys'> {
  /** With the keys that are recorded of them. */
  readonly devices: readonly TargetDevice[];
  readonly known: readonly KnownDevice[];
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

/** What the SMSO of a target has recorded of it; nothing where nobody knows. @throws `migration-device-missing` */
export function recordOfTarget({ devices, known = [], smso }: Target): SmsoRecord | undefined {
  if (smso === undefined) return undefined;
  const asRecorded = devices.map((device) => ({ ...device, keys: smso.recordedKeys.get(device.eui64) ?? device.keys }));
  return recordOf({ ...smso, devices: asRecorded, known });
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
