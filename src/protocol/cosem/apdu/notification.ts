import type { CosemDateTime, Data } from '../data.ts';
import type { AttributeDescriptor } from './descriptors.ts';

export interface EventNotification {
  readonly kind: 'event-notification-request';
  readonly time?: CosemDateTime;
  readonly attribute: AttributeDescriptor;
  readonly value: Data;
}

export interface DataNotification {
  readonly kind: 'data-notification';
  /** Long-Invoke-Id-And-Priority, 32 bits. */
  readonly longInvokeIdAndPriority: number;
  readonly time?: CosemDateTime;
  readonly body: Data;
}
