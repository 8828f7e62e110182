import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { RealClock } from '../../core/clock.ts';
import { S1benchError } from '../../core/errors.ts';
import { openWire } from '../../links/wire.ts';
import { loadDeviceModel, loadKeys } from '../../sim/files/load.ts';
import { type BenchEntry, parseBench } from '../bench/bench.ts';
import { sha256 } from '../evidence/line.ts';
import type { Target, TargetDevice } from './target.ts';

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
  return {
    kind: 'bench',
    file,
    sha256: sha256(bytes),
    seed: seed ?? `${bench.name} ${clock.now()}`,
    devices: await Promise.all(devices),
    clock,
    close: async () => undefined,
  };
}

async function deviceOf(role: string, entry: BenchEntry, folder: string, clock: RealClock): Promise<TargetDevice> {
  const { address, eui64, mpan, firmware } = entry;
  const model = await loadDeviceModel(resolve(folder, entry.model));
  return {
    role,
    eui64,
    type: model.type,
    manufacturer: model.manufacturer,
    model: model.model,
    firmware,
    mpan,
    keys: await loadKeys(resolve(folder, entry.keys)),
    serverSap: address.server,
    openWire: (observe) => openWire(address, { clock, observe }),
  };
}
