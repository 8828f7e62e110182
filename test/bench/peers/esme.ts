import { VirtualClock } from '../../../src/core/clock.ts';
import { listenTcp } from '../../../src/links/listen.ts';
import { createEsme } from '../../../src/sim/esme/create.ts';
import { loadInstallation } from '../../../src/sim/files/load.ts';
import { serveDevice } from '../../../src/sim/serve.ts';

// A simulated ESME on a TCP port of its own, with the framing that is named.
const [file, framing] = process.argv.slice(2) as [string, 'wrapper' | 'hdlc'];
const installation = await loadInstallation(file);
const { esme } = installation.devices;
const clock = new VirtualClock(installation.start);
const device = createEsme(esme, clock, installation.seed);
const listener = await listenTcp('127.0.0.1', 0, (stream) => serveDevice(stream, device, { framing, clock }));
process.send?.(listener.port);
