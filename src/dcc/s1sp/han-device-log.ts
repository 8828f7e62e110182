import type { Eui64 } from '../../core/identifiers.ts';
import type { Data } from '../../protocol/cosem/data.ts';
import type { Device } from './device.ts';
import { hub } from './objects/hub.ts';
import { eui64Of, instantIn, listOf, textOf } from './values.ts';

const VALUE = 2;

/** A device that may be part of the home area network; it is, once it has joined. */
export interface HanEntry {
  readonly device: Eui64;
  /** As the hub names it; empty until it has joined. */
  readonly type: string;
  readonly joined: Temporal.Instant | undefined;
  readonly lastHeard: Temporal.Instant | undefined;
}

/** Reads the HAN device log of a hub. */
export function readHanDeviceLog(device: Device): Promise<readonly HanEntry[]> {
  return device.read(hub.hanDeviceLog, VALUE, entriesOf);
}

/** Whether a device is in the HAN device log, where a step stayed without answer; nothing where that can't be read. */
export async function isInHanDeviceLog(device: Device, wanted: Eui64): Promise<boolean> {
  const log = await device.peek(hub.hanDeviceLog, VALUE);
  return log !== undefined && entriesOf(log).some((entry) => entry.device === wanted);
}

function entriesOf(log: Data): readonly HanEntry[] {
  return listOf(log).map((entry) => {
    const [eui64, type, , joined, lastHeard] = listOf(entry);
    return {
      device: eui64Of(given(eui64)),
      type: textOf(given(type)),
      joined: instantIn(given(joined)),
      lastHeard: instantIn(given(lastHeard)),
    };
  });
}

/** What a short entry lacks is like null-data: no reader takes it. */
function given(data: Data | undefined): Data {
  return data ?? { type: 'null-data' };
}
