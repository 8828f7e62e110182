import type { DeviceStatus } from './inventory.ts';

/**
 * In which statuses a device can be sent an SRV. All of this is ours: DUIS says so for each SRV in text that is not
 * public. What commissions a device comes before it is commissioned, and a device that is suspended, which is what
 * becomes of one whose firmware is off the Central Products List, can be given other firmware.
 */
const statusesBySrv: Readonly<Record<string, readonly DeviceStatus[]>> = {
  '8.1.1': ['Whitelisted', 'InstalledNotCommissioned'],
  '8.7.1': ['InstalledNotCommissioned', 'Commissioned', 'Recovered'],
  '8.7.2': ['InstalledNotCommissioned', 'Commissioned', 'Recovered'],
  '8.8.1': ['InstalledNotCommissioned', 'Commissioned', 'Recovered'],
  '8.8.2': ['InstalledNotCommissioned', 'Commissioned', 'Recovered'],
  '8.9': ['InstalledNotCommissioned', 'Commissioned', 'Recovered'],
  '8.11': ['InstalledNotCommissioned', 'Commissioned', 'Recovered'],
  '11.1': ['Commissioned', 'Recovered', 'Suspended'],
  '11.2': ['Commissioned', 'Recovered', 'Suspended'],
  '11.3': ['Commissioned', 'Recovered', 'Suspended'],
};
const USUAL: readonly DeviceStatus[] = ['Commissioned', 'Recovered'];

export function statusesFor(srv: string): readonly DeviceStatus[] {
  return statusesBySrv[srv] ?? USUAL;
}
