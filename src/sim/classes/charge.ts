import type { Obis } from '../../core/identifiers.ts';
import type { ActionResult, DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import type { CosemDateTime } from '../../protocol/cosem/data.ts';
import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { attribute, constant, method, type Rights } from './members.ts';
import {
  array,
  bitString,
  dateTime,
  doubleLongUnsigned,
  enumeration,
  integer,
  logicalName as logicalNameShape,
  long,
  longUnsigned,
  octets,
  type Shape,
  structure,
  unsigned,
} from './values.ts';

const chargeTypes = { consumption: 0, time: 1, payment: 2 } as const;

export interface ChargeTableElement {
  /** As hexadecimal; empty where the charge has but one price. */
  readonly index: string;
  readonly chargePerUnit: number;
}

/** unit_charge: prices times ten to the power of `priceScale`, each for 10 to the power of `commodityScale` of the commodity. */
export interface UnitCharge {
  readonly scaling: { readonly commodityScale: number; readonly priceScale: number };
  /** What is counted; class 0 for nothing. */
  readonly commodity: { readonly classId: number; readonly logicalName: Obis; readonly attribute: number };
  readonly table: readonly ChargeTableElement[];
}

/** One charge of an account. A setting that can't be written has no `set`, a method that isn't there is refused. */
export interface ChargeAccess<D> {
  paid(device: D): number;
  unitCharge(device: D): UnitCharge;
  passiveUnitCharge(device: D): UnitCharge;
  setPassiveUnitCharge?(device: D, charge: UnitCharge): DataAccessResult;
  /** Seconds between collections; 0 where nothing is collected by time. */
  period(device: D): number;
  setPeriod?(device: D, seconds: number): DataAccessResult;
  lastCollectionTime(device: D): CosemDateTime;
  lastCollectionAmount(device: D): number;
  remaining(device: D): number;
  /** Hundredths of a per cent of each payment. */
  proportion(device: D): number;
  setProportion?(device: D, proportion: number): DataAccessResult;
  updateUnitCharge?(device: D, table: readonly ChargeTableElement[]): ActionResult;
  activatePassive?(device: D): ActionResult;
  updateRemaining?(device: D, change: number): ActionResult;
  setRemaining?(device: D, amount: number): ActionResult;
}

export interface ChargeParts {
  readonly description: string;
  readonly type: keyof typeof chargeTypes;
  readonly priority: number;
  /** charge_configuration: by percentage, continuously. */
  readonly configuration: string;
  /** Amounts of money on the wire. */
  readonly amount: Shape<number>;
}

const MOST_PRICES = 255;
const NEVER: CosemDateTime = {};
const table = array<ChargeTableElement>(structure({ index: octets(16), chargePerUnit: long }), MOST_PRICES);
const unitCharge: Shape<UnitCharge> = structure({
  scaling: structure({ commodityScale: integer, priceScale: integer }),
  commodity: structure({ classId: longUnsigned, logicalName: logicalNameShape, attribute: integer }),
  table,
});
const refused = (): ActionResult => 'other-reason';

/** Charge (class 113, version 0), Blue Book 4.6.4. */
export function charge<D>(
  logicalName: Obis,
  rights: Required<Rights>,
  { description, type, priority, configuration, amount }: ChargeParts,
  access: ChargeAccess<D>,
): CosemObject<D> {
  const { read, write } = rights;
  return {
    classId: 113,
    version: 0,
    logicalName,
    description,
    attributes: {
      2: attribute('total_amount_paid', amount, { read }, access.paid),
      3: constant('charge_type', enumeration, { read }, chargeTypes[type]),
      4: constant('priority', unsigned, { read }, priority),
      5: attribute('unit_charge_active', unitCharge, { read }, access.unitCharge),
      6: attribute('unit_charge_passive', unitCharge, rights, access.passiveUnitCharge, access.setPassiveUnitCharge),
      7: constant('unit_charge_activation_time', dateTime, { read }, NEVER),
      8: attribute('period', doubleLongUnsigned, rights, access.period, access.setPeriod),
      9: constant('charge_configuration', bitString(2), { read }, configuration),
      10: attribute('last_collection_time', dateTime, { read }, access.lastCollectionTime),
      11: attribute('last_collection_amount', amount, { read }, access.lastCollectionAmount),
      12: attribute('total_amount_remaining', amount, { read }, access.remaining),
      13: attribute('proportion', longUnsigned, rights, access.proportion, access.setProportion),
    },
    methods: {
      1: method('update_unit_charge', table, write, access.updateUnitCharge ?? refused),
      2: method('activate_passive_unit_charge', integer, write, access.activatePassive ?? refused),
      // The meter collects by itself.
      3: method('collect', integer, write, refused),
      4: method('update_total_amount_remaining', amount, write, access.updateRemaining ?? refused),
      5: method('set_total_amount_remaining', amount, write, access.setRemaining ?? refused),
    },
  };
}
