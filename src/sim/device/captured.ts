import type { Obis } from '../../core/identifiers.ts';
import type { CaptureObjectDefinition } from '../../protocol/cosem/selective-access.ts';
import { obis } from './obis.ts';

/** Attribute 2 of an object: the value that a profile captures. */
export function capturedValue(classId: number, logicalName: Obis): CaptureObjectDefinition {
  return { classId, logicalName, attributeIndex: 2, dataIndex: 0 };
}

export const clockCaptured = capturedValue(8, obis.clock);
