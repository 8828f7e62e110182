import { Recorder } from '../../../src/cli/device/dump/recorder.ts';
import { recordingOf } from '../../../src/cli/device/dump/recording.ts';
import { toHex } from '../../../src/core/bytes.ts';
import type { VirtualClock } from '../../../src/core/clock.ts';
import { formatObis, parseObis } from '../../../src/core/identifiers.ts';
import { Random } from '../../../src/core/random.ts';
import { MemoryCounters } from '../../../src/dcc/device/counters.ts';
import { DevicePort } from '../../../src/dcc/device/port.ts';
import { DeviceSession } from '../../../src/dcc/device/session.ts';
import { parseLinkAddress } from '../../../src/links/address.ts';
import { inProcessPair } from '../../../src/links/in-process.ts';
import { openWire } from '../../../src/links/wire.ts';
import type { AttributeDescriptor } from '../../../src/protocol/cosem/apdu/descriptors.ts';
import { encodeData } from '../../../src/protocol/cosem/axdr.ts';
import { isReadable, parseObjectList } from '../../../src/protocol/cosem/client/object-list.ts';
import { selectionOf } from '../../../src/protocol/cosem/selective-access.ts';
import type { SimulatedDevice } from '../../../src/sim/device/simulated-device.ts';
import { type DeviceKeys, everyKey } from '../../../src/sim/files/keys.ts';
import { serveDevice } from '../../../src/sim/serve.ts';

export const clients = [16, 2, 1] as const;
const encoder = new TextEncoder();

/** Opens a session with a device in this process for as long as `work` takes. */
export async function withSession<T>(
  device: SimulatedDevice,
  sap: 1 | 2 | 16,
  keys: DeviceKeys,
  clock: VirtualClock,
  work: (session: DeviceSession) => Promise<T>,
): Promise<T> {
  const address = parseLinkAddress('sim:device');
  const open = () => {
    const [near, far] = inProcessPair();
    serveDevice(far, device, { framing: 'wrapper', clock });
    return openWire(address, { clock }, near);
  };
  const port = new DevicePort({ serverSap: 1, open });
  const credentials = sap === 16 ? undefined : { systemTitle: encoder.encode('CLIENT00'), keys: keys.clients[sap] };
  const session = new DeviceSession(
    { sap, ...(credentials && { credentials }) },
    { device: device.eui64, port, counters: new MemoryCounters(), random: new Random('session') },
  );
  try {
    return await work(session);
  } finally {
    await port.close();
  }
}

/** What `s1bench device dump` would write of a device. */
export async function recordingOfDevice(device: SimulatedDevice, keys: DeviceKeys, clock: VirtualClock, mostRows = 20) {
  const bounds = { mostRows, since: undefined };
  const recorder = new Recorder({ bounds, clock, secrets: everyKey(keys), status: () => undefined });
  for (const client of clients) {
    await withSession(device, client, keys, clock, (session) => recorder.visit(session, client));
  }
  const address = parseLinkAddress('sim:device');
  return recordingOf(recorder, { address, source: 'sim:device', taken: clock.now(), bounds });
}

const counters = ['0.0.43.1.1.255', '0.0.43.1.2.255'];

/** Everything that each client may read, as it travels; of a profile `rows` rows, the latest. */
export async function everythingOf(device: SimulatedDevice, keys: DeviceKeys, clock: VirtualClock, rows: number) {
  const all: Record<string, string> = {};
  for (const client of clients) {
    await withSession(device, client, keys, clock, async (session) => {
      const list = await session.get({ classId: 15, instance: parseObis('0.0.40.0.0.255'), attribute: 2 });
      if ('error' in list) throw new RangeError(list.error);
      for (const { classId, logicalName, attributes } of parseObjectList(list.data)) {
        for (const [attribute, access] of attributes) {
          const name = formatObis(logicalName);
          // What lives goes on living.
          if (!isReadable(access) || counters.includes(name)) continue;
          const descriptor = { classId, instance: logicalName, attribute };
          const isBuffer = classId === 7 && attribute === 2;
          const result = isBuffer ? await latest(session, descriptor, rows) : await session.get(descriptor);
          const value = 'data' in result ? result.data : undefined;
          all[`${client} ${name} ${attribute}`] =
            value === undefined ? JSON.stringify(result) : toHex(encodeData(value));
        }
      }
    });
  }
  return all;
}

/** A recorded profile holds fewer rows than it says: those that it holds are the latest. */
async function latest(session: DeviceSession, descriptor: AttributeDescriptor, rows: number) {
  const inUse = await session.get({ ...descriptor, attribute: 7 });
  const count = 'data' in inUse && 'value' in inUse.data ? Number(inUse.data.value) : 0;
  const entry = { kind: 'entry', toEntry: 0, fromSelectedValue: 1, toSelectedValue: 0 } as const;
  const selection = selectionOf({ ...entry, fromEntry: Math.max(1, count - rows + 1) });
  const selected = await session.get({ ...descriptor, selection });
  const isEmpty = 'data' in selected && selected.data.type === 'array' && selected.data.value.length === 0;
  return isEmpty ? session.get(descriptor) : selected;
}
