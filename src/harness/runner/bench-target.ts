import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { RealClock } from '../../core/clock.ts';
import { S1benchError } from '../../core/errors.ts';
import { listenAtWans } from '../../links/alert-channels.ts';
import { openWire } from '../../links/wire.ts';
import { loadDeviceModel, loadKeys } from '../../sim/files/load.ts';
import { type BenchEntry, type BenchFile, parseBench } from '../bench/bench.ts';
import { sha256 } from '../evidence/line.ts';
import type { Feature } from '../pack/features.ts';
import { featuresOfModel } from './features-of.ts';
import type { NextFirmware, Target, TargetDevice } from './target.ts';

/**
 * The devices that a bench file declares, at the addresses that it gives, in real time. Nothing is opened yet.
 * @throws `file-unreadable`, DocumentErrors of this file or of one that it names
 */
export async function benchTarget(file: string, seed?: string): Promise<Target> {
  const bytes = await readFile(file).catch((cause: Error) => {
    throw new S1benchError('file-unreadable', { where: { file }, found: cause.message, cause });
  });
  const bench = parseBench(bytes.toString('utf8'), file);
  const clock = new RealClock();
  const devices = Object.entries(bench.devices).map(([role, entry]) => deviceOf(role, entry, dirname(file), clock));
  const known = Object.entries(bench.known ?? {}).map(([role, entry]) => ({ role, ...entry }));
  return {
    kind: 'bench',
    name: bench.name,
    file,
    sha256: sha256(bytes),
    seed: seed ?? `${bench.name} ${clock.now()}`,
    devices: await Promise.all(devices),
    known,
    features: featuresOfBench(bench),
    clock,
    listen: (onPush) => {
      const addresses = Object.values(bench.devices).map(({ address }) => address);
      return listenAtWans(addresses, { clock, onPush });
    },
    close: async () => undefined,
  };
}

async function deviceOf(role: string, entry: BenchEntry, folder: string, clock: RealClock): Promise<TargetDevice> {
  const { address, eui64, mpan, mprn, firmware } = entry;
  const model = await loadDeviceModel(resolve(folder, entry.model));
  const nextFirmware = await nextFirmwareIn(entry, folder);
  const keys = await loadKeys(resolve(folder, entry.keys));
  return {
    role,
    eui64,
    type: model.type,
    manufacturer: model.manufacturer,
    model: model.model,
    firmware,
    mpan,
    mprn,
    keys,
    services: model.services,
    features: new Set([
      ...featuresOfModel(model),
      ...(nextFirmware === undefined ? [] : ['next-firmware' as const]),
      ...(keys.master === undefined ? [] : ['master-key' as const]),
    ]),
    nextFirmware,
    serverSap: address.server,
    openWire: (observe) => openWire(address, { clock, observe }),
  };
}

async function nextFirmwareIn(
  { 'next-firmware': next }: BenchEntry,
  folder: string,
): Promise<NextFirmware | undefined> {
  if (next === undefined) return undefined;
  const file = resolve(folder, next.image);
  const image = await readFile(file).catch((cause: Error) => {
    throw new S1benchError('file-unreadable', { where: { file }, found: cause.message, cause });
  });
  return { version: next.version, hash: next.hash ?? sha256(image).toUpperCase(), image };
}

/** What a bench has as a whole, by the roles of its devices and by what its file says besides. */
function featuresOfBench({ devices, known = {}, features = [] }: BenchFile): ReadonlySet<Feature> {
  const byRole = { ch: 'hub', gsme: 'gas', gpf: 'gas-proxy', ppmid: 'ppmid' } as const;
  const there = Object.entries(byRole).filter(([role]) => role in devices || role in known);
  return new Set([...there.map(([, feature]) => feature), ...features]);
}
