import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { RealClock, VirtualClock } from '../../../src/core/clock.ts';
import type { RunEventOf } from '../../../src/harness/evidence/event.ts';
import { verifyRun } from '../../../src/harness/evidence/verify.ts';
import { carryOut, type PreparedRun, prepareRun, type RunOptions } from '../../../src/harness/runner/run-packs.ts';
import { simTarget } from '../../../src/harness/runner/sim-target.ts';
import type { Target } from '../../../src/harness/runner/target.ts';
import { parseLinkAddress } from '../../../src/links/address.ts';
import { inProcessPair } from '../../../src/links/in-process.ts';
import { openStream } from '../../../src/links/open-stream.ts';
import { openWire } from '../../../src/links/wire.ts';
import { createEsme } from '../../../src/sim/esme/create.ts';
import { loadInstallation } from '../../../src/sim/files/load.ts';
import { serveDevice } from '../../../src/sim/serve.ts';
import { ptyPair } from '../../support/pty-pair.ts';
import { newFile, newPath } from '../../support/scratch.ts';

export const installation = 'hardware/installations/first-light.yaml';
export const firstLight = 'testpacks/first-light/esme.yaml';
const realClock = new RealClock();

/** A file of a test pack, in a folder that goes away. */
export function packFile(text: string): string {
  return newFile('pack.yaml', text);
}

/** Carries out a run and verifies what it left. */
export async function runAndVerify(options: Pick<RunOptions, 'target'> & Partial<RunOptions>) {
  const full: RunOptions = {
    packs: [firstLight],
    out: newPath(),
    tool: 's1bench 0',
    ...options,
  };
  return carryOutAndVerify(await prepareRun(full), full);
}

/** The same for what is prepared already: to read a test pack takes longer than to run a test. */
export async function carryOutAndVerify(prepared: PreparedRun, options: RunOptions) {
  const summary = await carryOut(prepared, options);
  return { ...summary, verification: verifyRun(summary.folder), events: eventsOf(summary.folder) };
}

export type Event = Readonly<Record<string, unknown>>;

export function eventsOf(folder: string): readonly Event[] {
  const lines = readFileSync(join(folder, 'journal.jsonl'), 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Event);
}

/** Every APDU of a run, in the order in which they passed, whether or not a single frame carried it. */
export function apdusOf(events: readonly Event[]): readonly string[] {
  return events.flatMap((event) => {
    const { kind, layer, direction, bytes, apdu } = event as unknown as RunEventOf<'traffic'>;
    if (kind !== 'traffic' || (layer === 'frame' && apdu === undefined)) return [];
    const [from, length] = apdu ?? [0, bytes.length / 2];
    return [`${direction} ${bytes.slice(2 * from, 2 * (from + length))}`];
  });
}

/** The simulated installation, on the way to which some frames are lost. */
export async function losing(isLost: (frame: Buffer) => boolean): Promise<Target> {
  const { seed, start, devices } = await loadInstallation(installation);
  const clock = new VirtualClock(start);
  const device = createEsme(devices.esme, clock, seed);
  const target = await simTarget(installation);
  const openLossy: Target['devices'][number]['openWire'] = (observe) => {
    const [near, left] = inProcessPair();
    const [right, far] = inProcessPair();
    left.on('data', (bytes: Uint8Array) => isLost(Buffer.from(bytes)) || right.write(bytes));
    right.on('data', (bytes: Uint8Array) => left.write(bytes));
    left.on('close', () => right.destroy());
    serveDevice(far, device, { framing: 'wrapper', clock });
    return openWire(parseLinkAddress('sim:esme'), { clock, observe }, near);
  };
  return { ...target, clock, devices: target.devices.map((of) => ({ ...of, openWire: openLossy })) };
}

/** The simulated installation, its meter reached at an address that something else than this run serves. */
async function simulatedAt(reach: (serve: Serve) => Promise<Reached>): Promise<Target> {
  const { seed, start, devices } = await loadInstallation(installation);
  const clock = new VirtualClock(start);
  const device = createEsme(devices.esme, clock, seed);
  const { address, close } = await reach((stream, framing) => serveDevice(stream, device, { framing, clock }));
  const target = await simTarget(installation);
  const parsed = parseLinkAddress(address);
  return {
    ...target,
    clock,
    devices: target.devices.map((of) => ({
      ...of,
      openWire: (observe) => openWire(parsed, { clock: realClock, observe }),
    })),
    close,
  };
}

type Serve = (stream: Parameters<typeof serveDevice>[0], framing: 'wrapper' | 'hdlc') => unknown;
interface Reached {
  readonly address: string;
  close(): Promise<void>;
}

export function overTcp(framing: 'wrapper' | 'hdlc'): Promise<Target> {
  return simulatedAt(async (serve) => {
    const server = createServer((socket) => serve(socket, framing)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const physical = framing === 'hdlc' ? '&physical=17' : '';
    return {
      address: `tcp://127.0.0.1:${port}?framing=${framing}${physical}`,
      close: async () => {
        server.close();
        await once(server, 'close');
      },
    };
  });
}

/** Needs socat: `lacks('socat')`. */
export function overSerialLine(): Promise<Target> {
  return simulatedAt(async (serve) => {
    const line = await ptyPair();
    const port = await openStream(parseLinkAddress(`serial:${line.far}?baud=9600`), { clock: realClock });
    serve(port.stream, 'hdlc');
    return {
      address: `serial:${line.near}?baud=9600&physical=17`,
      close: async () => {
        await port.close();
        await line.close();
      },
    };
  });
}
