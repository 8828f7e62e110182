import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes, fromHex, toHex } from '../../../src/core/bytes.ts';
import type { ImageTransferStatus } from '../../../src/sim/classes/image-transfer.ts';
import { deliveredHash, firmwareHash, firmwareImage } from '../../../src/sim/firmware/image.ts';
import { Bench, firstLight } from '../bench.ts';
import { activate, enable, initiate, model as meter, schedule, sendBlock, shown, verify, versions } from './updated.ts';

const START = firstLight.start.epochMilliseconds;
const SECOND = 1000;
const SIZE = 700;
const BLOCK = 256;
const ours = versions.map((version) => firmwareImage(meter, version, { size: SIZE, seed: 'new' }));
const corrupted = (ours[1] as Uint8Array).map((byte, i) => (i === SIZE - 1 ? byte ^ 1 : byte));
const foreign = firmwareImage({ ...meter, model: 'ANOTHER' }, versions[1], { size: SIZE });
const unknown = firmwareImage({ ...meter, firmware: ['09'] }, '09', { size: SIZE });
const images = [...ours, corrupted, foreign, unknown];
const names = [...versions, 'corrupted', 'foreign', 'unknown'];
const blockOf = (image: number, number: number): Uint8Array =>
  (images[image] as Uint8Array).subarray(number * BLOCK, (number + 1) * BLOCK);

/** What the rules say of the device. */
class Model {
  now = START;
  enabled = true;
  status: ImageTransferStatus = 'not-initiated';
  blocks: (Uint8Array | undefined)[] = [];
  workEnds: number | undefined;
  scheduled: number | undefined;
  version: string = versions[0];
  hash = fromHex(deliveredHash(meter, versions[0]));

  get isComplete(): boolean {
    return this.blocks.length > 0 && this.blocks.every((block) => block !== undefined);
  }

  /** The version of the image that is there, if it is one that the device takes. */
  get image(): number {
    const whole = this.isComplete ? toHex(concatBytes(...(this.blocks as Uint8Array[]))) : '';
    return ours.findIndex((image) => toHex(image) === whole);
  }

  pass(to: number): void {
    for (;;) {
      const next = Math.min(this.workEnds ?? Number.POSITIVE_INFINITY, this.scheduled ?? Number.POSITIVE_INFINITY);
      if (next > to) break;
      this.now = Math.max(next, this.now);
      if (this.workEnds === next) this.endWork();
      else {
        this.scheduled = undefined;
        this.activate();
      }
    }
    this.now = to;
  }

  endWork(): void {
    this.workEnds = undefined;
    if (this.status === 'verification-initiated') {
      this.status = this.image < 0 ? 'verification-failed' : 'verification-successful';
      return;
    }
    this.version = versions[this.image] as string;
    this.hash = fromHex(firmwareHash(images[this.image] as Uint8Array));
    this.status = 'activation-successful';
    this.blocks = [];
  }

  cut(): void {
    if (this.workEnds === undefined) return;
    this.workEnds = undefined;
    this.status = this.status === 'verification-initiated' ? 'initiated' : 'activation-failed';
  }

  initiate(size: number): string {
    if (this.workEnds !== undefined) return 'temporary-failure';
    if (!this.enabled || size !== SIZE) return 'other-reason';
    this.blocks = Array.from({ length: Math.ceil(size / BLOCK) });
    this.status = 'initiated';
    return 'success';
  }

  block(number: number, content: Uint8Array): string {
    if (!this.enabled || this.status !== 'initiated') return 'other-reason';
    const expected = number === 2 ? SIZE - 2 * BLOCK : BLOCK;
    if (content.length !== expected) return 'other-reason';
    if (number > 2) return 'data-block-unavailable';
    this.blocks[number] ??= content;
    return 'success';
  }

  verify(): string {
    if (this.status === 'verification-initiated') return 'temporary-failure';
    if (this.status === 'verification-successful') return 'success';
    if (!this.enabled || this.status !== 'initiated' || !this.isComplete) return 'other-reason';
    this.status = 'verification-initiated';
    this.workEnds = this.now + 10 * SECOND;
    return 'temporary-failure';
  }

  activate(): string {
    if (this.status === 'activation-initiated') return 'temporary-failure';
    if (this.status === 'activation-successful') return 'success';
    const isReady = this.status === 'verification-successful' || this.status === 'activation-failed';
    const isDowngrade = versions.indexOf(this.version as (typeof versions)[0]) > this.image;
    if (!this.enabled || !isReady || isDowngrade) return 'other-reason';
    this.status = 'activation-initiated';
    this.workEnds = this.now + 30 * SECOND;
    this.scheduled = undefined;
    return 'temporary-failure';
  }
}

/** The meter; its power may fail. */
class Real {
  bench = new Bench({ entry: { model: meter } });
  #client = this.bench.associate(1);

  get client() {
    return this.#client;
  }

  pass(seconds: number): void {
    this.bench.clock.advance(Temporal.Duration.from({ seconds }));
  }

  restart(): void {
    this.bench = new Bench({ entry: { model: meter }, saved: this.bench.device.save(), clock: this.bench.clock });
    this.#client = this.bench.associate(1);
  }
}

class Command implements fc.Command<Model, Real> {
  readonly #name: string;
  readonly #act: (model: Model, real: Real) => void;

  constructor(name: string, act: (model: Model, real: Real) => void) {
    this.#name = name;
    this.#act = act;
  }

  check(): boolean {
    return true;
  }

  run(model: Model, real: Real): void {
    this.#act(model, real);
    const isReady = model.status === 'verification-successful' || model.status === 'activation-failed';
    const missing = model.blocks.indexOf(undefined);
    expect(shown(real.client)).toEqual({
      status: model.status,
      blocks: model.blocks.map((block) => (block === undefined ? '0' : '1')).join(''),
      firstMissing: missing === -1 ? model.blocks.length : missing,
      toActivate: isReady ? 1 : 0,
      scheduled: model.scheduled === undefined ? 0 : 1,
      version: model.version,
      hash: model.hash,
    });
  }

  toString(): string {
    return this.#name;
  }
}

const image = fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, { weight: 2, arbitrary: fc.nat(images.length - 1) });
const seconds = fc.oneof(fc.integer({ min: 0, max: 45 }), fc.constantFrom(9, 10, 29, 30, 3600));

const commands: fc.Arbitrary<Command>[] = [
  fc.constantFrom(SIZE, SIZE, SIZE, 100, 100_001).map(
    (size) =>
      new Command(`initiate ${size}`, (model, real) => {
        expect(initiate(real.client, size)).toBe(model.initiate(size));
      }),
  ),
  fc.tuple(image, fc.nat(4), fc.nat(9)).map(
    ([of, number, luck]) =>
      new Command(`block ${number} of ${names[of]}${luck === 0 ? ', cut short' : ''}`, (model, real) => {
        const whole = number > 2 ? blockOf(of, 0) : blockOf(of, number);
        const content = luck === 0 ? whole.subarray(1) : whole;
        expect(sendBlock(real.client, number, content)).toBe(model.block(number, content));
      }),
  ),
  fc.tuple(image, image, fc.shuffledSubarray([0, 1, 2], { minLength: 3 })).map(
    ([of, other, order]) =>
      new Command(`all of ${names[of]}, ${order}, verified`, (model, real) => {
        expect(initiate(real.client, SIZE)).toBe(model.initiate(SIZE));
        // The first one comes again, perhaps another.
        for (const [n, from] of [...order.map((n) => [n, of] as const), [order[0] ?? 0, other] as const]) {
          const content = blockOf(from, n);
          expect(sendBlock(real.client, n, content)).toBe(model.block(n, content));
        }
        expect(verify(real.client)).toBe(model.verify());
      }),
  ),
  fc.constant(new Command('verify', (model, real) => expect(verify(real.client)).toBe(model.verify()))),
  fc.constant(new Command('activate', (model, real) => expect(activate(real.client)).toBe(model.activate()))),
  fc.boolean().map(
    (enabled) =>
      new Command(enabled ? 'enable' : 'disable', (model, real) => {
        expect(enable(real.client, enabled)).toBe('success');
        model.enabled = enabled;
      }),
  ),
  fc.option(fc.integer({ min: -10, max: 60 }), { nil: undefined }).map(
    (after) =>
      new Command(`schedule ${after}`, (model, real) => {
        const at = after === undefined ? undefined : model.now + after * SECOND;
        expect(schedule(real.client, at)).toBe('success');
        model.scheduled = at;
        model.pass(model.now);
      }),
  ),
  seconds.map(
    (after) =>
      new Command(`${after} s pass`, (model, real) => {
        real.pass(after);
        model.pass(model.now + after * SECOND);
      }),
  ),
  fc.tuple(seconds, fc.integer({ min: 1, max: 60 })).map(
    ([after, off]) =>
      new Command(`the power fails after ${after} s, for ${off} s`, (model, real) => {
        real.pass(after);
        model.pass(model.now + after * SECOND);
        expect(real.bench.device.operate({ kind: 'power', is: 'off' })).toBe('success');
        expect(versions).toContain(JSON.parse(real.bench.device.save()).firmware);
        model.cut();
        real.pass(off);
        model.now += off * SECOND;
        expect(real.bench.device.operate({ kind: 'power', is: 'on' })).toBe('success');
        real.restart();
        model.pass(model.now);
      }),
  ),
  fc.constant(new Command('restart', (_, real) => real.restart())),
];

describe('Blue Book, Image transfer', () => {
  it('does as the rules say, whatever comes in whatever order, and always has a firmware that runs', () => {
    fc.assert(
      fc.property(fc.commands(commands, { maxCommands: 25, size: 'max' }), (list) => {
        fc.modelRun(() => ({ model: new Model(), real: new Real() }), list);
      }),
      { numRuns: 25 },
    );
  });
});
