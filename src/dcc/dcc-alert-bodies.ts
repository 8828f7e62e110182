import { z } from 'zod';
import { deviceTypes } from '../core/srv/catalogue.ts';
import { certificateUses, remotePartyRoles } from './credentials.ts';
import { esmeVariants } from './inventory.ts';

/**
 * What a DCC Alert can carry (DUIS 5.4, DCCAlert), by the names and in the order of the schema. Not here are
 * DualBandCHAlert and ALCSHCALCSConfigurationChange: no SMETS1 device has what they tell of. A `schemaVersion` is an
 * attribute in XML; the signature of the S1SP is added where XML is written.
 */

const text = z.string();
const eui64 = z.string().regex(/^[0-9A-F]{2}(-[0-9A-F]{2}){7}$/, 'an EUI-64 such as 00-00-5E-EF-10-00-00-01');
const eui64List = z.string().regex(/^([0-9A-F]{2}(-[0-9A-F]{2}){7})(,[0-9A-F]{2}(-[0-9A-F]{2}){7})*$/);
const requestId = z.string().regex(/^[0-9A-F]{2}(-[0-9A-F]{2}){7}:[0-9A-F]{2}(-[0-9A-F]{2}){7}:(0|[1-9]\d{0,19})$/);
const instant = z.iso.datetime({ offset: true });
const date = z.iso.date();
const hex = z.string().regex(/^([0-9A-F]{2})+$/);
const scheduleId = z.int().min(0).max(1_000_000_000_000);
const importMpxn = z.string().min(1).max(13);
const mpan = z.string().length(13);
const firmwareVersion = z.string().min(1).max(8);
const sequenceNumber = z.bigint().min(0n).max(9_223_372_036_854_775_807n);
const deviceType = z.enum(deviceTypes);
const base64 = z.base64();
const nothing = z.strictObject({});

const mpxns = z.strictObject({
  ImportMPxN: importMpxn,
  SecondaryImportMPAN: mpan.optional(),
  ExportMPAN: mpan.optional(),
});
const esmeVariant = z.enum(esmeVariants);
const certificateType = z.enum(certificateUses).exclude(['KeyCertSign']);
const logIds = z.strictObject({
  OldCHFDeviceID: eui64,
  NewCHFDeviceID: eui64,
  OldGPFDeviceID: eui64,
  NewGPFDeviceID: eui64,
});
const breach = z.strictObject({ RequestID: requestId, QuarantineEventRef: z.bigint() });

const deviceStatusChange = z.union([
  z.strictObject({ MeterIdentity: z.strictObject({ MeterMPxNs: mpxns, ESMEVariant: esmeVariant.optional() }) }),
  z.strictObject({
    MeterDecommissioningOrWithdrawal: z.strictObject({
      MeterDecommissionOrWithdrawal: mpxns,
      AssociatedType1Device: z
        .array(z.strictObject({ DeviceID: eui64, DeviceType: deviceType }))
        .max(7)
        .optional(),
    }),
  }),
  z.strictObject({ DeviceRemovedFromInventory: nothing }),
  z.strictObject({ CHFDecommissioning: nothing }),
  z.strictObject({ DeviceSuspended: nothing }),
  z.strictObject({ DeviceRestored: nothing }),
  z.strictObject({
    RecoveryCompleteACBCredentials: z.strictObject({
      SupplierCertificateType: z.array(certificateType).min(1).max(3),
      NetworkOperatorCertificateType: z
        .array(z.enum(['DigitalSigning', 'KeyAgreement']))
        .max(2)
        .optional(),
    }),
  }),
  z.strictObject({ RecoveryComplete: nothing }),
]);

const s1spAlert = z.strictObject({
  schemaVersion: z.string().regex(/^\d+(\.\d+)?$/),
  RequestID: requestId.optional(),
  DeviceID: eui64.optional(),
  S1SPAlertCode: text,
  AdditionalInformation: text.optional(),
  UTRN: z
    .string()
    .regex(/^\d{20}$/)
    .optional(),
  DateTime: instant,
});

/** The body of a DCC Alert, by the name of the one child of `DCCAlert`. */
export const dccAlertBodies = {
  PowerOutageEvent: z.strictObject({ CommsHubDeviceID: eui64, StartDateTime: instant, MPxN: importMpxn }),
  DeviceStatusChangeEvent: z.strictObject({ DeviceID: eui64, DeviceStatusChange: deviceStatusChange }),
  DSPScheduleRemoval: z.strictObject({ DeviceID: eui64, DSPScheduleID: scheduleId }),
  CommandFailure: z.strictObject({
    CommandRequestID: requestId,
    DSPScheduleID: scheduleId.optional(),
    DeviceID: eui64,
  }),
  FirmwareDistributionFailure: z.strictObject({ UpdateFirmwareRequestID: requestId, MeterIDs: eui64List }),
  UpdateHANDeviceLogResult: z.strictObject({ UpdateHANDeviceLogServiceRequestID: requestId }),
  ChangeOfSupplier: z.union([
    z.strictObject({ ChangeOfSupplierServiceRequestID: requestId, ECoSErrorCode: z.string().length(3).optional() }),
    z.strictObject({
      DeviceChangeOfSupplier: z.strictObject({ DeviceID: eui64, DeviceType: deviceType, MPxNs: mpxns }),
    }),
  ]),
  DeviceLogRestored: z.union([
    z.strictObject({ RestoredDate: date, CHFDeviceLog: logIds }),
    z.strictObject({ RestoredDate: date, GPFDeviceLog: logIds }),
  ]),
  PPMIDAlert: z.strictObject({
    DeviceID: eui64,
    DeviceAlertCode: hex,
    Timestamp: instant.optional(),
    PPMIDFirmwareUpgradeAlert: z
      .strictObject({
        FirmwareVersion: firmwareVersion,
        ActivateImageResultCode: z.enum(['ActivationSuccess', 'ActivationFailure']),
      })
      .optional(),
  }),
  SecurityCredentialsUpdated: z.strictObject({
    DeviceID: eui64,
    RemotePartyRole: z.enum(remotePartyRoles),
    RemotePartySeqNumberChange: z
      .strictObject({
        RemotePartyFloorSeqNumber: sequenceNumber,
        RemotePartyPrepaymentTopUpFloorSeqNumber: sequenceNumber.optional(),
      })
      .optional(),
    Certificates: z
      .array(z.strictObject({ CertificateType: certificateType, CertificateHash: base64 }))
      .min(1)
      .max(3),
  }),
  PPMIDRemoval: z.strictObject({ PPMIDDeviceID: eui64, CHFDeviceID: eui64 }),
  QuarantinedRequest: z.union([
    z.strictObject({ ADUserThresholdBreach: breach }),
    z.strictObject({ ADDCCThresholdBreach: breach }),
    z.strictObject({ ADAttributeLimitsBreach: breach }),
  ]),
  FirmwareVersionMismatch: z.strictObject({
    DeviceID: eui64,
    DeviceType: deviceType,
    FirmwareVersionSMI: firmwareVersion,
    FirmwareVersionDevice: firmwareVersion,
  }),
  S1SPAlertDSP: z.strictObject({ S1SPAlert: s1spAlert, DSPScheduleID: scheduleId.optional() }),
  SMETS1CHFirmwareNotification: z.strictObject({
    DeviceID: eui64,
    FirmwareVersion: firmwareVersion,
    FirmwareVersionUpdateStatus: z.enum(['UpdateRequested', 'ActivationSuccessful']),
  }),
  FirmwareUpgradeRequested: z.strictObject({
    DeviceType: deviceType,
    FirmwareVersion: firmwareVersion,
    DeviceList: eui64List,
  }),
  CSPFirmwareDeliveryStatus: z.strictObject({
    UpdateFirmwareRequestID: requestId,
    CommsHubDeviceID: eui64,
    TargetDeviceID: eui64,
    FirmwareVersion: firmwareVersion,
    TimeStamp: instant,
    CommsHubTransferStatus: z.enum(['Success', 'Failure']),
  }),
  CommsHubAlert: z.strictObject({
    CommsHubDeviceID: eui64,
    AlertCode: hex,
    TimeStamp: instant.optional(),
    FirmwareTransferAlert: z
      .strictObject({
        UpdateFirmwareRequestID: requestId.optional(),
        OtherDeviceID: eui64,
        FirmwareVersion: firmwareVersion,
        TransferResponseCode: z.enum([
          'FileTransferSuccess',
          'FirmwareImageDiscarded',
          'HardwareVersionMismatch',
          'FileTransferFailure',
        ]),
      })
      .optional(),
  }),
  ECoSAlert: z.strictObject({
    AlertID: requestId,
    RequestID: requestId.optional(),
    ECoSAlertCode: text,
    DeviceID: eui64,
    AdditionalInformation: text.optional(),
  }),
  CommsHubFirmwareActivation: z.strictObject({ DeviceID: eui64, FirmwareVersion: firmwareVersion }),
  CoSCertificateAlert: z.strictObject({ DeviceID: eui64, CertificateSerialNumber: z.bigint().optional() }),
  DUISVersionMismatch: z.union([
    z.strictObject({
      DCCAlertVersionMismatch: z.strictObject({
        DCCAlertCode: text,
        DeviceID: eui64.optional(),
        RequestID: requestId.optional(),
      }),
      ServiceUserDUISVersion: text,
    }),
    z.strictObject({
      ServiceResponseVersionMismatch: z.strictObject({
        RequestID: requestId,
        ServiceReference: text,
        ServiceReferenceVariant: text,
        ServiceRequestDUISVersion: text,
      }),
      ServiceUserDUISVersion: text,
    }),
  ]),
} as const satisfies Record<string, z.ZodType<object>>;

export type DccAlertBodyName = keyof typeof dccAlertBodies;
/** The one child of `DCCAlert`, with its own name. */
export type DccAlertBody = {
  readonly [Name in DccAlertBodyName]: { readonly [Key in Name]: z.output<(typeof dccAlertBodies)[Name]> };
}[DccAlertBodyName];
