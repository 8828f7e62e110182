import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/core/bytes.ts';
import type { FramingAction } from '../../../src/protocol/framing.ts';
import { type HdlcAddress, hdlcAddress } from '../../../src/protocol/hdlc/address.ts';
import { encodeControl, type FrameKind } from '../../../src/protocol/hdlc/control.ts';
import { encodeAddresses, encodeFrame } from '../../../src/protocol/hdlc/frame.ts';
import { FrameScanner } from '../../../src/protocol/hdlc/scanner.ts';
import { HdlcSecondary, type HdlcSecondaryOptions } from '../../../src/protocol/hdlc/secondary.ts';
import { arbitraryNoise, delivered, transmitted } from './arbitraries.ts';

const client = hdlcAddress(16);
const server = hdlcAddress(1, 17, 4);
const apdu = fromHex('C001C100');
const answer = fromHex('C401C100');
const llc = fromHex('E6E600');

interface Fields {
  readonly poll?: boolean;
  readonly receiveSequence?: number;
  readonly sendSequence?: number;
  readonly information?: Uint8Array;
  readonly segmented?: boolean;
  readonly llc?: Uint8Array;
  readonly to?: HdlcAddress;
  readonly from?: HdlcAddress;
}

/** A frame from the client, with the poll bit unless told otherwise. */
function frame(kind: FrameKind, fields: Fields = {}): Uint8Array {
  const control = encodeControl(kind, fields.poll ?? true, fields.receiveSequence, fields.sendSequence);
  const addresses = encodeAddresses(fields.to ?? server, fields.from ?? client);
  return encodeFrame(addresses, control, fields.information, fields.segmented, fields.llc);
}

const information = (sendSequence: number, receiveSequence: number, fields: Fields = {}): Uint8Array =>
  frame('I', { sendSequence, receiveSequence, information: apdu, llc, ...fields });

const NAMES: Readonly<Record<number, string>> = { 115: 'UA', 31: 'DM', 151: 'FRMR', 3: 'UI' };

/** What is sent, as kind, numbers, final bit; the information of FRMR. */
function sent(actions: readonly FramingAction[]): readonly string[] {
  return transmitted(actions).map((bytes) => {
    const [found] = new FrameScanner().push(bytes);
    const control = found?.control ?? 0;
    const final = (control & 0x10) === 0 ? '' : ' F';
    if ((control & 1) === 0) return `I${(control >>> 1) & 7} N(R)=${control >>> 5}${final}`;
    if ((control & 3) === 1) return `RR N(R)=${control >>> 5}${final}`;
    return control === 0x97 ? `FRMR ${toHex(found?.information ?? apdu)}` : (NAMES[control] ?? String(control));
  });
}

const secondaryWith = (options: Partial<HdlcSecondaryOptions> = {}): HdlcSecondary =>
  new HdlcSecondary({ serverSaps: [1, 2], physicalAddress: 17, ...options });

function connected(options: Partial<HdlcSecondaryOptions> = {}, proposal?: string): HdlcSecondary {
  const secondary = secondaryWith(options);
  secondary.receive(frame('SNRM', proposal === undefined ? {} : { information: fromHex(proposal) }));
  return secondary;
}

describe('Green Book 8.4.5 connecting', () => {
  test('Green Book 8.4.5: SNRM is answered by UA with what is granted, and opens', () => {
    const secondary = secondaryWith({ parameters: { maxInformationTransmit: 512, windowReceive: 3 } });
    expect(secondary.open()).toEqual([]);
    expect(secondary.awaiting).toBeUndefined();
    const actions = secondary.receive(frame('SNRM', { information: fromHex('818007 06020100 070107') }));
    expect(actions.map((action) => action.kind)).toEqual(['transmit', 'opened']);
    const [ua] = new FrameScanner().push(transmitted(actions)[0] as Uint8Array);
    expect([ua?.destination, ua?.source]).toEqual([client, server]);
    expect(toHex(ua?.information ?? apdu)).toBe('81801305020100060180070400000001080400000003');
    expect(secondary.awaiting).toBe('activity');
  });

  test('Green Book 8.4.5: while disconnected, commands with the poll bit are answered by DM', () => {
    const secondary = secondaryWith();
    for (const kind of ['DISC', 'I', 'RR', 'RNR', 'REJ'] as const) {
      expect(sent(secondary.receive(frame(kind)))).toEqual(['DM']);
      expect(secondary.receive(frame(kind, { poll: false }))).toEqual([]);
    }
    for (const kind of ['UA', 'DM', 'FRMR'] as const) expect(secondary.receive(frame(kind))).toEqual([]);
    expect(secondary.send(answer)).toEqual([]);
    expect(secondary.timeout()).toEqual([]);
  });

  test('Green Book 8.4.5: SNRM without sense is refused by DM', () => {
    expect(sent(secondaryWith().receive(frame('SNRM', { information: fromHex('82') })))).toEqual(['DM']);
  });

  test('Green Book 8.4.5: SNRM while connected starts anew', () => {
    const secondary = connected();
    secondary.receive(information(0, 0));
    secondary.send(answer);
    const actions = secondary.receive(frame('SNRM'));
    expect(actions.map((action) => action.kind)).toEqual(['closed', 'transmit', 'opened']);
    expect(delivered(secondary.receive(information(0, 0)))).toHaveLength(1);
    expect(sent(secondary.send(answer))).toEqual(['I0 N(R)=1 F']);
  });

  test('Green Book 8.4.5: a request that is followed by SNRM in one chunk gets no answer in the new connection', () => {
    const kinds = (...frames: readonly Uint8Array[]): readonly string[] =>
      connected()
        .receive(Buffer.concat(frames))
        .map((action) => action.kind);
    const request = information(0, 0);
    expect(kinds(request, frame('SNRM'))).toEqual(['closed', 'transmit', 'opened']);
    expect(kinds(request, frame('DISC'), frame('SNRM'))).toEqual(['transmit', 'closed', 'transmit', 'opened']);
    expect(kinds(request, frame('DISC'))).toEqual(['deliver', 'transmit', 'closed']);
    expect(kinds(frame('SNRM'), request)).toEqual(['closed', 'transmit', 'opened', 'deliver']);
  });

  test('Green Book 8.4.5: DISC is answered by UA and closes', () => {
    const secondary = connected();
    const actions = secondary.receive(frame('DISC'));
    expect(sent(actions)).toEqual(['UA']);
    expect(actions.at(-1)).toEqual({ kind: 'closed' });
    expect(secondary.awaiting).toBeUndefined();
    expect(sent(secondary.receive(frame('DISC')))).toEqual(['DM']);
  });

  test('Green Book 8.4.5: a second client, or another logical device, is refused while one is connected', () => {
    const secondary = connected();
    for (const other of [{ from: hdlcAddress(1) }, { to: hdlcAddress(2, 17, 4) }, { to: hdlcAddress(1) }]) {
      for (const kind of ['SNRM', 'DISC', 'RR'] as const)
        expect(sent(secondary.receive(frame(kind, other)))).toEqual(['DM']);
    }
    expect(sent(secondary.receive(frame('RR')))).toEqual(['RR N(R)=0 F']);
  });

  test('Green Book 8.4.5: a client that is silent for too long is forgotten', () => {
    const secondary = connected();
    expect(secondary.timeout()).toEqual([{ kind: 'closed' }]);
    expect(sent(secondary.receive(frame('RR')))).toEqual(['DM']);
    expect(connected().close()).toEqual([{ kind: 'closed' }]);
  });

  test('Green Book 8.4.2: it answers to its logical devices and physical address, in any length', () => {
    const answers = (to: HdlcAddress, options: Partial<HdlcSecondaryOptions> = {}): number =>
      transmitted(secondaryWith(options).receive(frame('SNRM', { to }))).length;
    expect(answers(hdlcAddress(1))).toBe(1);
    expect(answers(hdlcAddress(2, 17, 2))).toBe(1);
    expect(answers(hdlcAddress(2, 17, 4))).toBe(1);
    expect(answers(hdlcAddress(3, 17, 4))).toBe(0);
    expect(answers(hdlcAddress(1, 18, 4))).toBe(0);
    expect(answers(hdlcAddress(0x7f))).toBe(0);
    expect(answers(hdlcAddress(1, 99, 2), { serverSaps: [1] })).toBe(0);
    expect(
      transmitted(new HdlcSecondary({ serverSaps: [1] }).receive(frame('SNRM', { to: hdlcAddress(1, 99, 2) }))),
    ).toHaveLength(1);
  });

  test('Green Book 8.4.2: addresses that cannot be are refused', () => {
    expect(() => new HdlcSecondary({ serverSaps: [0x4000] })).toThrow(
      expect.objectContaining({ code: 'hdlc-address-invalid' }),
    );
  });
});

describe('Green Book 8.4.5 information transfer', () => {
  test('Green Book 8.4.5: an APDU is delivered, and its answer goes out at once', () => {
    const secondary = connected();
    for (let i = 0; i < 20; i++) {
      expect(secondary.receive(information(i % 8, i % 8))).toEqual([
        { kind: 'deliver', apdu: Buffer.from(apdu), source: 16, destination: 1 },
      ]);
      expect(sent(secondary.send(answer, 16, 1))).toEqual([`I${i % 8} N(R)=${(i + 1) % 8} F`]);
    }
  });

  test('Green Book 8.4.5: an answer that is late is fetched by the next poll', () => {
    const secondary = connected();
    secondary.receive(information(0, 0));
    expect(sent(secondary.receive(frame('RR')))).toEqual(['RR N(R)=1 F']);
    expect(secondary.send(answer)).toEqual([]);
    expect(sent(secondary.receive(frame('RR')))).toEqual(['I0 N(R)=1 F']);
    expect(sent(secondary.receive(frame('RR')))).toEqual(['I0 N(R)=1 F']);
    expect(sent(secondary.receive(frame('RR', { receiveSequence: 1 })))).toEqual(['RR N(R)=1 F']);
  });

  test('Green Book 8.4.5: a client that sends again, without a poll, has taken the turn back', () => {
    const secondary = connected();
    secondary.receive(information(0, 0));
    secondary.receive(information(0, 0, { poll: false }));
    expect(secondary.send(answer)).toEqual([]);
    expect(sent(secondary.receive(frame('RR')))).toEqual(['I0 N(R)=1 F']);
  });

  test('Green Book 8.4.5: an answer for a client or logical device that is not connected is dropped', () => {
    const secondary = connected();
    secondary.receive(information(0, 0));
    expect(secondary.send(answer, 17)).toEqual([]);
    expect(secondary.send(answer, 16, 2)).toEqual([]);
    expect(sent(secondary.send(answer, 16))).toHaveLength(1);
  });

  test('Green Book 8.4.5: segments are acknowledged by RR and put together', () => {
    const secondary = connected();
    expect(sent(secondary.receive(information(0, 0, { segmented: true })))).toEqual(['RR N(R)=1 F']);
    const whole = secondary.receive(information(1, 0, { llc: new Uint8Array(0) }));
    expect(delivered(whole).map((bytes) => toHex(bytes))).toEqual(['C001C100C001C100']);
  });

  test('Green Book 8.4.5: a repeated APDU is not delivered again, and polls', () => {
    const secondary = connected();
    secondary.receive(information(0, 0));
    expect(sent(secondary.receive(information(0, 0)))).toEqual(['RR N(R)=1 F']);
    secondary.send(answer);
    expect(sent(secondary.receive(information(0, 0)))).toEqual(['I0 N(R)=1 F']);
  });

  test('Green Book 8.4.5: segments of an answer go out a window at a time, without a final bit before the last', () => {
    const secondary = connected({ parameters: { maxInformationTransmit: 32, windowTransmit: 3 } }, '818003080103');
    secondary.receive(information(0, 0));
    expect(sent(secondary.send(new Uint8Array(150)))).toEqual(['I0 N(R)=1', 'I1 N(R)=1', 'I2 N(R)=1 F']);
    expect(sent(secondary.receive(frame('RR', { receiveSequence: 1 })))).toEqual([
      'I1 N(R)=1',
      'I2 N(R)=1',
      'I3 N(R)=1 F',
    ]);
    expect(sent(secondary.receive(frame('RNR', { receiveSequence: 4 })))).toEqual(['RR N(R)=1 F']);
    expect(secondary.receive(frame('RR', { receiveSequence: 4, poll: false }))).toEqual([]);
    expect(sent(secondary.receive(frame('REJ', { receiveSequence: 4 })))).toEqual(['I4 N(R)=1 F']);
  });

  test('Green Book 8.4.5: APDUs of one window are each delivered; answers go out while the turn lasts', () => {
    const secondary = connected({ parameters: { windowReceive: 3 } }, '818003070103');
    expect(delivered(secondary.receive(information(0, 0, { poll: false })))).toHaveLength(1);
    expect(secondary.send(answer)).toEqual([]);
    const actions = secondary.receive(information(1, 0));
    expect(delivered(actions)).toHaveLength(1);
    expect(sent(actions)).toEqual(['I0 N(R)=2 F']);
  });

  test('Green Book 8.4.5: a client that asks and never acknowledges is not served for ever', () => {
    const secondary = connected();
    let requests = 0;
    for (let i = 0; i < 100; i++) {
      const actions = secondary.receive(information(requests % 8, 0));
      requests += delivered(actions).length;
      if (delivered(actions).length > 0) secondary.send(answer);
    }
    expect(requests).toBe(8);
    expect(delivered(secondary.receive(information(0, 1)))).toHaveLength(1);
  });

  test('Green Book 8.3: an APDU without LLC header is discarded', () => {
    const actions = connected().receive(information(0, 0, { llc: fromHex('E7E600') }));
    expect(delivered(actions)).toEqual([]);
    expect(sent(actions)).toEqual(['RR N(R)=1 F']);
  });
});

describe('Green Book 8.4.3 FRMR', () => {
  const controlField = (kind: FrameKind, ns = 0, nr = 0): string =>
    toHex(Uint8Array.of(encodeControl(kind, true, nr, ns)));

  test.each([
    ['an undefined control field', encodeFrame(encodeAddresses(server, client), 0xff), 'FF0001'],
    ['information in RR', frame('RR', { information: apdu }), `${controlField('RR')}0003`],
    [
      'an information field longer than granted',
      information(0, 0, { information: new Uint8Array(126) }),
      `${controlField('I')}0004`,
    ],
    ['N(R) of a frame never sent', information(0, 1), `${controlField('I', 0, 1)}0008`],
  ])('Green Book 8.4.3: %s is rejected until the client connects anew', (_, bytes, rejection) => {
    const secondary = connected();
    expect(sent(secondary.receive(bytes))).toEqual([`FRMR ${rejection}`]);
    expect(sent(secondary.receive(information(0, 0)))).toEqual([`FRMR ${rejection}`]);
    expect(secondary.receive(information(0, 0, { poll: false }))).toEqual([]);
    expect(secondary.send(answer)).toEqual([]);
    expect(sent(secondary.receive(frame('SNRM')))).toEqual(['UA']);
    expect(delivered(secondary.receive(information(0, 0)))).toHaveLength(1);
  });

  test('Green Book 8.4.3: an APDU that is longer than the device takes is rejected', () => {
    const secondary = connected({ maxApduLength: 150 });
    secondary.receive(information(0, 0, { segmented: true, information: new Uint8Array(100) }));
    expect(sent(secondary.receive(information(1, 0, { information: new Uint8Array(100) })))).toEqual(['FRMR 124004']);
  });

  test('Green Book 8.4.3: endless segments without content take no memory and never become an APDU', () => {
    const secondary = connected();
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 20_000; i++) {
      const empty = frame('I', { sendSequence: i % 8, segmented: true, information: new Uint8Array(0) });
      expect(transmitted(secondary.receive(empty))).toHaveLength(1);
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000);
  });
});

describe('Green Book 8.4.5 unnumbered information', () => {
  test('Green Book 8.4.5: UI is delivered without connection, also to all stations, and gets no answer', () => {
    const secondary = secondaryWith();
    const ui = (to: HdlcAddress): readonly FramingAction[] =>
      secondary.receive(frame('UI', { information: apdu, llc, to }));
    expect(ui(server)).toEqual([
      { kind: 'deliver', apdu: Buffer.from(apdu), source: 16, destination: 1, unconfirmed: true },
    ]);
    expect(delivered(ui(hdlcAddress(0x3fff, 0x3fff, 4)))).toHaveLength(1);
    expect(delivered(ui(hdlcAddress(1, 0x3fff, 4)))).toHaveLength(1);
    expect(delivered(ui(hdlcAddress(0x7f)))).toHaveLength(1);
    expect(ui(hdlcAddress(0x3fff, 18, 4))).toEqual([]);
    expect(ui(hdlcAddress(3))).toEqual([]);
    expect(secondary.receive(frame('UI'))).toEqual([]);
  });

  test('Green Book 8.4.5: a notification goes out in a UI frame, from the address that the client uses', () => {
    const notify = (secondary: HdlcSecondary, sap = 1): unknown => {
      const [found] = new FrameScanner().push(transmitted(secondary.notify(answer, 32, sap))[0] as Uint8Array);
      expect(toHex(found?.information ?? apdu)).toBe(`E6E700${toHex(answer)}`);
      expect(found?.control).toBe(0x03);
      expect(found?.destination).toEqual(hdlcAddress(32));
      return found?.source;
    };
    expect(notify(connected(), 2)).toEqual(hdlcAddress(2, 17, 4));
    expect(notify(secondaryWith())).toEqual(hdlcAddress(1, 17, 2));
    expect(notify(secondaryWith({ physicalAddress: 1000 }))).toEqual(hdlcAddress(1, 1000, 4));
    expect(notify(new HdlcSecondary({ serverSaps: [1] }))).toEqual(hdlcAddress(1));
  });

  test('Green Book 8.4.5: a notification that fits no UI frame is refused', () => {
    const refusal = expect.objectContaining({ code: 'hdlc-ui-too-long' });
    expect(() => secondaryWith().notify(new Uint8Array(126), 16, 1)).toThrow(refusal);
    expect(transmitted(secondaryWith().notify(new Uint8Array(125), 16, 1))).toHaveLength(1);
  });
});

const kinds = ['I', 'RR', 'RNR', 'REJ', 'SNRM', 'DISC', 'UA', 'DM', 'FRMR', 'UI'] as const;
const received = fc
  .record({
    kind: fc.constantFrom(...kinds),
    poll: fc.boolean(),
    receiveSequence: fc.constantFrom(0, 0, 0, 1, 2, 7),
    sendSequence: fc.nat(7),
    information: fc.oneof(fc.constant(apdu), fc.uint8Array({ maxLength: 140 }), fc.constant(fromHex('818003070107'))),
    segmented: fc.boolean(),
    llc: fc.constantFrom(llc, new Uint8Array(0)),
    from: fc.constantFrom(client, client, client, hdlcAddress(1)),
  })
  .map(({ kind, ...fields }) => frame(kind, fields));

test('Green Book 8.4.5: whatever comes in whichever order, the secondary does not throw and answers each poll at most once', () => {
  const event = fc.oneof(
    { weight: 5, arbitrary: received },
    arbitraryNoise,
    fc.constantFrom('send', 'close', 'timeout', 'notify'),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      const secondary = secondaryWith({ parameters: { windowReceive: 7, windowTransmit: 7 } });
      let isOpen = false;
      for (const next of events) {
        const actions =
          next === 'send'
            ? secondary.send(answer)
            : next === 'close'
              ? secondary.close()
              : next === 'timeout'
                ? secondary.timeout()
                : next === 'notify'
                  ? secondary.notify(answer, 16, 1)
                  : secondary.receive(next as Uint8Array);
        const finals = sent(actions).filter((line) => /( F|^UA|^DM|^FRMR)/.test(line));
        expect(finals.length).toBeLessThanOrEqual(1);
        for (const { kind } of actions) {
          if (kind === 'opened') isOpen = true;
          if (kind === 'closed') isOpen = false;
        }
        expect(secondary.awaiting).toBe(isOpen ? 'activity' : undefined);
      }
    }),
    { numRuns: 1000 },
  );
});
