import type { Obis } from '../../core/identifiers.ts';
import type { ActionResult, DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import type { CosemDateTime } from '../../protocol/cosem/data.ts';
import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { attribute, constant, method, type Rights } from './members.ts';
import { bitString, dateTime, enumeration, integer, type Shape, unsigned } from './values.ts';

const creditTypes = { token: 0, reserved: 1, emergency: 2, 'time-based': 3, 'consumption-based': 4 } as const;
const creditStatuses = { enabled: 0, selectable: 1, invoked: 2, 'in-use': 3, exhausted: 4 } as const;
export type CreditStatus = keyof typeof creditStatuses;

type Setting<D> = (device: D, amount: number) => DataAccessResult;

/** One credit of an account. A setting that can't be written has no `set`. */
export interface CreditAccess<D> {
  amount(device: D): number;
  warningThreshold(device: D): number;
  setWarningThreshold?: Setting<D>;
  /** The amount at which it is exhausted. */
  limit(device: D): number;
  setLimit?: Setting<D>;
  status(device: D): CreditStatus;
  preset(device: D): number;
  setPreset?: Setting<D>;
  availableThreshold(device: D): number;
  setAvailableThreshold?: Setting<D>;
  /** Adds an amount, which may be negative. */
  update(device: D, change: number): ActionResult;
  setAmount(device: D, amount: number): ActionResult;
  invoke(device: D): ActionResult;
}

export interface CreditParts {
  readonly description: string;
  readonly type: keyof typeof creditTypes;
  readonly priority: number;
  /** credit_configuration: shown, to be confirmed, to be paid back, resettable, able to receive tokens. */
  readonly configuration: string;
  /** Amounts of money on the wire. */
  readonly amount: Shape<number>;
}

const NEVER: CosemDateTime = {};

/** Credit (class 112, version 0), Blue Book 4.6.3. */
export function credit<D>(
  logicalName: Obis,
  rights: Required<Rights>,
  { description, type, priority, configuration, amount }: CreditParts,
  access: CreditAccess<D>,
): CosemObject<D> {
  const { read, write } = rights;
  return {
    classId: 112,
    version: 0,
    logicalName,
    description,
    attributes: {
      2: attribute('current_credit_amount', amount, { read }, access.amount),
      3: constant('credit_type', enumeration, { read }, creditTypes[type]),
      4: constant('priority', unsigned, { read }, priority),
      5: attribute('warning_threshold', amount, rights, access.warningThreshold, access.setWarningThreshold),
      6: attribute('limit', amount, rights, access.limit, access.setLimit),
      7: constant('credit_configuration', bitString(5), { read }, configuration),
      8: attribute('credit_status', enumeration, { read }, (device: D) => creditStatuses[access.status(device)]),
      9: attribute('preset_credit_amount', amount, rights, access.preset, access.setPreset),
      10: attribute(
        'credit_available_threshold',
        amount,
        rights,
        access.availableThreshold,
        access.setAvailableThreshold,
      ),
      11: constant('period', dateTime, { read }, NEVER),
    },
    methods: {
      1: method('update_amount', amount, write, access.update),
      2: method('set_amount_to_value', amount, write, access.setAmount),
      3: method('invoke_credit', integer, write, access.invoke),
    },
  };
}
