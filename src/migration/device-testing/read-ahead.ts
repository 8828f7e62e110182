import { isS1benchError } from '../../core/errors.ts';
import type { CosemServices } from '../../dcc/device/services.ts';
import type { DeviceSession } from '../../dcc/device/session.ts';
import type { AttributeDescriptor } from '../../protocol/cosem/apdu/descriptors.ts';
import type { GetResult } from '../../protocol/cosem/apdu/get.ts';
import { encodeData } from '../../protocol/cosem/axdr.ts';

/** Attributes that are asked for at once: as many as fit into 512 bytes, which every meter takes in. */
const MOST = { whole: 32, selected: 6 } as const;

/**
 * The services of a device, of which attributes that are known to be needed are asked for together, in a few messages.
 * What couldn't be had so is read by itself when it is needed; each of them is handed out once.
 */
export class ReadAhead implements CosemServices {
  readonly #session: DeviceSession;
  readonly #read = new Map<string, GetResult>();

  constructor(session: DeviceSession) {
    this.#session = session;
  }

  /** @throws `device-unreachable` */
  async fetch(attributes: readonly AttributeDescriptor[]): Promise<void> {
    const most = attributes.some(({ selection }) => selection !== undefined) ? MOST.selected : MOST.whole;
    for (let i = 0; i < attributes.length; i += most) {
      if (!(await this.#fetch(attributes.slice(i, i + most)))) return;
    }
  }

  async get(attribute: AttributeDescriptor): Promise<GetResult> {
    const key = keyOf(attribute);
    const known = this.#read.get(key);
    this.#read.delete(key);
    return known ?? this.#session.get(attribute);
  }

  set(...request: Parameters<CosemServices['set']>): ReturnType<CosemServices['set']> {
    return this.#session.set(...request);
  }

  action(...request: Parameters<CosemServices['action']>): ReturnType<CosemServices['action']> {
    return this.#session.action(...request);
  }

  async #fetch(attributes: readonly AttributeDescriptor[]): Promise<boolean> {
    try {
      const results = await this.#session.getList(attributes);
      for (const [i, result] of results.entries()) this.#read.set(keyOf(attributes[i] as AttributeDescriptor), result);
      return true;
    } catch (error) {
      if (!isS1benchError(error) || error.code === 'device-unreachable') throw error;
      return false;
    }
  }
}

function keyOf({ classId, instance, attribute, selection }: AttributeDescriptor): string {
  const selected = selection && `${selection.selector} ${encodeData(selection.parameters).toHex()}`;
  return `${classId} ${instance} ${attribute} ${selected}`;
}
