import { z } from 'zod';
import { findSrv } from '../../core/srv/catalogue.ts';

/**
 * What installations and devices differ in, as far as tests depend on it: a test names what it requires, and is not run
 * where that isn't there. Of a device, or of the installation where it says so.
 */
export const features = {
  gas: 'the installation has a gas meter',
  hub: 'the installation has a communications hub, through which its devices are reached',
  'gas-proxy': 'the hub keeps a mirror of the gas meter (Gas Proxy Function)',
  ppmid: 'the installation has a PPMID',
  export: 'the dwelling exports electricity',
  dormant: 'no supplier uses the meters of the installation',
  active: 'suppliers use the meters of the installation',
  mixed: 'a supplier uses one meter of the installation, and none the other',
  'dormant-meter': 'no supplier uses the meter',
  'stale-configuration': 'the meter is configured as a former supplier has left it',
  'active-meter': 'a supplier uses the meter',
  'several-rates': 'the meter is delivered with a calendar that switches between rates',
  prepayment: 'the meter can be prepaid',
  'direct-disconnection': 'the supply is acted on by the Disconnect control itself, not by scripts alone',
  'rows-by-time': 'the half-hourly profile gives the rows of a range of time, not by their positions alone',
  'load-limit': 'the electricity meter limits the load',
  voltage: 'the electricity meter watches the voltage',
  'maximum-demand': 'the electricity meter keeps maximum demands',
  'power-factor': 'the electricity meter measures the power factor',
  current: 'the electricity meter measures the current',
  battery: 'the device lives on a battery',
  'terminal-cover': 'the device notices that its terminal cover is opened',
  'second-terminal-cover': 'the device notices that its second terminal cover is opened',
  'meter-cover': 'the device notices that its case is opened',
  'battery-cover': 'the device notices that its battery cover is opened',
  magnet: 'the device notices a strong magnetic field',
  tilt: 'the device notices that it is tilted',
  'wakes-for-alerts': 'the hub connects by itself to send an alert',
  'waking-time': 'how long the hub stays awake can be set',
  'next-firmware': 'there is an image of a later firmware version for the device',
  downgrade: 'the device takes firmware that is older than its own',
  'master-key': 'the key is known that wraps new keys for the device',
} as const;
export type Feature = keyof typeof features;

/** What a test requires beside the devices that it needs. */
export type Required =
  /** Of the device in that role; without one, of the installation or of any device that the test needs. */
  | { readonly role?: string | undefined; readonly feature: Feature }
  /** That the device's model takes this Service Request. */
  | { readonly role: string; readonly srv: string };

const names = Object.keys(features) as [Feature, ...Feature[]];
export const featureSchema: z.ZodType<Feature> = z.enum(names);
const ofRole = /^([a-z][a-z0-9-]*): (?:SRV ([0-9.]+)|([a-z-]+))$/;

export const requiredSchema: z.ZodType<Required> = z
  .union([z.enum(names, { error: expected }), z.string().regex(ofRole, { error: expected })])
  .transform((text, context): Required => {
    const [, role, srv, feature] = ofRole.exec(text) ?? [];
    if (role === undefined) return { feature: text as Feature };
    if (srv !== undefined && findSrv(srv) !== undefined) return { role, srv };
    if (feature !== undefined && feature in features) return { role, feature: feature as Feature };
    context.addIssue({ code: 'custom', message: expected() });
    return z.NEVER;
  });

function expected(): string {
  return `a feature, "ROLE: feature" or "ROLE: SRV number"; features are ${names.join(', ')}`;
}

/** As packs write it. */
export function describeRequired(required: Required): string {
  if ('srv' in required) return `${required.role}: SRV ${required.srv}`;
  return required.role === undefined ? required.feature : `${required.role}: ${required.feature}`;
}
