import type { ActionOutcome } from '../../protocol/cosem/apdu/action.ts';
import type { AttributeDescriptor, MethodDescriptor } from '../../protocol/cosem/apdu/descriptors.ts';
import type { GetResult } from '../../protocol/cosem/apdu/get.ts';
import type { DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import type { Data } from '../../protocol/cosem/data.ts';

/**
 * The COSEM services of one client at one device. What the device refuses in one attribute or method is a value; each
 * throws `device-unreachable`, `device-no-response`, and what the device refuses as a whole.
 */
export interface CosemServices {
  get(attribute: AttributeDescriptor): Promise<GetResult>;
  set(attribute: AttributeDescriptor, value: Data): Promise<DataAccessResult>;
  action(method: MethodDescriptor, parameters?: Data): Promise<ActionOutcome>;
}
