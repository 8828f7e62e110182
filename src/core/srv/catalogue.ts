/** User roles of the SEC, as DUIS abbreviates them. */
export const userRoles = ['IS', 'GS', 'ES', 'ED', 'GT', 'RSA', 'OU'] as const;
export type UserRole = (typeof userRoles)[number];

/** Device types of the Smart Metering Inventory (DUIS 5.4, DeviceType). */
export const deviceTypes = ['ESME', 'GSME', 'GPF', 'CHF', 'HCALCS', 'PPMID', 'IHD', 'CAD'] as const;
export type DeviceType = (typeof deviceTypes)[number];

/** A Service Reference Variant, as far as the rules of s1bench need to know it. */
export interface ServiceReferenceVariant {
  /** For example `4.8.1`. */
  readonly srv: string;
  readonly name: string;
  /** A critical request acts on supply or security: it needs the Dual Control Organisation. */
  readonly critical: boolean;
  readonly userRoles: readonly UserRole[];
  readonly targets: readonly DeviceType[];
  /** Name of the element in the DUIS request body; that of the response adds `Rsp`. */
  readonly bodyElement: string;
  /** Whether it is for SMETS1 devices, and how that is known. */
  readonly smets1: { readonly use: 'working-set' | 'unsure'; readonly evidence: string };
}

const WORKING_SET = { use: 'working-set', evidence: 'recalled: replace with DUIS clause 1.4.2' } as const;
const METERS = ['ESME', 'GSME', 'GPF'] as const;
const ANYONE = ['IS', 'ES', 'GS', 'RSA', 'ED', 'GT', 'OU'] as const;

/** The Service Reference Variants that s1bench speaks. Names, roles, targets and criticality are those of DUIS 5.4. */
export const srvCatalogue: readonly ServiceReferenceVariant[] = [
  {
    srv: '4.1.1',
    name: 'Read Instantaneous Import Registers',
    critical: false,
    userRoles: ['IS', 'GS', 'ED', 'GT'],
    targets: METERS,
    bodyElement: 'ReadInstantaneousImportRegisters',
    smets1: WORKING_SET,
  },
  {
    srv: '4.8.1',
    name: 'Read Active Import Profile Data',
    critical: false,
    userRoles: ['IS', 'GS', 'ED', 'GT', 'OU'],
    targets: METERS,
    bodyElement: 'ReadActiveImportProfileData',
    smets1: WORKING_SET,
  },
  {
    srv: '4.16',
    name: 'Read Active Power Import',
    critical: false,
    userRoles: ['IS', 'ED'],
    targets: ['ESME'],
    bodyElement: 'ReadActivePowerImport',
    smets1: WORKING_SET,
  },
  {
    srv: '6.2.4',
    name: 'Read Device Configuration (Identity Exc MPxN)',
    critical: false,
    userRoles: ANYONE,
    targets: ['CHF', ...METERS],
    bodyElement: 'ReadDeviceConfigurationIdentityExcMPxN',
    smets1: WORKING_SET,
  },
  {
    srv: '6.11',
    name: 'Synchronise Clock',
    critical: true,
    userRoles: ['IS', 'GS'],
    targets: METERS,
    bodyElement: 'SynchroniseClock',
    smets1: WORKING_SET,
  },
  {
    srv: '6.13',
    name: 'Read Event Or Security Log',
    critical: false,
    userRoles: ['IS', 'GS', 'ED', 'GT', 'RSA'],
    targets: ['CHF', ...METERS],
    bodyElement: 'ReadEventOrSecurityLog',
    smets1: WORKING_SET,
  },
  {
    srv: '7.1',
    name: 'Enable Supply',
    critical: true,
    userRoles: ['IS'],
    targets: ['ESME'],
    bodyElement: 'EnableSupply',
    smets1: WORKING_SET,
  },
  {
    srv: '7.2',
    name: 'Disable Supply',
    critical: true,
    userRoles: ['IS', 'GS'],
    targets: METERS,
    bodyElement: 'DisableSupply',
    smets1: WORKING_SET,
  },
  {
    srv: '7.3',
    name: 'Arm Supply',
    critical: true,
    userRoles: ['IS', 'GS'],
    targets: METERS,
    bodyElement: 'ArmSupply',
    smets1: WORKING_SET,
  },
  {
    srv: '7.4',
    name: 'Read Supply Status',
    critical: false,
    userRoles: ['IS', 'ES', 'GS', 'RSA', 'ED', 'GT'],
    targets: METERS,
    bodyElement: 'ReadSupplyStatus',
    smets1: WORKING_SET,
  },
  {
    srv: '11.2',
    name: 'Read Firmware Version',
    critical: false,
    userRoles: ANYONE,
    targets: ['CHF', ...METERS, 'HCALCS', 'PPMID'],
    bodyElement: 'ReadFirmwareVersion',
    smets1: WORKING_SET,
  },
];

const byNumber: ReadonlyMap<string, ServiceReferenceVariant> = new Map(srvCatalogue.map((entry) => [entry.srv, entry]));

/** Nothing for an SRV that s1bench doesn't speak. */
export function findSrv(srv: string): ServiceReferenceVariant | undefined {
  return byNumber.get(srv);
}
