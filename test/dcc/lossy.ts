import type { Duplex } from 'node:stream';
import type { DeviceRoute } from '../../src/dcc/device/port.ts';
import { parseLinkAddress } from '../../src/links/address.ts';
import { inProcessPair } from '../../src/links/in-process.ts';
import { openWire } from '../../src/links/wire.ts';
import { serveDevice } from '../../src/sim/serve.ts';
import type { StandIn } from './stand-in.ts';

/** Which message between the DCC and a device is lost on its way: a request, or the answer to one; counted from 1. */
export interface Loss {
  readonly lost: 'request' | 'answer';
  readonly number: number;
}

/** A route by wrapper on which one message may be lost. Each message is one write. */
export class LossyRoute {
  #loss: Loss | undefined;
  #counts = { request: 0, answer: 0 };

  /** How many messages of each kind there were since the last `lose`. */
  get counts(): Readonly<Record<Loss['lost'], number>> {
    return this.#counts;
  }

  /** Counts anew from here, and loses one message. */
  lose(loss?: Loss): void {
    this.#loss = loss;
    this.#counts = { request: 0, answer: 0 };
  }

  /** For the option `route` of a stand-in. */
  readonly route = ({ device, clock }: StandIn): DeviceRoute => ({
    serverSap: 1,
    open: async () => {
      const [near, gateway] = inProcessPair();
      const [inner, far] = inProcessPair();
      serveDevice(far, device, { framing: 'wrapper', clock });
      this.#pass('request', gateway, inner);
      this.#pass('answer', inner, gateway);
      return openWire(parseLinkAddress('sim:esme'), { clock }, near);
    },
  });

  #pass(kind: Loss['lost'], from: Duplex, to: Duplex): void {
    from.on('data', (bytes) => {
      this.#counts[kind]++;
      if (this.#loss?.lost === kind && this.#loss.number === this.#counts[kind]) return;
      to.write(bytes);
    });
  }
}
