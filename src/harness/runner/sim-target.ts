import { readFile } from 'node:fs/promises';
import { VirtualClock } from '../../core/clock.ts';
import { parseMpan } from '../../core/identifiers.ts';
import { parseLinkAddress } from '../../links/address.ts';
import { inProcessPair } from '../../links/in-process.ts';
import { openWire } from '../../links/wire.ts';
import type { Defect } from '../../sim/defects/defect.ts';
import type { SimulatedDevice } from '../../sim/device/simulated-device.ts';
import { createEsme } from '../../sim/esme/create.ts';
import { loadInstallation } from '../../sim/files/load.ts';
import type { Installation } from '../../sim/installation/entries.ts';
import { type Serving, serveDevice } from '../../sim/serve.ts';
import { sha256 } from '../evidence/line.ts';
import type { Target, TargetDevice } from './target.ts';

export interface SimTargetOptions {
  /** How the devices are reached; the wrapper by default. */
  readonly framing?: 'wrapper' | 'hdlc';
  /** Without it, that of the installation. */
  readonly seed?: string | undefined;
  /** What is wrong with the devices besides what the file says. */
  readonly defects?: readonly Defect[];
}

/**
 * The devices of an installation file, simulated in this process, from the instant that the file says: their time is
 * virtual, so nothing is waited for.
 * @throws `file-unreadable`, DocumentErrors
 */
export async function simTarget(file: string, options: SimTargetOptions = {}): Promise<Target> {
  const installation = await loadInstallation(file);
  const clock = new VirtualClock(installation.start);
  const seed = options.seed ?? installation.seed;
  const { esme } = installation.devices;
  const defects = [...esme.defects, ...(options.defects ?? [])];
  const device = createEsme({ ...esme, defects }, clock, seed);
  const reach = new InProcess(device, clock, options.framing ?? 'wrapper');
  return {
    kind: 'sim',
    file,
    sha256: sha256(await readFile(file)),
    seed,
    devices: [esmeOf(installation, reach)],
    clock,
    close: () => reach.close(),
  };
}

function esmeOf({ devices: { esme } }: Installation, reach: InProcess): TargetDevice {
  const { eui64, firmware, meteringPoint, keys, model } = esme;
  return {
    role: 'esme',
    eui64,
    type: model.type,
    manufacturer: model.manufacturer,
    model: model.model,
    firmware,
    mpan: parseMpan(meteringPoint),
    keys,
    serverSap: model.addressing['server-sap'],
    openWire: (observe) => reach.open(observe),
  };
}

/** A simulated device at the end of streams within this process. */
class InProcess {
  readonly #device: SimulatedDevice;
  readonly #clock: VirtualClock;
  readonly #framing: 'wrapper' | 'hdlc';
  readonly #serving = new Set<Serving>();

  constructor(device: SimulatedDevice, clock: VirtualClock, framing: 'wrapper' | 'hdlc') {
    this.#device = device;
    this.#clock = clock;
    this.#framing = framing;
  }

  open(observe: NonNullable<Parameters<typeof openWire>[1]['observe']>): ReturnType<typeof openWire> {
    const { physicalAddress } = this.#device.hdlc;
    const [sap] = this.#device.logicalDevices.map((logicalDevice) => logicalDevice.sap);
    const hdlc = this.#framing === 'hdlc' ? `&physical=${physicalAddress}` : '';
    const address = parseLinkAddress(`sim:${this.#device.eui64}?framing=${this.#framing}&server=${sap}${hdlc}`);
    const [near, far] = inProcessPair();
    const serving = serveDevice(far, this.#device, { framing: this.#framing, clock: this.#clock });
    this.#serving.add(serving);
    void serving.closed.then(() => this.#serving.delete(serving));
    return openWire(address, { clock: this.#clock, observe }, near);
  }

  async close(): Promise<void> {
    for (const serving of this.#serving) await serving.close();
  }
}
