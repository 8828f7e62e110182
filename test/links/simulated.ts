import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../src/core/clock.ts';
import type { Traffic } from '../../src/links/wire.ts';
import { CosemClient } from '../../src/protocol/cosem/client/client.ts';
import type { SimulatedDevice } from '../../src/sim/device/simulated-device.ts';
import { createEsme } from '../../src/sim/esme/create.ts';
import { loadInstallation } from '../../src/sim/files/load.ts';
import { type ServeOptions, serveDevice } from '../../src/sim/serve.ts';
import { root } from '../support/project-files.ts';

export const installation = await loadInstallation(join(root, 'hardware/installations/first-light.yaml'));
const { esme } = installation.devices;

export function esmeAt(clock: Clock): SimulatedDevice {
  return createEsme(esme, clock, installation.seed);
}

export function serveOver(device: SimulatedDevice, options: ServeOptions): (stream: Duplex) => void {
  return (stream) => void serveDevice(stream, device, options);
}

/** A client that needs no keys. */
export function publicClient(): CosemClient {
  return new CosemClient({ mechanism: 'none', random: (length) => new Uint8Array(length) });
}

/** Traffic as lines of text, an APDU that a frame carries on one of its own: `> apdu C001...`. */
export function recorder(): { readonly lines: string[]; observe(traffic: Traffic): void } {
  const lines: string[] = [];
  return {
    lines,
    observe: ({ direction, layer, bytes, apdu }) => {
      const arrow = direction === 'sent' ? '>' : '<';
      const hex = Buffer.from(bytes).toString('hex');
      lines.push(`${arrow} ${layer} ${hex}`);
      if (apdu !== undefined) lines.push(`${arrow} apdu ${hex.slice(2 * apdu[0], 2 * (apdu[0] + apdu[1]))}`);
    },
  };
}
