import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/core/bytes.ts';
import { isS1benchError } from '../../../src/core/errors.ts';
import type { FramingAction } from '../../../src/protocol/framing.ts';
import { hdlcAddress } from '../../../src/protocol/hdlc/address.ts';
import { encodeControl, type FrameKind } from '../../../src/protocol/hdlc/control.ts';
import { encodeAddresses, encodeFrame } from '../../../src/protocol/hdlc/frame.ts';
import { encodeParameters, hdlcParameters } from '../../../src/protocol/hdlc/parameters.ts';
import { HdlcPrimary, type HdlcPrimaryOptions } from '../../../src/protocol/hdlc/primary.ts';
import { FrameScanner } from '../../../src/protocol/hdlc/scanner.ts';
import { arbitraryNoise, delivered, failure, transmitted } from './arbitraries.ts';

const client = hdlcAddress(16);
const server = hdlcAddress(1);
const addresses = encodeAddresses(client, server);
const apdu = fromHex('C001C100');
const answer = fromHex('C401C100');
const llc = fromHex('E6E700');

const primaryWith = (options: Partial<HdlcPrimaryOptions> = {}): HdlcPrimary =>
  new HdlcPrimary({ clientSap: 16, serverSap: 1, retries: 2, ...options });

interface Fields {
  readonly final?: boolean;
  readonly receiveSequence?: number;
  readonly sendSequence?: number;
  readonly information?: Uint8Array;
  readonly segmented?: boolean;
  readonly llc?: Uint8Array;
  readonly from?: Uint8Array;
}

/** A frame from the server, with the final bit unless told otherwise. */
function frame(kind: FrameKind, fields: Fields = {}): Uint8Array {
  const control = encodeControl(kind, fields.final ?? true, fields.receiveSequence, fields.sendSequence);
  return encodeFrame(fields.from ?? addresses, control, fields.information, fields.segmented, fields.llc);
}

const information = (sendSequence: number, receiveSequence: number, fields: Fields = {}): Uint8Array =>
  frame('I', { sendSequence, receiveSequence, information: answer, llc, ...fields });

/** Kind, N(S) or N(R), and poll bit of what is sent: `I0 P`. */
function sent(actions: readonly FramingAction[]): readonly string[] {
  return transmitted(actions).map((bytes) => {
    const [found] = new FrameScanner().push(bytes);
    const control = found?.control ?? 0;
    const poll = (control & 0x10) === 0 ? '' : ' P';
    if ((control & 1) === 0) return `I${(control >>> 1) & 7} N(R)=${control >>> 5}${poll}`;
    if ((control & 3) === 1) return `RR N(R)=${control >>> 5}${poll}`;
    return `${control === 0x93 ? 'SNRM' : 'DISC'}${poll}`;
  });
}

function connected(options: Partial<HdlcPrimaryOptions> = {}): HdlcPrimary {
  const primary = primaryWith(options);
  primary.open();
  const granted = options.parameters && encodeParameters(hdlcParameters(options.parameters));
  primary.receive(frame('UA', granted === undefined ? {} : { information: granted }));
  return primary;
}

describe('Green Book 8.4.5 connecting', () => {
  test('Green Book 8.4.5: SNRM, UA', () => {
    const primary = new HdlcPrimary({ clientSap: 16, serverSap: 1 });
    expect(primary.awaiting).toBeUndefined();
    expect(transmitted(primary.open()).map((bytes) => toHex(bytes))).toEqual(['7EA0070321930F017E']);
    expect(primary.awaiting).toBe('answer');
    expect(primary.receive(frame('UA'))).toEqual([{ kind: 'opened' }]);
    expect(primary.awaiting).toBeUndefined();
    expect(primary.timeout()).toEqual([]);
  });

  test('Green Book 8.4.5: parameters are proposed unless all have their default', () => {
    const [snrm] = transmitted(primaryWith({ parameters: { maxInformationTransmit: 512 } }).open());
    const [found] = new FrameScanner().push(snrm as Uint8Array);
    expect(toHex(found?.information ?? llc)).toBe('81801305020200060180070400000001080400000001');
  });

  test('Green Book 8.4.5: SNRM is repeated a limited number of times', () => {
    const primary = primaryWith();
    expect(sent(primary.open())).toEqual(['SNRM P']);
    expect(sent(primary.timeout())).toEqual(['SNRM P']);
    expect(sent(primary.timeout())).toEqual(['SNRM P']);
    primary.receive(fromHex('FF00FF'));
    const error = failure(primary.timeout());
    expect(error?.code).toBe('hdlc-no-answer');
    expect(error?.found).toBe('3 byte(s) that hold no frame after 3 attempt(s), connecting');
    expect(primary.awaiting).toBeUndefined();
    expect(sent(primary.open())).toEqual(['SNRM P']);
  });

  test('Green Book 8.4.5: a frame that was cut off is given up when the time is out', () => {
    const primary = primaryWith();
    primary.open();
    primary.receive(information(0, 0, { information: new Uint8Array(100) }).subarray(0, 50));
    primary.timeout();
    expect(primary.receive(frame('UA'))).toEqual([{ kind: 'opened' }]);
  });

  test('Green Book 8.4.5: DM refuses, and so does a UA that makes no sense', () => {
    const refused = primaryWith();
    refused.open();
    expect(failure(refused.receive(frame('DM')))?.code).toBe('hdlc-refused');
    const strange = primaryWith();
    strange.open();
    expect(failure(strange.receive(frame('UA', { information: fromHex('00') })))?.code).toBe('hdlc-parameters-invalid');
    expect(strange.awaiting).toBeUndefined();
  });

  test('Green Book 8.4.5: nothing can be sent before and after', () => {
    const primary = primaryWith();
    const refusal = expect.objectContaining({ code: 'framing-not-open' });
    expect(() => primary.send(apdu)).toThrow(refusal);
    primary.open();
    expect(() => primary.send(apdu)).toThrow(refusal);
    primary.receive(frame('UA'));
    primary.close();
    expect(() => primary.send(apdu)).toThrow(refusal);
  });

  test('Green Book 8.4.5: DISC ends with UA or DM; without connection there is nothing to end', () => {
    expect(primaryWith().close()).toEqual([{ kind: 'closed' }]);
    for (const kind of ['UA', 'DM'] as const) {
      const primary = connected();
      expect(sent(primary.close())).toEqual(['DISC P']);
      expect(sent(primary.timeout())).toEqual(['DISC P']);
      expect(primary.receive(information(0, 0))).toEqual([]);
      expect(primary.receive(frame(kind))).toEqual([{ kind: 'closed' }]);
      expect(primary.awaiting).toBeUndefined();
    }
  });
});

describe('Green Book 8.4.5 information transfer', () => {
  test('Green Book 8.4.5: an APDU and its answer, numbered modulo 8', () => {
    const primary = connected();
    for (let i = 0; i < 20; i++) {
      expect(sent(primary.send(apdu))).toEqual([`I${i % 8} N(R)=${i % 8} P`]);
      expect(primary.awaiting).toBe('answer');
      expect(primary.receive(information(i % 8, (i + 1) % 8))).toEqual([
        { kind: 'deliver', apdu: Buffer.from(answer), source: 1, destination: 16 },
      ]);
      expect(primary.awaiting).toBeUndefined();
    }
  });

  test('Green Book 8.4.5: segments of an answer are fetched one by one with RR', () => {
    const primary = connected();
    primary.send(apdu);
    expect(sent(primary.receive(information(0, 1, { segmented: true })))).toEqual(['RR N(R)=1 P']);
    expect(sent(primary.receive(information(1, 1, { segmented: true, llc: new Uint8Array(0) })))).toEqual([
      'RR N(R)=2 P',
    ]);
    const whole = primary.receive(information(2, 1, { llc: new Uint8Array(0) }));
    expect(delivered(whole).map((bytes) => toHex(bytes))).toEqual(['C401C100C401C100C401C100']);
    expect(sent(whole)).toEqual([]);
  });

  test('Green Book 8.4.5: segments of an APDU go out a window at a time, what is lost again from there', () => {
    const parameters = { maxInformationTransmit: 32, windowTransmit: 3, windowReceive: 3 };
    const primary = connected({ parameters: { ...parameters, windowReceive: 3, maxInformationReceive: 32 } });
    const granted = primaryWith({ parameters });
    granted.open();
    granted.receive(
      frame('UA', { information: encodeParameters(hdlcParameters({ windowReceive: 3, maxInformationReceive: 32 })) }),
    );
    expect(sent(granted.send(new Uint8Array(150)))).toEqual(['I0 N(R)=0', 'I1 N(R)=0', 'I2 N(R)=0 P']);
    expect(sent(granted.receive(frame('RR', { receiveSequence: 1 })))).toEqual([
      'I1 N(R)=0',
      'I2 N(R)=0',
      'I3 N(R)=0 P',
    ]);
    expect(sent(granted.receive(frame('REJ', { receiveSequence: 1 })))).toEqual([
      'I1 N(R)=0',
      'I2 N(R)=0',
      'I3 N(R)=0 P',
    ]);
    expect(sent(granted.receive(frame('RR', { receiveSequence: 4 })))).toEqual(['I4 N(R)=0 P']);
    expect(granted.receive(frame('RR', { receiveSequence: 4 }))).toEqual([]);
    expect(sent(granted.receive(frame('RR', { receiveSequence: 5 })))).toEqual([]);
    expect(granted.awaiting).toBe('answer');
    expect(sent(granted.timeout())).toEqual(['RR N(R)=0 P']);
    expect(primary.awaiting).toBeUndefined();
  });

  test('Green Book 8.4.5: a frame that gets no answer is repeated, a server that has it is polled', () => {
    const primary = connected();
    primary.send(apdu);
    expect(sent(primary.timeout())).toEqual(['I0 N(R)=0 P']);
    expect(sent(primary.receive(frame('RR', { receiveSequence: 1 })))).toEqual([]);
    expect(sent(primary.timeout())).toEqual(['RR N(R)=0 P']);
    expect(sent(primary.timeout())).toEqual(['RR N(R)=0 P']);
    expect(failure(primary.timeout())?.found).toBe('nothing after 3 attempt(s), connected');
  });

  test('Green Book 8.4.5: a repeated frame is not delivered again, and its final bit hands over no turn', () => {
    const primary = connected();
    primary.send(apdu);
    primary.receive(information(0, 1));
    primary.send(apdu);
    expect(primary.receive(information(0, 1))).toEqual([]);
    expect(primary.awaiting).toBe('answer');
    expect(delivered(primary.receive(information(1, 2)))).toHaveLength(1);
  });

  test('Green Book 8.4.5: after a lost frame of a window the rest is passed over and asked for again', () => {
    const primary = connected({ parameters: { windowReceive: 3, windowTransmit: 3 } });
    primary.send(apdu);
    primary.receive(information(0, 1, { segmented: true, final: false }));
    expect(sent(primary.receive(information(2, 1, { segmented: true, llc: new Uint8Array(0) })))).toEqual([
      'RR N(R)=1 P',
    ]);
    expect(sent(primary.receive(information(2, 1)))).toEqual(['RR N(R)=1 P']);
    expect(failure(primary.receive(information(2, 1)))?.code).toBe('hdlc-no-answer');
  });

  test('Green Book 8.4.5: a busy server is polled until it takes I frames again', () => {
    const primary = connected();
    primary.send(apdu);
    expect(sent(primary.receive(frame('RNR', { receiveSequence: 0 })))).toEqual([]);
    expect(sent(primary.timeout())).toEqual(['RR N(R)=0 P']);
    expect(sent(primary.receive(frame('RNR', { receiveSequence: 0, final: false })))).toEqual([]);
    expect(sent(primary.receive(frame('RR', { receiveSequence: 0 })))).toEqual(['I0 N(R)=0 P']);
    primary.receive(information(0, 1));
    primary.receive(frame('RNR', { receiveSequence: 1 }));
    expect(primary.awaiting).toBeUndefined();
    expect(sent(primary.send(apdu))).toEqual([]);
    expect(primary.awaiting).toBe('answer');
    expect(sent(primary.timeout())).toEqual(['RR N(R)=1 P']);
  });

  test('Green Book 8.4.5: what is sent while the server has the turn waits; each APDU has its answer fetched', () => {
    const primary = connected();
    expect(sent(primary.send(apdu))).toEqual(['I0 N(R)=0 P']);
    expect(sent(primary.send(apdu))).toEqual([]);
    expect(sent(primary.receive(information(0, 1)))).toEqual(['I1 N(R)=1 P']);
    expect(sent(primary.receive(information(1, 2)))).toEqual([]);
    primary.send(apdu);
    primary.send(apdu);
    primary.receive(frame('RR', { receiveSequence: 3 }));
    expect(sent(primary.receive(information(2, 4)))).toEqual(['RR N(R)=3 P']);
  });

  test('Green Book 8.4.5: an APDU that nobody asked for is delivered all the same', () => {
    const primary = connected();
    expect(delivered(primary.receive(information(0, 0, { final: false })))).toHaveLength(1);
    expect(primary.awaiting).toBeUndefined();
  });

  test('Green Book 8.4.5: UI frames are delivered in every state, from every logical device', () => {
    const elsewhere = encodeAddresses(client, hdlcAddress(5));
    const push = frame('UI', { final: false, information: answer, llc, from: elsewhere });
    const primary = primaryWith();
    const expected = [{ kind: 'deliver', apdu: Buffer.from(answer), source: 5, destination: 16, unconfirmed: true }];
    expect(primary.receive(push)).toEqual(expected);
    primary.open();
    expect(primary.receive(push)).toEqual(expected);
    primary.receive(frame('UA'));
    primary.send(apdu);
    expect(primary.receive(push)).toEqual(expected);
    expect(primary.awaiting).toBe('answer');
    expect(primary.receive(frame('UI', { information: answer }))).toEqual([]);
  });

  test('Green Book 8.4.2: frames between others are passed over', () => {
    const primary = connected();
    primary.send(apdu);
    expect(primary.receive(information(0, 1, { from: encodeAddresses(hdlcAddress(17), server) }))).toEqual([]);
    expect(primary.receive(information(0, 1, { from: encodeAddresses(client, hdlcAddress(2)) }))).toEqual([]);
    expect(primary.receive(information(0, 1, { from: encodeAddresses(client, hdlcAddress(1, 0, 2)) }))).toEqual([]);
    expect(primary.receive(encodeFrame(addresses, 0xff))).toEqual([]);
  });

  test.each([
    ['DM', frame('DM'), 'hdlc-disconnected'],
    ['FRMR', frame('FRMR', { information: fromHex('102001') }), 'hdlc-frame-rejected'],
    ['FRMR without reason', frame('FRMR'), 'hdlc-frame-rejected'],
    ['N(R) of a frame never sent', frame('RR', { receiveSequence: 2 }), 'hdlc-sequence-wrong'],
    ['N(R) of a frame never sent, in I', information(0, 3), 'hdlc-sequence-wrong'],
    ['an APDU without LLC header', information(0, 1, { llc: fromHex('E6E8') }), 'hdlc-llc-wrong'],
  ])('Green Book 8.4.5: %s ends the connection', (_, bytes, code) => {
    const primary = connected();
    primary.send(apdu);
    expect(failure(primary.receive(bytes))?.code).toBe(code);
    expect(primary.awaiting).toBeUndefined();
    expect(() => primary.send(apdu)).toThrow(expect.objectContaining({ code: 'framing-not-open' }));
  });

  test('Green Book 8.4.5: FRMR says what was rejected, and why', () => {
    const said = (hex: string): string | undefined => {
      const primary = connected();
      return failure(primary.receive(frame('FRMR', { information: fromHex(hex) })))?.found;
    };
    expect(said('102001')).toBe('control field 16: control-undefined');
    expect(said('102008')).toBe('control field 16: receive-sequence-wrong');
    expect(said('102000')).toBe('control field 16: reason 0');
    expect(said('10')).toBe('no reason given');
  });

  test('Green Book 8.4.5: an APDU that never ends is refused', () => {
    const primary = connected({ maxApduLength: 300 });
    primary.send(apdu);
    let error: unknown;
    for (let i = 0; i < 100 && error === undefined; i++) {
      const segment = { segmented: true, information: new Uint8Array(128), llc: new Uint8Array(0) };
      error = failure(primary.receive(information(i % 8, 1, segment)));
    }
    expect(isS1benchError(error, 'hdlc-apdu-too-long')).toBe(true);
  });

  test('Green Book 8.4.5: several frames in one chunk, and what follows a failure is passed over', () => {
    const primary = connected({ parameters: { windowReceive: 7 } });
    primary.send(apdu);
    const actions = primary.receive(
      Buffer.concat([information(0, 1, { final: false }), information(1, 1), frame('DM'), information(2, 1)]),
    );
    expect(actions.map((action) => action.kind)).toEqual(['deliver', 'deliver', 'failed']);
  });
});

const kinds = ['I', 'RR', 'RNR', 'REJ', 'SNRM', 'DISC', 'UA', 'DM', 'FRMR', 'UI'] as const;
const sequence = fc.nat(7);
const received = fc
  .record({
    kind: fc.constantFrom(...kinds),
    final: fc.boolean(),
    receiveSequence: sequence,
    sendSequence: sequence,
    information: fc.oneof(fc.constant(answer), fc.uint8Array({ maxLength: 50 }), fc.constant(fromHex('818003070107'))),
    segmented: fc.boolean(),
    llc: fc.constantFrom(llc, new Uint8Array(0)),
  })
  .map(({ kind, ...fields }) => frame(kind, fields));

test('Green Book 8.4.5: whatever comes in whichever order, the primary does not throw and ends at most once', () => {
  const event = fc.oneof(received, arbitraryNoise, fc.constantFrom('open', 'send', 'close', 'timeout'));
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      const primary = primaryWith();
      let isOpen = false;
      for (const next of events) {
        let actions: readonly FramingAction[] = [];
        if (next === 'send') {
          if (isOpen) actions = primary.send(apdu);
          else expect(() => primary.send(apdu)).toThrow(expect.objectContaining({ code: 'framing-not-open' }));
        } else if (typeof next !== 'string') actions = primary.receive(next);
        else if (next === 'timeout') actions = primary.timeout();
        else {
          isOpen = false;
          actions = next === 'open' ? primary.open() : primary.close();
        }
        for (const { kind } of actions) {
          if (kind === 'opened') isOpen = true;
          if (kind === 'closed' || kind === 'failed') isOpen = false;
        }
        const last = actions.at(-1)?.kind;
        if (last === 'closed' || last === 'failed') expect(primary.awaiting).toBeUndefined();
      }
      // Every wait ends by itself.
      for (let i = 0; i < 10 && primary.awaiting !== undefined; i++) primary.timeout();
      expect(primary.awaiting).toBeUndefined();
    }),
    { numRuns: 1000 },
  );
});
