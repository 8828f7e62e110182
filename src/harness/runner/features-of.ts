import { parseObis } from '../../core/identifiers.ts';
import { takesSteps } from '../../core/srv/service-variations.ts';
import type { CommonModel, DeviceModel } from '../../sim/files/device-model.ts';
import type { Installation } from '../../sim/installation/entries.ts';
import type { Feature } from '../pack/features.ts';

/** Features that stand and fall with an object of the common tree, which a model may lack. */
const objects = {
  'power-factor': '1.0.13.7.0.255',
  current: '1.0.31.7.0.255',
  'waking-time': '0.0.128.1.4.255',
} as const satisfies { readonly [Name in Feature]?: string };

const covers = { terminal: 'terminal-cover', 'second-terminal': 'second-terminal-cover' } as const;
const ofTamper = { ...covers, meter: 'meter-cover', battery: 'battery-cover', magnet: 'magnet', tilt: 'tilt' } as const;

/** What a device has, by what its model file says. */
export function featuresOfModel(model: DeviceModel): ReadonlySet<Feature> {
  const all: readonly (Feature | false)[] = [
    model['firmware-update'].downgrade === 'allowed' && 'downgrade',
    ...(model.type === 'CHF' ? hubFeatures(model) : meterFeatures(model)),
    ...(model.type === 'ESME' ? electricityFeatures(model) : []),
    model.type === 'GSME' && 'battery',
  ];
  return new Set(all.filter((feature) => feature !== false));
}

function hubFeatures(model: Extract<DeviceModel, { readonly type: 'CHF' }>): readonly (Feature | false)[] {
  return [model.wan['wakes-for-alerts'] && 'wakes-for-alerts', has(model, 'waking-time')];
}

function meterFeatures(model: Exclude<DeviceModel, { readonly type: 'CHF' }>): readonly (Feature | false)[] {
  const rates = new Set(Object.values(model['activity-calendar'].days).flatMap((day) => Object.values(day)));
  const { services, tamper } = model;
  return [
    'prepayment',
    rates.size > 1 && 'several-rates',
    !takesSteps(services, '7.2', 'by-script') && 'direct-disconnection',
    !takesSteps(services, '4.8.1', 'by-entry') && 'rows-by-time',
    ...tamper.detects.map((kind) => ofTamper[kind]),
  ];
}

function electricityFeatures(model: CommonModel): readonly (Feature | false)[] {
  return ['load-limit', 'voltage', 'maximum-demand', has(model, 'power-factor'), has(model, 'current')];
}

function has({ 'absent-objects': absent }: CommonModel, feature: keyof typeof objects): Feature | false {
  return !absent.includes(parseObis(objects[feature])) && feature;
}

/** Whether a supplier uses a meter, and who has configured it, where its installation isn't the DCC's. */
export function standingOfMeter(
  { status = 'commissioned', activeMeter, devices }: Installation,
  meter: 'esme' | 'gsme',
): readonly Feature[] {
  if (status === 'commissioned') return [];
  const isStale = devices[meter]?.configuration === 'stale';
  return [
    status === 'active' || activeMeter === meter ? 'active-meter' : 'dormant-meter',
    ...(isStale ? ['stale-configuration' as const] : []),
  ];
}

/** What an installation has as a whole. */
export function featuresOfInstallation({ devices, status }: Installation): ReadonlySet<Feature> {
  const { hub, esme, gsme, others = [] } = devices;
  const all: readonly (Feature | false)[] = [
    hub !== undefined && 'hub',
    gsme !== undefined && 'gas',
    gsme !== undefined && hub?.gpf !== undefined && 'gas-proxy',
    others.some(({ type }) => type === 'PPMID') && 'ppmid',
    esme.microgeneration && 'export',
    status !== undefined && status !== 'commissioned' && status,
  ];
  return new Set(all.filter((feature) => feature !== false));
}
