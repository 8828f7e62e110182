import type { Eui64 } from '../../core/identifiers.ts';
import type { DeviceType } from '../../core/srv/catalogue.ts';
import type { EsmeVariant } from '../../dcc/inventory.ts';

/** Code of the gas meter that is left out, as the Common File has it. */
export const GAS_LEFT_OUT = 'GT01' as const;

/** What an installation is before its migration: which of its meters a supplier uses. */
export const standings = ['active', 'dormant', 'mixed'] as const;
export type Standing = (typeof standings)[number];

/** What a device is made as, and what it runs: a third of a Device Model Combination. */
export interface Product {
  readonly manufacturer: string;
  readonly model: string;
  readonly firmware: string;
}

/** Names an Organisation Certificate: serial number, hexadecimal, and X520 common name of the issuer; together unique. */
export interface CertificateId {
  readonly serial: string;
  readonly issuer: string;
}

/** The four certificates that the Device Security Credentials of a meter name; those of the DNO may be missing (17.18(h)). */
export interface NotifiedCertificates {
  readonly criticalSupplier: CertificateId;
  readonly nonCriticalSupplier: CertificateId;
  readonly criticalNetworkOperator?: CertificateId | undefined;
  readonly nonCriticalNetworkOperator?: CertificateId | undefined;
}

export interface MigratingMeter extends Product {
  readonly id: Eui64;
  /** MPAN or MPRN. */
  readonly mpxn: string;
  readonly esmeVariant?: EsmeVariant | undefined;
  readonly paymentMode: 'credit' | 'prepayment';
  /** The Responsible Supplier of this meter. */
  readonly supplier: Eui64;
  readonly certificates: NotifiedCertificates;
}

/** An installation that is to be migrated, as the Migration Common File describes it; its hub names it. */
export interface MigratingInstallation {
  readonly hub: Product & { readonly id: Eui64 };
  /** The GPF, where there is gas. */
  readonly gasProxy?: Eui64 | undefined;
  readonly esme: MigratingMeter;
  readonly gsme?: MigratingMeter | undefined;
  /** PPMID, IHD and CAD. */
  readonly others: readonly { readonly id: Eui64; readonly type: DeviceType }[];
  readonly standing: Standing;
  /** Of a mixed installation, the meter that is active. */
  readonly activeMeter?: 'esme' | 'gsme' | undefined;
  /** The EPCL entry that its Device Model Combination is, or is planned to be. */
  readonly epclEntry: string;
  /** Whether it is to come first on its day. */
  readonly priority: boolean;
  /** `GT01`: the gas meter is left out for HAN errors, and the electricity meter is migrated alone. */
  readonly leftOut?: typeof GAS_LEFT_OUT | undefined;
}

/** Its devices that have keys of their own, in the order in which they are processed: hub, ESME, GPF, GSME. */
export function keyedDevicesOf({ hub, esme, gasProxy, gsme, leftOut }: MigratingInstallation): readonly Eui64[] {
  const gas = leftOut === GAS_LEFT_OUT ? [] : [gasProxy, gsme?.id];
  return [hub.id, esme.id, ...gas].filter((id) => id !== undefined);
}

/** Those that have, and are left out. */
export function leftOutDevicesOf({ gasProxy, gsme, leftOut }: MigratingInstallation): readonly Eui64[] {
  return leftOut === undefined ? [] : [gasProxy, gsme?.id].filter((id) => id !== undefined);
}
