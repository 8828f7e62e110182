import { isS1benchError } from '../../../core/errors.ts';
import type { CosemServices } from '../../../dcc/device/services.ts';
import type { AttributeDescriptor } from '../../../protocol/cosem/apdu/descriptors.ts';
import type { DataAccessResult } from '../../../protocol/cosem/apdu/results.ts';
import type { Data } from '../../../protocol/cosem/data.ts';

/** What came of reading an attribute: its value, or why there is none. */
export type Answer = { readonly value: Data } | { readonly refused: DataAccessResult; readonly because?: string };

/** A device that is gone can't be recorded; one that answers in a way of its own can. */
const lost = ['device-no-response', 'device-unreachable'];

/** @throws `device-no-response`, `device-unreachable` */
export async function ask(session: Pick<CosemServices, 'get'>, attribute: AttributeDescriptor): Promise<Answer> {
  try {
    const result = await session.get(attribute);
    return 'error' in result ? { refused: result.error } : { value: result.data };
  } catch (error) {
    if (!isS1benchError(error) || lost.includes(error.code)) throw error;
    return { refused: 'other-reason', because: error.message };
  }
}
