import { srvTable } from './srv-table.ts';

/** User roles of the SEC, as DUIS abbreviates them. */
export const userRoles = ['IS', 'GS', 'ES', 'ED', 'GT', 'RSA', 'OU'] as const;
export type UserRole = (typeof userRoles)[number];

/** Device types of the Smart Metering Inventory (DUIS 5.4, DeviceType). */
export const deviceTypes = ['ESME', 'GSME', 'GPF', 'CHF', 'HCALCS', 'PPMID', 'IHD', 'CAD'] as const;
export type DeviceType = (typeof deviceTypes)[number];

/** Command Variants (DUIS 5.4): 1 asks for a Command to the device over the WAN, 8 for what the DCC answers itself. */
export const commandVariants = [1, 2, 3, 4, 5, 6, 7, 8] as const;
export type CommandVariant = (typeof commandVariants)[number];

/** Whether an SRV is for SMETS1 devices: what is in the working set is; what is unsure could be. */
export const smets1Uses = ['working-set', 'unsure', 'no'] as const;
export type Smets1Use = (typeof smets1Uses)[number];

/** A Service Reference Variant, with what DUIS 5.4 says of it. */
export interface ServiceReferenceVariant {
  /** For example `4.8.1`. */
  readonly srv: string;
  readonly name: string;
  /** A critical request acts on supply or security: it needs the Dual Control Organisation. */
  readonly critical: boolean;
  /** Those of SMETS2+ devices. */
  readonly commandVariants: readonly CommandVariant[];
  /** Who keeps a future-dated request until its time: the DCC's Data Service Provider, the device, or nobody. */
  readonly futureDating: readonly ('DSP' | 'device')[];
  /** Whether a schedule can have the DCC repeat it. */
  readonly schedulable: boolean;
  readonly userRoles: readonly UserRole[];
  /** Empty for a request that the DCC answers itself (non-device). */
  readonly targets: readonly DeviceType[];
  /** Use cases of the GBCS. */
  readonly useCases: readonly string[];
  /** Name of the element in the DUIS request body. */
  readonly bodyElement: string;
  /** Name of the element in the MMC response. */
  readonly responseElement: string;
  /** Whether it is for SMETS1 devices, and how that is known. */
  readonly smets1: { readonly use: Smets1Use; readonly evidence: string };
}

const PUBLIC_SMETS1: Readonly<Record<string, string>> = { '4.10': 'public: SEC modification MP312' };
/** Where the MMC has another name than that of the request with `Rsp`. */
const RESPONSE_ELEMENTS: Readonly<Record<string, string>> = {
  '6.2.3': 'ReadDeviceConfigurationDataBillingCalendarRsp',
};
const RECALLED = 'recalled: replace with DUIS clause 1.4.2';

/** Every Service Reference Variant of DUIS 5.4; which of them are for SMETS1 devices is recalled. */
export const srvCatalogue: readonly ServiceReferenceVariant[] = srvTable.trim().split('\n').map(variantOf);

const byNumber: ReadonlyMap<string, ServiceReferenceVariant> = new Map(srvCatalogue.map((entry) => [entry.srv, entry]));

export function findSrv(srv: string): ServiceReferenceVariant | undefined {
  return byNumber.get(srv);
}

/** Whether the DCC answers such a request itself, without any device. */
export function isNonDevice({ targets }: ServiceReferenceVariant): boolean {
  return targets.length === 0;
}

/** What each column holds is held against DUIS by a test. */
function variantOf(line: string): ServiceReferenceVariant {
  const columns = line.split(' | ');
  const [srv, name, critical, variants, futureDating, schedulable, roles, targets, useCases, bodyElement, use] =
    columns as [string, string, string, string, string, string, string, string, string, string, Smets1Use];
  return {
    srv,
    name,
    critical: critical === 'critical',
    commandVariants: wordsOf(variants).map(Number) as CommandVariant[],
    futureDating: wordsOf(futureDating) as ('DSP' | 'device')[],
    schedulable: schedulable === 'DSP',
    userRoles: wordsOf(roles) as UserRole[],
    targets: wordsOf(targets).filter((target) => target !== 'DCC') as DeviceType[],
    useCases: wordsOf(useCases),
    bodyElement,
    responseElement: RESPONSE_ELEMENTS[srv] ?? `${bodyElement}Rsp`,
    smets1: { use, evidence: PUBLIC_SMETS1[srv] ?? RECALLED },
  };
}

function wordsOf(column: string): readonly string[] {
  return column === '-' ? [] : column.split(' ');
}
