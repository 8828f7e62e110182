import { Recorder } from '../../../src/cli/device/dump/recorder.ts';
import { recordingOf } from '../../../src/cli/device/dump/recording.ts';
import { toHex } from '../../../src/core/bytes.ts';
import { formatObis, parseObis } from '../../../src/core/identifiers.ts';
import { parseLinkAddress } from '../../../src/links/address.ts';
import type { AttributeDescriptor } from '../../../src/protocol/cosem/apdu/descriptors.ts';
import type { GetResult } from '../../../src/protocol/cosem/apdu/get.ts';
import { encodeData } from '../../../src/protocol/cosem/axdr.ts';
import { isReadable, parseObjectList } from '../../../src/protocol/cosem/client/object-list.ts';
import { selectionOf } from '../../../src/protocol/cosem/selective-access.ts';
import { type DeviceKeys, everyKey } from '../../../src/sim/files/keys.ts';
import type { Client, DeviceBench } from '../bench.ts';

export const clients = [16, 2, 1] as const;

/** What `s1bench device dump` would write of a device. */
export async function recordingOfDevice(bench: DeviceBench, keys: DeviceKeys, mostRows = 20) {
  const bounds = { mostRows, since: undefined };
  const recorder = new Recorder({ bounds, clock: bench.clock, secrets: everyKey(keys), status: () => undefined });
  for (const sap of clients) {
    const client = bench.associate(sap);
    await recorder.visit({ get: async (descriptor) => get(client, descriptor) }, sap);
  }
  const address = parseLinkAddress('sim:device');
  return recordingOf(recorder, { address, source: 'sim:device', taken: bench.clock.now(), bounds });
}

const counters = ['0.0.43.1.1.255', '0.0.43.1.2.255'];

/** Everything that clients may read, as it travels; of a profile `rows` rows, the latest. */
export function everythingOf(
  bench: DeviceBench,
  rows: number,
  saps: readonly (1 | 2 | 16)[] = clients,
): Readonly<Record<string, string>> {
  const all: Record<string, string> = {};
  for (const sap of saps) {
    const client = bench.associate(sap);
    for (const { classId, logicalName, attributes } of parseObjectList(client.read(15, '0.0.40.0.0.255', 2))) {
      const name = formatObis(logicalName);
      // What lives goes on living.
      if (counters.includes(name)) continue;
      for (const [attribute, access] of attributes) {
        if (!isReadable(access)) continue;
        const descriptor = { classId, instance: logicalName, attribute };
        const result = classId === 7 && attribute === 2 ? latest(client, descriptor, rows) : get(client, descriptor);
        all[`${sap} ${name} ${attribute}`] = 'data' in result ? toHex(encodeData(result.data)) : result.error;
      }
    }
  }
  return all;
}

/** The latest rows of a profile, by their positions. */
function latest(client: Client, descriptor: AttributeDescriptor, rows: number): GetResult {
  const inUse = get(client, { ...descriptor, attribute: 7 });
  const count = 'data' in inUse && 'value' in inUse.data ? Number(inUse.data.value) : 0;
  const entry = { kind: 'entry', toEntry: 0, fromSelectedValue: 1, toSelectedValue: 0 } as const;
  return get(client, { ...descriptor, selection: selectionOf({ ...entry, fromEntry: Math.max(1, count - rows + 1) }) });
}

function get(client: Client, descriptor: AttributeDescriptor): GetResult {
  return client.perform(client.cosem.get(descriptor));
}

export const anyObject = parseObis('9.9.9.9.9.9');
