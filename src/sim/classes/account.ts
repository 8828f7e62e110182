import type { Obis } from '../../core/identifiers.ts';
import type { ActionResult, DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import type { CosemDateTime } from '../../protocol/cosem/data.ts';
import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { attribute, constant, method, type Rights } from './members.ts';
import {
  array,
  bitString,
  dateTime,
  doubleLong,
  enumeration,
  integer,
  logicalName as logicalNameShape,
  longUnsigned,
  type Shape,
  structure,
  unsigned,
  utf8,
} from './values.ts';

const accountModes = { credit: 1, prepayment: 2 } as const;
export type AccountMode = keyof typeof accountModes;
const accountStatuses = { inactive: 1, active: 2, closed: 3 } as const;
export type AccountStatus = keyof typeof accountStatuses;

/** current_credit_status, by its bits. */
export interface CreditStatusBits {
  readonly inCredit: boolean;
  readonly lowCredit: boolean;
  readonly nextEnabled: boolean;
  readonly nextSelectable: boolean;
  readonly nextSelected: boolean;
  readonly selectableInUse: boolean;
  readonly outOfCredit: boolean;
}

/** When a charge is collected from a credit: also while the supply is off, load limited, or in friendly credit. */
export interface CreditCharge {
  readonly credit: Obis;
  readonly charge: Obis;
  readonly whenDisconnected: boolean;
  readonly inLoadLimiting: boolean;
  readonly inFriendlyCredit: boolean;
}

export interface AccountAccess<D> {
  mode(device: D): AccountMode;
  status(device: D): AccountStatus;
  setMode(device: D, mode: AccountMode, status: AccountStatus): DataAccessResult;
  /** Position of the credit in `credits`. */
  creditInUse(device: D): number;
  creditStatus(device: D): CreditStatusBits;
  availableCredit(device: D): number;
  amountToClear(device: D): number;
  clearanceThreshold(device: D): number;
  aggregatedDebt(device: D): number;
  creditCharges(device: D): readonly CreditCharge[];
  activationTime(device: D): CosemDateTime;
  closureTime(device: D): CosemDateTime;
  lowCreditThreshold(device: D): number;
  setLowCreditThreshold(device: D, threshold: number): DataAccessResult;
  nextCreditThreshold(device: D): number;
  setNextCreditThreshold(device: D, threshold: number): DataAccessResult;
  activate(device: D): ActionResult;
  close(device: D): ActionResult;
  reset(device: D): ActionResult;
}

/** What is the same in every account of a model. */
export interface AccountParts {
  /** The credits and charges that make up the account. */
  readonly credits: readonly Obis[];
  readonly charges: readonly Obis[];
  /** How many hundredths of a token each credit receives. */
  readonly tokenShares: readonly { readonly credit: Obis; readonly share: number }[];
  readonly currency: { readonly name: string; readonly scale: number };
  /** Most payments-based collections in a period of seconds; 0 where there is no such limit. */
  readonly maxProvision: number;
  readonly maxProvisionPeriod: number;
  /** Amounts of money on the wire. */
  readonly amount: Shape<number>;
}

const MONETARY = 2;
const modeAndStatus: Shape<{ mode: number; status: number }> = structure({ mode: enumeration, status: enumeration });
const bits: Shape<CreditStatusBits> = {
  encode: (status) => ({
    type: 'bit-string',
    value: [...bitOrder.map((name) => (status[name] ? '1' : '0')), '0'].join(''),
  }),
  decode: () => undefined,
};
const bitOrder = [
  'inCredit',
  'lowCredit',
  'nextEnabled',
  'nextSelectable',
  'nextSelected',
  'selectableInUse',
  'outOfCredit',
] as const satisfies readonly (keyof CreditStatusBits)[];

const collection = structure<{ credit: Obis; charge: Obis; configuration: string }>({
  credit: logicalNameShape,
  charge: logicalNameShape,
  configuration: bitString(3),
});
const tokenShare = structure<{ credit: Obis; share: number }>({ credit: logicalNameShape, share: unsigned });
const currencyShape = structure<{ name: string; scale: number; unit: number }>({
  name: utf8,
  scale: integer,
  unit: enumeration,
});

/** Account (class 111, version 0), Blue Book 4.6.2: how credits pay for charges. */
export function account<D>(
  logicalName: Obis,
  rights: Required<Rights>,
  parts: AccountParts,
  access: AccountAccess<D>,
): CosemObject<D> {
  const { read, write } = rights;
  const forReaders = { read };
  const { amount } = parts;
  return {
    classId: 111,
    version: 0,
    logicalName,
    description: 'Account',
    attributes: {
      2: attribute(
        'account_mode_and_status',
        modeAndStatus,
        rights,
        (device) => ({ mode: accountModes[access.mode(device)], status: accountStatuses[access.status(device)] }),
        (device, { mode, status }) => {
          const named = nameOf(accountModes, mode);
          const state = nameOf(accountStatuses, status);
          return named === undefined || state === undefined ? 'other-reason' : access.setMode(device, named, state);
        },
      ),
      3: attribute('current_credit_in_use', unsigned, forReaders, access.creditInUse),
      4: attribute('current_credit_status', bits, forReaders, access.creditStatus),
      5: attribute('available_credit', amount, forReaders, access.availableCredit),
      6: attribute('amount_to_clear', amount, forReaders, access.amountToClear),
      7: attribute('clearance_threshold', amount, forReaders, access.clearanceThreshold),
      8: attribute('aggregated_debt', amount, forReaders, access.aggregatedDebt),
      9: constant('credit_reference_list', array(logicalNameShape, 255), forReaders, parts.credits),
      10: constant('charge_reference_list', array(logicalNameShape, 255), forReaders, parts.charges),
      11: attribute('credit_charge_configuration', array(collection, 255), forReaders, (device: D) =>
        access.creditCharges(device).map(collectionOf),
      ),
      12: constant('token_gateway_configuration', array(tokenShare, 255), forReaders, parts.tokenShares),
      13: attribute('account_activation_time', dateTime, forReaders, access.activationTime),
      14: attribute('account_closure_time', dateTime, forReaders, access.closureTime),
      15: constant('currency', currencyShape, forReaders, { ...parts.currency, unit: MONETARY }),
      16: attribute('low_credit_threshold', amount, rights, access.lowCreditThreshold, access.setLowCreditThreshold),
      17: attribute(
        'next_credit_available_threshold',
        amount,
        rights,
        access.nextCreditThreshold,
        access.setNextCreditThreshold,
      ),
      18: constant('max_provision', longUnsigned, forReaders, parts.maxProvision),
      19: constant('max_provision_period', doubleLong, forReaders, parts.maxProvisionPeriod),
    },
    methods: {
      1: method('activate_account', integer, write, access.activate),
      2: method('close_account', integer, write, access.close),
      3: method('reset_account', integer, write, access.reset),
    },
  };
}

function collectionOf({ credit, charge, whenDisconnected, inLoadLimiting, inFriendlyCredit }: CreditCharge) {
  const configuration = [whenDisconnected, inLoadLimiting, inFriendlyCredit].map((bit) => (bit ? '1' : '0')).join('');
  return { credit, charge, configuration };
}

function nameOf<Name extends string>(codes: Readonly<Record<Name, number>>, code: number): Name | undefined {
  return (Object.keys(codes) as Name[]).find((name) => codes[name] === code);
}
