import { billingObjects } from '../../dcc/s1sp/objects/billing.ts';
import { common } from '../../dcc/s1sp/objects/common.ts';
import { electricity } from '../../dcc/s1sp/objects/electricity.ts';
import { gas } from '../../dcc/s1sp/objects/gas.ts';
import type { ObjectRef } from '../../dcc/s1sp/objects/object-ref.ts';
import { accountParts, creditParts, dataValue, payment } from '../../dcc/s1sp/objects/payment.ts';
import type { Procedures, TestedDevice } from './procedures.ts';

/** How far back a log is looked at: by which of the numbers of days that the procedures give. */
export type Reach = keyof Pick<Procedures['snapshot'], 'half-hours' | 'days' | 'logs'>;

/** Something that a device has recorded, by what may become of it while its keys are changed. */
export type SnapshotItem =
  /** Rows may be added. */
  | {
      readonly kind: 'log';
      readonly name: string;
      readonly object: ObjectRef;
      readonly reach: Reach;
      /** The SRV that reads it: models that have rows selected in another way for that have so here. */
      readonly srv: string;
    }
  /** It may go on. */
  | { readonly kind: 'register'; readonly name: string; readonly object: ObjectRef }
  /** It stays as it is. */
  | { readonly kind: 'setting'; readonly name: string; readonly object: ObjectRef; readonly attribute: number }
  /** It is used up, and may be topped up. */
  | { readonly kind: 'balance'; readonly name: string; readonly object: ObjectRef };
export type LogItem = Extract<SnapshotItem, { readonly kind: 'log' }>;

/** Name of the log that says why a balance may have risen. */
export const CREDIT_LOG = 'credit log';

const logNames = {
  eventLog: 'event log',
  securityLog: 'security log',
  powerEventLog: 'power event log',
  tamperLog: 'tamper log',
} as const;

/** What billing, consumption and prepayment rest on, and every log (MTAD: these must survive a migration), by device. */
export const snapshotContents: Readonly<Record<TestedDevice, readonly SnapshotItem[]>> = {
  hub: logsOf('eventLog', 'securityLog', 'powerEventLog'),
  esme: [
    register('active import', electricity.activeImport),
    register('active export', electricity.activeExport),
    register('reactive import', electricity.reactiveImport),
    register('reactive export', electricity.reactiveExport),
    log('half-hourly profile', electricity.halfHourlyProfile, 'half-hours', '4.8.1'),
    log('daily profile', electricity.dailyProfile, 'days', '4.17'),
    ...ofMeters(),
  ],
  gpf: ofGas(),
  gsme: ofGas(),
};

/** A gas proxy shows what its meter has. */
function ofGas(): readonly SnapshotItem[] {
  return [
    register('volume', gas.volume),
    log('half-hourly profile', gas.halfHourlyProfile, 'half-hours', '4.8.1'),
    log('daily profile', gas.dailyProfile, 'days', '4.17'),
    ...ofMeters(),
  ];
}

function ofMeters(): readonly SnapshotItem[] {
  return [
    log('billing data log', billingObjects.log, 'logs', '4.4.3'),
    ...logsOf('eventLog', 'securityLog', 'powerEventLog', 'tamperLog'),
    { kind: 'setting', name: 'metering point', object: common.meteringPoint, attribute: dataValue },
    { kind: 'setting', name: 'payment mode', object: payment.account, attribute: accountParts.modeAndStatus },
    {
      kind: 'setting',
      name: 'low credit threshold',
      object: payment.account,
      attribute: accountParts.lowCreditThreshold,
    },
    { kind: 'setting', name: 'emergency credit limit', object: payment.emergencyCredit, attribute: creditParts.limit },
    { kind: 'balance', name: 'meter balance', object: payment.meterBalance },
    log('prepayment daily log', payment.dailyLog, 'logs', '4.14'),
    log(CREDIT_LOG, payment.creditLog, 'logs', '4.4.5'),
    log('debt payment log', payment.debtPaymentLog, 'logs', '4.4.4'),
  ];
}

function logsOf(...names: readonly (keyof typeof logNames)[]): readonly SnapshotItem[] {
  return names.map((name) => log(logNames[name], common[name], 'logs', '6.13'));
}

function log(name: string, object: ObjectRef, reach: Reach, srv: string): SnapshotItem {
  return { kind: 'log', name, object, reach, srv };
}

function register(name: string, object: ObjectRef): SnapshotItem {
  return { kind: 'register', name, object };
}
