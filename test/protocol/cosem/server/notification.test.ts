import { describe, expect, it } from 'vitest';
import type { DataNotification, EventNotification } from '../../../../src/protocol/cosem/apdu/notification.ts';
import { ServiceRefused } from '../../../../src/protocol/cosem/client/service-refused.ts';
import { encodeNotification } from '../../../../src/protocol/cosem/server/notification.ts';
import { refusalOf } from '../../../support/refusal.ts';
import { attribute, createBench, highSap, laxSap, names, publicSap, unsigned } from './bench.ts';

const event: EventNotification = {
  kind: 'event-notification-request',
  attribute: attribute(1, names.logicalDeviceName),
  value: unsigned(1),
};
const data: DataNotification = { kind: 'data-notification', longInvokeIdAndPriority: 7, body: unsigned(2) };

describe('Green Book 9.4, EventNotification and DataNotification', () => {
  it.each([
    ['event', event, 0xca],
    ['data', data, 0xdb],
  ] as const)('protects a %s notification by the policy of its client', (_what, notification, tag) => {
    const bench = createBench();
    const client = bench.associated(highSap);
    const bytes = encodeNotification(bench.logicalDevice, highSap, notification) as Uint8Array;
    expect(bytes[0]).toBe(tag);
    expect(client.decodeNotification(bytes)).toEqual(notification);
    expect(refusalOf(() => client.decodeNotification(bytes)).code).toBe('security-counter-replayed');
  });

  it('sends it as it is to a client that needs no protection', () => {
    const bench = createBench();
    for (const notification of [event, data]) {
      const bytes = encodeNotification(bench.logicalDevice, publicSap, notification) as Uint8Array;
      expect(bench.client(publicSap).decodeNotification(bytes)).toEqual(notification);
      expect(refusalOf(() => bench.client(highSap).decodeNotification(bytes))).toMatchObject({
        code: 'cosem-answer-unprotected',
        answer: notification,
      });
    }
  });

  it('reaches a client that has no association, from a device that names itself', () => {
    const bench = createBench();
    const bytes = encodeNotification(bench.logicalDevice, highSap, data) as Uint8Array;
    expect(bench.client(highSap).decodeNotification(bytes)).toEqual(data);
    const unnamed = encodeNotification(bench.logicalDevice, highSap, event) as Uint8Array;
    expect(refusalOf(() => bench.client(highSap).decodeNotification(unnamed)).code).toBe('cosem-answer-unexpected');
    expect(refusalOf(() => bench.client(publicSap).decodeNotification(bytes)).code).toBe('cosem-answer-unexpected');
  });

  it('is refused from another device than the one of the association', () => {
    const bench = createBench();
    const client = bench.associated(highSap);
    const other = { ...bench.logicalDevice, systemTitle: new Uint8Array(8) };
    const bytes = encodeNotification(other, highSap, data) as Uint8Array;
    expect(refusalOf(() => client.decodeNotification(bytes))).toBeInstanceOf(ServiceRefused);
  });

  it('is not sent to a client without keys, or one that is not known', () => {
    const { logicalDevice } = createBench();
    expect(encodeNotification(logicalDevice, 99, data)).toBeUndefined();
    const policy = { mechanism: 'none', securityPolicy: 'encrypted' } as const;
    expect(encodeNotification({ ...logicalDevice, client: () => policy }, laxSap, data)).toBeUndefined();
  });
});
