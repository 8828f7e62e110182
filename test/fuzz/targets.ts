import fc from 'fast-check';
import { concatBytes } from '../../src/core/bytes.ts';
import { decodeApdu, encodeApdu } from '../../src/protocol/cosem/apdu/codec.ts';
import { decodeData, encodeData } from '../../src/protocol/cosem/axdr.ts';
import { parseSelection, selectionOf } from '../../src/protocol/cosem/selective-access.ts';
import type { Framing } from '../../src/protocol/framing.ts';
import { decodeGatewayMessage, encodeGatewayMessage } from '../../src/protocol/gateway/gateway-header.ts';
import { HdlcPrimary } from '../../src/protocol/hdlc/primary.ts';
import { HdlcSecondary } from '../../src/protocol/hdlc/secondary.ts';
import { WrapperClient } from '../../src/protocol/wrapper/client.ts';
import { WrapperServer } from '../../src/protocol/wrapper/server.ts';
import { encodeWpdu } from '../../src/protocol/wrapper/wpdu.ts';
import { data, entryDescriptor, rangeDescriptor } from '../support/arbitraries.ts';
import { apdu } from '../support/arbitrary-apdus.ts';

/** Something that takes bytes from outside. A case may be refused with an S1benchError; anything else is a failure. */
export interface Target {
  readonly name: string;
  /** Valid inputs, to mutate. */
  corpus(): readonly Uint8Array[];
  /** A fresh taker of bytes; what it keeps between cases is part of the test. */
  start(): (bytes: Uint8Array) => void;
}

const SEED = 20_260_101;
const sample = <T>(arbitrary: fc.Arbitrary<T>, encode: (value: T) => Uint8Array) => (): Uint8Array[] =>
  fc.sample(arbitrary, { seed: SEED, numRuns: 2000 }).map(encode);

const apdus = sample(apdu, encodeApdu);
const values = sample(data, encodeData);
const wpdus = sample(apdu, (one) => encodeWpdu(1, 16, encodeApdu(one)));

/** What the other end would send over HDLC: a connection, then an APDU. */
function hdlcFrames(speaker: () => Framing): readonly Uint8Array[] {
  const frames: Uint8Array[] = [];
  const keep = (actions: ReturnType<Framing['receive']>): void => {
    for (const action of actions) if (action.kind === 'transmit') frames.push(action.bytes);
  };
  keep(speaker().open());
  for (const one of apdus().slice(0, 500)) {
    const primary = new HdlcPrimary({ clientSap: 16, serverSap: 1 });
    const secondary = new HdlcSecondary({ serverSaps: [1] });
    for (const action of primary.open()) if (action.kind === 'transmit') keep(secondary.receive(action.bytes));
    primary.receive(frames.at(-1) as Uint8Array);
    keep(primary.send(one));
    keep(primary.close());
  }
  return frames;
}

function fed(framing: () => Framing): () => (bytes: Uint8Array) => void {
  return () => {
    let current = framing();
    current.open();
    return (bytes) => {
      const actions = current.receive(bytes);
      // A connection that has failed is over; the next one begins.
      if (actions.some(({ kind }) => kind === 'failed')) {
        current = framing();
        current.open();
      }
    };
  };
}

export const targets: readonly Target[] = [
  { name: 'A-XDR data', corpus: values, start: () => decodeData },
  { name: 'APDU', corpus: apdus, start: () => decodeApdu },
  {
    name: 'selective access',
    corpus: sample(fc.oneof(rangeDescriptor, entryDescriptor).map(selectionOf), ({ selector, parameters }) =>
      concatBytes(Uint8Array.of(selector), encodeData(parameters)),
    ),
    start: () => (bytes) =>
      parseSelection({ selector: bytes[0] ?? 0, parameters: decodeData(bytes.subarray(1)) }),
  },
  {
    name: 'gateway header',
    corpus: sample(fc.uint8Array({ minLength: 1, maxLength: 300 }), (bytes) =>
      encodeGatewayMessage({ kind: 'request', networkId: 0, address: bytes.subarray(0, 8), apdu: bytes }),
    ),
    start: () => decodeGatewayMessage,
  },
  { name: 'wrapper, server', corpus: wpdus, start: fed(() => new WrapperServer()) },
  { name: 'wrapper, client', corpus: wpdus, start: fed(() => new WrapperClient({ clientSap: 16, serverSap: 1 })) },
  {
    name: 'HDLC, server',
    corpus: () => hdlcFrames(() => new HdlcPrimary({ clientSap: 16, serverSap: 1 })),
    start: fed(() => new HdlcSecondary({ serverSaps: [1] })),
  },
  {
    name: 'HDLC, client',
    corpus: () => hdlcFrames(() => new HdlcPrimary({ clientSap: 16, serverSap: 1 })),
    start: fed(() => new HdlcPrimary({ clientSap: 16, serverSap: 1 })),
  },
];
