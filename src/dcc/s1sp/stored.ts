import { bytesEqual } from '../../core/bytes.ts';
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

/** @throws StepFailed */
export async function store(device: Device, writes: readonly Stored[]): Promise<void> {
  for (const { object, attribute, value } of writes) await device.write(object, attribute, value);
}

/** Whether attributes hold their values, without this being a step. @throws what the services throw */
export async function hold(device: Device, ...all: readonly Stored[]): Promise<boolean> {
  for (const { object, attribute, value } of all) {
    const now = await device.peek(object, attribute);
    if (now === undefined || !isSameData(now, value)) return false;
  }
  return true;
}

export function isSameData(one: Data, other: Data): boolean {
  return bytesEqual(encodeData(one), encodeData(other));
}
