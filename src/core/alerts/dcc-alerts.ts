/** The elements that a DCC alert can have for its body: the children of `DCCAlert`, in the order of DUIS 5.4. */
export const dccAlertBodyNames = [
  'PowerOutageEvent',
  'DeviceStatusChangeEvent',
  'DSPScheduleRemoval',
  'CommandFailure',
  'FirmwareDistributionFailure',
  'UpdateHANDeviceLogResult',
  'ChangeOfSupplier',
  'DeviceLogRestored',
  'PPMIDAlert',
  'SecurityCredentialsUpdated',
  'PPMIDRemoval',
  'QuarantinedRequest',
  'FirmwareVersionMismatch',
  'DualBandCHAlert',
  'S1SPAlertDSP',
  'SMETS1CHFirmwareNotification',
  'ALCSHCALCSConfigurationChange',
  'FirmwareUpgradeRequested',
  'CSPFirmwareDeliveryStatus',
  'CommsHubAlert',
  'ECoSAlert',
  'CommsHubFirmwareActivation',
  'CoSCertificateAlert',
  'DUISVersionMismatch',
] as const;
export type DccAlertBodyName = (typeof dccAlertBodyNames)[number];

export interface DccAlertDefinition {
  readonly meaning: string;
  /** What it can carry; anything where that isn't known. */
  readonly bodies?: readonly DccAlertBodyName[];
  readonly evidence: string;
}

const PAIRED = 'code and body public; that they belong together is recalled';
const IN_ORDER = 'code and body public; that they belong together follows from the order of the schema';
const BY_GROUP = 'code and bodies public; which code of its group means which of them is not';

const unknown: DccAlertDefinition = { meaning: 'not public', evidence: 'code public' };
const statusChange = of('change of the status of a device', BY_GROUP, 'DeviceStatusChangeEvent');
const failure = of(
  'a command that failed, or a schedule that was removed',
  BY_GROUP,
  'CommandFailure',
  'DSPScheduleRemoval',
);

/** The codes of DCC alerts (DUIS 5.4, DCCAlertCode), and what each can carry. There is no N32. */
export const dccAlerts = {
  AD1: of('power outage that a communications hub has reported', PAIRED, 'PowerOutageEvent'),
  ...each(['N1', 'N2'], of('a meter was decommissioned or withdrawn', PAIRED, 'DeviceStatusChangeEvent')),
  ...each(['N3', 'N4', 'N5', 'N6', 'N7', 'N10', 'N11', 'N12', 'N13', 'N14', 'N15'], failure),
  ...each(['N8', 'N9', 'N28', 'N29', 'N44', 'N45'], statusChange),
  N16: of('identity of a meter that was commissioned', PAIRED, 'DeviceStatusChangeEvent'),
  ...each(['N17', 'N37', 'N40'], unknown),
  ...each(
    ['N18', 'N19', 'N20', 'N21', 'N22', 'N23'],
    of('a firmware image could not be distributed', BY_GROUP, 'FirmwareDistributionFailure'),
  ),
  N24: of('the HAN device log was updated', 'public', 'UpdateHANDeviceLogResult'),
  N25: of('the HAN device log could not be updated', PAIRED, 'UpdateHANDeviceLogResult'),
  ...each(['N26', 'N27'], of('change of supplier', PAIRED, 'ChangeOfSupplier')),
  ...each(['N30', 'N31'], of('a device log was restored', PAIRED, 'DeviceLogRestored')),
  ...each(['N33', 'N34', 'N35', 'N36', 'N38', 'N41'], failure),
  N39: of('alert of a PPMID', PAIRED, 'PPMIDAlert'),
  N42: of('security credentials of a device were changed', PAIRED, 'SecurityCredentialsUpdated'),
  N43: of('a PPMID was removed from a hub', PAIRED, 'PPMIDRemoval'),
  ...each(['N46', 'N47', 'N48'], of('a request was put into quarantine', BY_GROUP, 'QuarantinedRequest')),
  ...each(
    ['N49', 'N50', 'N51', 'N52'],
    of('a device runs other firmware than the inventory has', BY_GROUP, 'FirmwareVersionMismatch'),
  ),
  N53: of('a command was not delivered to an electricity meter', PAIRED, 'CommandFailure'),
  N54: of('alert of a dual-band communications hub', IN_ORDER, 'DualBandCHAlert'),
  N55: of('report of a SMETS1 Service Provider', IN_ORDER, 'S1SPAlertDSP'),
  N56: of('a UTRN from a SMETS1 Service Provider', PAIRED, 'S1SPAlertDSP', 'SMETS1CHFirmwareNotification'),
  N57: of('firmware of a SMETS1 communications hub', IN_ORDER, 'SMETS1CHFirmwareNotification'),
  N58: of('the configuration of load control switches changed', IN_ORDER, 'ALCSHCALCSConfigurationChange'),
  N59: of('another party asked for new firmware', IN_ORDER, 'FirmwareUpgradeRequested'),
  ...each(['N60', 'N61'], of('firmware has reached a hub, or has not', 'public', 'CSPFirmwareDeliveryStatus')),
  N62: of('transfer of firmware by a communications hub', IN_ORDER, 'CommsHubAlert'),
  N63: of('change of supplier by the enduring service', IN_ORDER, 'ECoSAlert'),
  N64: of('firmware of a communications hub was activated', IN_ORDER, 'CommsHubFirmwareActivation'),
  N65: of('certificate of the change of supplier service', IN_ORDER, 'CoSCertificateAlert'),
  N999: of("the User's version of DUIS is too old for a message", PAIRED, 'DUISVersionMismatch'),
} as const satisfies Record<string, DccAlertDefinition>;

export type DccAlertCode = keyof typeof dccAlerts;

function of(meaning: string, evidence: string, ...bodies: readonly DccAlertBodyName[]): DccAlertDefinition {
  return { meaning, bodies, evidence };
}

function each<const Code extends string>(
  codes: readonly Code[],
  definition: DccAlertDefinition,
): Readonly<Record<Code, DccAlertDefinition>> {
  return Object.fromEntries(codes.map((code) => [code, definition])) as Record<Code, DccAlertDefinition>;
}
