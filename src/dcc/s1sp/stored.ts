import { bytesEqual } from '../../core/bytes.ts';
import { formatObis } from '../../core/identifiers.ts';
import { encodeData } from '../../protocol/cosem/axdr.ts';
import type { Data } from '../../protocol/cosem/data.ts';
import type { Device } from './device.ts';
import type { ObjectRef } from './objects/object-ref.ts';

/** An attribute, and what it is to hold. */
export interface Stored {
  readonly object: ObjectRef;
  readonly attribute: number;
  readonly value: Data;
}

/** Writes, and reads back: what a device doesn't hold as a whole mustn't be put in force. @throws StepFailed */
export async function store(device: Device, writes: readonly Stored[]): Promise<void> {
  for (const { object, attribute, value } of writes) await device.write(object, attribute, value);
  for (const { object, attribute, value } of writes) {
    const isHeld = await device.read(object, attribute, (now) => isSameData(now, value));
    if (isHeld) continue;
    throw device.unexpected(`${formatObis(object.instance)} ${attribute}, which doesn't hold what was written to it`);
  }
}

/** Whether an attribute holds a value, without this being a step. @throws what the services throw */
export async function holds(device: Device, { object, attribute, value }: Stored): Promise<boolean> {
  const now = await device.peek(object, attribute);
  return now !== undefined && isSameData(now, value);
}

export function isSameData(one: Data, other: Data): boolean {
  return bytesEqual(encodeData(one), encodeData(other));
}
