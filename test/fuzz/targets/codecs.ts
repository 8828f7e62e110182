import fc from 'fast-check';
import { concatBytes } from '../../../src/core/bytes.ts';
import { formatLinkAddress, parseLinkAddress } from '../../../src/links/address.ts';
import { decodeApdu, encodeApdu } from '../../../src/protocol/cosem/apdu/codec.ts';
import { decodeData, encodeData } from '../../../src/protocol/cosem/axdr.ts';
import { parseSelection, selectionOf } from '../../../src/protocol/cosem/selective-access.ts';
import { decodeGatewayMessage, encodeGatewayMessage } from '../../../src/protocol/gateway/gateway-header.ts';
import { data, entryDescriptor, rangeDescriptor } from '../../support/arbitraries.ts';
import { apdu } from '../../support/arbitrary-apdus.ts';
import { Broken, decoder, mustSucceed, type Target } from '../target.ts';
import { sample, textOf } from './sample.ts';

const addresses = [
  'tcp://127.0.0.1:4059?framing=wrapper&timeout=5s',
  'tcp://[::1]:4059?framing=hdlc&physical=17&address-length=4&window=7&info=2030&retries=2',
  'serial:/dev/ttyUSB0?baud=9600&sign-on=e&initial-baud=300&physical=17&server=1',
  'serial:COM3',
  'sim:esme',
  'sim:hub?device=00-00-5E-EF-10-00-00-11&server=1&timeout=90s',
  'tcp://meter.example?device=00-00-5E-EF-10-00-00-12',
];

export const codecTargets: readonly Target[] = [
  {
    name: 'A-XDR data',
    corpus: () => sample(data, encodeData),
    start: decoder((bytes) => {
      const value = decodeData(bytes);
      mustSucceed('a value that was decoded can be encoded', () => encodeData(value));
    }),
  },
  {
    name: 'APDU',
    corpus: () => sample(apdu, encodeApdu),
    start: decoder((bytes) => {
      const one = decodeApdu(bytes);
      mustSucceed('an APDU that was decoded can be encoded', () => encodeApdu(one));
    }),
  },
  {
    name: 'selective access',
    corpus: () =>
      sample(fc.oneof(rangeDescriptor, entryDescriptor).map(selectionOf), ({ selector, parameters }) =>
        concatBytes(Uint8Array.of(selector), encodeData(parameters)),
      ),
    start: decoder((bytes) => parseSelection({ selector: bytes[0] ?? 0, parameters: decodeData(bytes.subarray(1)) })),
  },
  {
    name: 'gateway header',
    corpus: () =>
      sample(fc.uint8Array({ minLength: 1, maxLength: 300 }), (bytes) =>
        encodeGatewayMessage({ kind: 'request', networkId: 0, address: bytes.subarray(0, 8), apdu: bytes }),
      ),
    start: decoder((bytes) => {
      const message = decodeGatewayMessage(bytes);
      mustSucceed('a message that was decoded can be encoded', () => encodeGatewayMessage(message));
    }),
  },
  {
    name: 'link address',
    corpus: () => addresses.map((text) => new TextEncoder().encode(text)),
    start: decoder((bytes) => {
      const address = parseLinkAddress(textOf(bytes));
      const text = formatLinkAddress(address);
      const again = mustSucceed('an address that was read can be written', () => parseLinkAddress(text));
      if (formatLinkAddress(again) !== text) throw new Broken(`${text} is read as another address`);
    }),
  },
];
