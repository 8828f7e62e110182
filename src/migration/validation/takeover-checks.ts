import type { Eui64 } from '../../core/identifiers.ts';
import { keyedDevicesOf } from '../model/installation.ts';
import type { InstallationCheck, Problem } from './problem.ts';

export const addressed: InstallationCheck = (installation, set) => {
  const entries = set.addressesOf(installation.hub.id);
  const [entry] = entries;
  if (entry === undefined || entries.length > 1) return { found: `${entries.length} entries`, expected: '1' };
  const named = entry.devices.map(({ id }) => id);
  return problemOfDevices(named, keyedDevicesOf(installation));
};

export const sealedPart: InstallationCheck = ({ hub }, set, context) => {
  const opened = set.opened(hub.id, context);
  if (opened === undefined) return { found: `${set.sealedOf(hub.id).length} sealed parts`, expected: '1' };
  return 'refused' in opened ? { found: opened.refused.code } : undefined;
};

/** Of a part that can't be opened, another check tells. */
export const keysComplete: InstallationCheck = (installation, set, context) => {
  const opened = set.opened(installation.hub.id, context);
  if (opened === undefined || 'refused' in opened) return undefined;
  const named = opened.material.map(({ device }) => device);
  return problemOfDevices(named, keyedDevicesOf(installation));
};

export const masterKeys: InstallationCheck = (installation, set, context) => {
  const opened = set.opened(installation.hub.id, context);
  if (opened === undefined || 'refused' in opened) return undefined;
  const without = opened.material.find(({ master }) => master === undefined)?.device;
  return without === undefined ? undefined : { found: `${without} without a master key` };
};

/** Each device once, and no other. */
function problemOfDevices(found: readonly Eui64[], expected: readonly Eui64[]): Problem | undefined {
  const [is, ought] = [found, expected].map((ids) => ids.toSorted().join(', ') || 'no device');
  return is === ought ? undefined : { found: is ?? '', expected: ought };
}
