import type { Random } from '../../../src/core/random.ts';
import { encodeApdu } from '../../../src/protocol/cosem/apdu/codec.ts';
import type { Framing, FramingAction } from '../../../src/protocol/framing.ts';
import { HdlcPrimary } from '../../../src/protocol/hdlc/primary.ts';
import { HdlcSecondary } from '../../../src/protocol/hdlc/secondary.ts';
import type { SignOnAction } from '../../../src/protocol/iec62056-21/action.ts';
import {
  encodeIdentification,
  encodeOption,
  encodeReadout,
  encodeRequest,
  NAK,
} from '../../../src/protocol/iec62056-21/messages.ts';
import { MeterSignOn } from '../../../src/protocol/iec62056-21/meter-sign-on.ts';
import { encodeCharacters } from '../../../src/protocol/iec62056-21/parity.ts';
import { SignOn } from '../../../src/protocol/iec62056-21/sign-on.ts';
import { WrapperClient } from '../../../src/protocol/wrapper/client.ts';
import { WrapperServer } from '../../../src/protocol/wrapper/server.ts';
import { encodeWpdu } from '../../../src/protocol/wrapper/wpdu.ts';
import { apdu } from '../../support/arbitrary-apdus.ts';
import type { Taker, Target } from '../target.ts';
import { withRightChecks } from './hdlc-checks.ts';
import { sample } from './sample.ts';

const apdus = (): Uint8Array[] => sample(apdu, encodeApdu, 500);
const wpdus = (): Uint8Array[] => apdus().map((one) => encodeWpdu(1, 16, one));

const primary = (): HdlcPrimary => new HdlcPrimary({ clientSap: 16, serverSap: 1 });
const secondary = (): HdlcSecondary => new HdlcSecondary({ serverSaps: [1] });

function transmitted(actions: readonly FramingAction[]): Uint8Array[] {
  return actions.flatMap((action) => (action.kind === 'transmit' ? [action.bytes] : []));
}

/** What each end sends: connections, an APDU and its answer in each. */
function hdlcDialogues(): { readonly commands: readonly Uint8Array[]; readonly responses: readonly Uint8Array[] } {
  const [commands, responses]: Uint8Array[][] = [[], []];
  for (const one of apdus()) {
    const [client, device] = [primary(), secondary()];
    let due = transmitted(client.open());
    let sent = false;
    while (due.length > 0) {
      commands?.push(...due);
      const actions = due.flatMap((frame) => device.receive(frame));
      const isAsked = actions.some(({ kind }) => kind === 'deliver');
      const answers = transmitted([...actions, ...(isAsked ? device.send(one) : [])]);
      responses?.push(...answers);
      due = transmitted(answers.flatMap((frame) => client.receive(frame)));
      if (due.length > 0 || sent) continue;
      due = transmitted(client.send(one));
      sent = true;
    }
    commands?.push(...transmitted(client.close()));
  }
  return { commands: commands ?? [], responses: responses ?? [] };
}

/** What a framing is given to carry: several frames long. */
const carried = new Uint8Array(300).fill(0x7e);

/** A framing that goes from case to case, has something to say whenever it can, and begins anew once it has failed. */
function fed(framing: () => Framing, speaksAfter: FramingAction['kind'], repair = (bytes: Uint8Array) => bytes) {
  return (random: Random): Taker => {
    let current = framing();
    current.open();
    return (input, mutated) => {
      const damaged = mutated(input);
      const actions = [...current.receive(random.below(2) === 0 ? damaged : repair(damaged))];
      if (random.below(50) === 0) actions.push(...current.timeout());
      if (actions.some(({ kind }) => kind === 'failed')) {
        current = framing();
        current.open();
      } else if (actions.some(({ kind }) => kind === 'deliver' || kind === speaksAfter)) {
        current.send(carried);
      }
    };
  };
}

/** Either end of a sign-on: it goes from case to case, and begins anew once it is over. */
function signingOn(create: (random: Random) => SignOn | MeterSignOn) {
  return (random: Random): Taker => {
    let current = create(random);
    current.start();
    return (input, mutated) => {
      const actions: SignOnAction[] = [...current.receive(mutated(input))];
      if (random.below(20) === 0) actions.push(...current.timeout());
      if (actions.every(({ kind }) => !['failed', 'readout', 'mode-e-entered'].includes(kind))) return;
      current = create(random);
      current.start();
    };
  };
}

const meter = { manufacturer: 'XMP', baudRate: 9600, offersModeE: true, identification: 'SIM' } as const;
const lines = '1-0:1.8.0*255(000123.456*kWh)\r\n0-0:96.1.0*255(26A0000001)\r\n';
const readerMessages = [
  encodeRequest(''),
  encodeRequest('26A0000001'),
  encodeOption({ mode: 'readout', baudRate: 9600 }),
  encodeOption({ mode: 'mode-e', baudRate: 300 }),
  NAK,
];
const meterMessages = [
  encodeIdentification(meter),
  encodeIdentification({ ...meter, offersModeE: false }),
  encodeOption({ mode: 'mode-e', baudRate: 9600 }),
  encodeReadout(lines),
  encodeReadout(lines.repeat(20)),
  encodeIdentification(meter) + encodeReadout(lines),
];
const onTheLine = (messages: readonly string[]) => (): Uint8Array[] =>
  messages.map((message) => encodeCharacters(message, 'even'));

export const framingTargets: readonly Target[] = [
  { name: 'wrapper, server', corpus: wpdus, start: fed(() => new WrapperServer(), 'deliver') },
  {
    name: 'wrapper, client',
    corpus: wpdus,
    start: fed(() => new WrapperClient({ clientSap: 16, serverSap: 1 }), 'opened'),
  },
  { name: 'HDLC, server', corpus: () => hdlcDialogues().commands, start: fed(secondary, 'deliver', withRightChecks) },
  { name: 'HDLC, client', corpus: () => hdlcDialogues().responses, start: fed(primary, 'opened', withRightChecks) },
  {
    name: 'IEC 62056-21, reader',
    corpus: onTheLine(meterMessages),
    start: signingOn((random) => new SignOn({ mode: random.below(2) === 0 ? 'readout' : 'mode-e' })),
  },
  {
    name: 'IEC 62056-21, meter',
    corpus: onTheLine(readerMessages),
    start: signingOn(() => new MeterSignOn({ device: meter, deviceAddress: '26A0000001', readout: () => lines })),
  },
];
