import type { Eui64 } from '../../core/identifiers.ts';
import type { ActionResult } from '../../protocol/cosem/apdu/results.ts';
import type { Timed } from '../device/design.ts';
import type { OperationResult } from '../device/operations.ts';
import type { HanNeighbour, Hub } from './hub.ts';
import type { HanDevice, HanSide, HanState } from './state.ts';

const MINUTE = 60_000;

/** The HAN device log: what may be part of the network. As installed, all that is around has joined. */
export function hanDevices({ state, surroundings: { neighbours, since } }: Hub): readonly HanDevice[] {
  return (
    state.han.devices ??
    neighbours.map(({ eui64, type }) => ({ eui64, type, added: since, joined: since, failed: false }))
  );
}

function isJoined(hub: Hub, eui64: Eui64): boolean {
  return hanDevices(hub).some((device) => device.eui64 === eui64 && device.joined !== null);
}

/** Whether the radio reaches a device now. */
export function isLinked(hub: Hub, { side }: Pick<HanNeighbour, 'side'>): boolean {
  return side === undefined || hub.state.han.lost[side] === null;
}

/** Whether something can pass between the hub and a device now. */
export function isReached(hub: Hub, device: HanNeighbour): boolean {
  return isJoined(hub, device.eui64) && isLinked(hub, device);
}

/** True time at which a device that has joined was heard last. */
export function lastHeard(hub: Hub, device: HanDevice): number | undefined {
  if (device.joined === null) return undefined;
  const side = neighbour(hub, device.eui64)?.side;
  const lost = side === undefined ? null : hub.state.han.lost[side];
  if (side === 'gas') return Math.max(device.joined, hub.mirror?.heard() ?? 0);
  if (lost !== null) return Math.max(device.joined, lost);
  const now = hub.now();
  // Displays speak every minute or so; an ESME all the time.
  const silence = side === 'electricity' ? 0 : hub.chance(Math.floor(now / MINUTE), 1) % MINUTE;
  return Math.max(device.joined, now - silence);
}

/**
 * SRV 8.11: a device may join. One that is in reach does at once; one that isn't may until the time for it is over.
 * @returns `other-reason` where it was in the log already, or the log is full
 */
export function addDevice(hub: Hub, eui64: Eui64): ActionResult {
  const devices = hanDevices(hub);
  const isKnown = devices.some((device) => device.eui64 === eui64 && !device.failed);
  const kept = devices.filter((device) => device.eui64 !== eui64);
  if (isKnown || kept.length >= hub.model.han['device-log-entries']) {
    hub.record('han-joining-failed');
    return 'other-reason';
  }
  const device: HanDevice = { eui64, type: null, added: hub.now(), joined: null, failed: false };
  changeHan(hub, { devices: [...kept, device] });
  recordLogChange(hub, eui64);
  joinWaiting(hub);
  return 'success';
}

/** SRV 8.11: a device is part of the network no more. */
export function removeDevice(hub: Hub, eui64: Eui64): ActionResult {
  const devices = hanDevices(hub);
  const left = devices.filter((device) => device.eui64 !== eui64);
  if (left.length === devices.length) {
    hub.record('han-unjoining-failed');
    return 'other-reason';
  }
  changeHan(hub, { devices: left });
  recordLogChange(hub, eui64);
  hub.record('han-unjoining-succeeded');
  if (neighbour(hub, eui64)?.side === 'electricity') hub.record('esme-disconnected');
  return 'success';
}

export function removeAll(hub: Hub): ActionResult {
  for (const { eui64 } of hanDevices(hub)) removeDevice(hub, eui64);
  return 'success';
}

export function enableJoining(hub: Hub, joining: boolean): 'success' {
  changeHan(hub, { joining });
  if (joining) joinWaiting(hub);
  return 'success';
}

/** A device that hasn't joined in time won't. */
export const joinTimeout: Timed<Hub> = {
  next({ state, model }) {
    let next = Number.POSITIVE_INFINITY;
    for (const { joined, failed, added } of state.han.devices ?? []) {
      if (joined === null && !failed) next = Math.min(next, added + 1000 * model.han['join-seconds']);
    }
    return next;
  },
  act(hub) {
    const limit = hub.now() - 1000 * hub.model.han['join-seconds'];
    const devices = hanDevices(hub).map((device) => {
      if (device.joined !== null || device.failed || device.added > limit) return device;
      hub.record('han-joining-failed');
      return { ...device, failed: true };
    });
    changeHan(hub, { devices });
  },
};

/** A radio link goes, or is there again. */
export function changeLink(hub: Hub, side: HanSide, is: 'lost' | 'back'): OperationResult {
  const { lost } = hub.state.han;
  if ((lost[side] === null) === (is === 'back')) return 'success';
  changeHan(hub, { lost: { ...lost, [side]: is === 'lost' ? hub.now() : null } });
  if (is === 'back') joinWaiting(hub);
  const esme = hub.surroundings.neighbours.find((each) => each.side === 'electricity');
  if (side === 'electricity' && esme !== undefined && isJoined(hub, esme.eui64)) {
    hub.record(is === 'back' ? 'esme-connected' : 'esme-disconnected');
  }
  return 'success';
}

/** Whoever waits to join, and is in reach, does. */
function joinWaiting(hub: Hub): void {
  if (!hub.state.han.joining) return;
  for (const { eui64, joined, failed } of hanDevices(hub)) {
    const around = neighbour(hub, eui64);
    if (joined !== null || failed || around === undefined || !isLinked(hub, around)) continue;
    const devices = hanDevices(hub).map((device) =>
      device.eui64 === eui64 ? { ...device, type: around.type, joined: hub.now() } : device,
    );
    changeHan(hub, { devices });
    hub.record('han-device-joined');
    hub.record('han-joining-succeeded');
    if (around.side === 'electricity') hub.record('esme-connected');
  }
}

function recordLogChange(hub: Hub, eui64: Eui64): void {
  hub.record('hub-device-log-changed');
  if (neighbour(hub, eui64)?.side === 'gas') hub.record('gas-proxy-device-log-changed');
}

function neighbour(hub: Hub, eui64: Eui64): HanNeighbour | undefined {
  return hub.surroundings.neighbours.find((each) => each.eui64 === eui64);
}

function changeHan(hub: Hub, change: Partial<HanState>): void {
  hub.state.han = { ...hub.state.han, ...change };
  const meter = hub.surroundings.neighbours.find(({ side }) => side === 'gas');
  if (meter !== undefined) hub.mirror?.reach(isReached(hub, meter));
}
