import { parseObis } from '../../../src/core/identifiers.ts';
import { Random } from '../../../src/core/random.ts';
import type { ActionRequest } from '../../../src/protocol/cosem/apdu/action.ts';
import { encodeApdu } from '../../../src/protocol/cosem/apdu/codec.ts';
import type { Data } from '../../../src/protocol/cosem/data.ts';
import { blocksOf, firmwareImage } from '../../../src/sim/firmware/image.ts';
import { Broken, type Taker, type Target } from '../target.ts';
import { restored } from './invariants.ts';
import { nudged } from './nudge.ts';
import { sealed } from './sealed.ts';
import { type Kind, Subject, saps } from './subject.ts';

/** Cases that one device lives through. */
const LIFE = 500;
const SIZE = 1000;
const updated = ['esme', 'gsme', 'hub'] as const satisfies readonly Kind[];
const imageTransfer = { classId: 18, instance: parseObis('0.0.44.0.0.255') };

/** What the seed says of an image, one version after the other; the bytes of the corpus are its content. */
function images(): readonly Uint8Array[] {
  return updated.flatMap((kind) => {
    const { model } = new Subject(new Random('corpus'), kind).device;
    return model.firmware.map((version) => firmwareImage(model, version, { size: SIZE }));
  });
}

/** An update in which now and then something is damaged, out of order, or interrupted by a power cut. */
class Update {
  readonly #subject: Subject;
  readonly #random: Random;
  readonly #image: Uint8Array;
  #steps: readonly (readonly [method: number, parameters: Data])[] = [];
  left = LIFE;

  constructor(random: Random) {
    this.#random = random;
    const kind = updated[random.below(updated.length)] as Kind;
    this.#subject = new Subject(random, kind);
    const { device } = this.#subject;
    const { model } = device;
    const version = model.firmware[random.below(model.firmware.length)] as string;
    this.#image = firmwareImage(model, version, { size: SIZE });
    this.#associate();
  }

  take(input: Uint8Array, mutated: (bytes: Uint8Array) => Uint8Array): void {
    this.left--;
    const { device, clock } = this.#subject;
    if (this.#steps.length === 0) this.#begin(input);
    const [next, ...others] = this.#steps;
    this.#steps = others;
    if (next !== undefined) this.#act(next, mutated);
    if (this.#random.below(20) === 0) {
      device.operate({ kind: 'power', is: 'off' });
      clock.advance(Temporal.Duration.from({ seconds: this.#random.below(1000) }));
      device.operate({ kind: 'power', is: 'on' });
      this.#associate();
    }
    if (this.#random.below(4) === 0) clock.advance(Temporal.Duration.from({ seconds: this.#random.below(2000) }));
    device.settle();
    if (!device.model.firmware.includes(device.state.firmware)) throw new Broken(`firmware ${device.state.firmware}`);
    if (this.left % 50 === 0) restored(device);
  }

  /** An update from its beginning: with an image of its own model, or with any. */
  #begin(input: Uint8Array): void {
    const { model } = this.#subject.device;
    const image = this.#random.below(2) === 0 ? this.#image : input;
    const blocks = blocksOf(image, model);
    const order = blocks.map((block, number): readonly [number, Data] => [2, blockOf(number, block)]);
    if (this.#random.below(3) === 0) order.reverse();
    const initiation: Data = {
      type: 'structure',
      value: [
        { type: 'octet-string', value: Uint8Array.of(1, 2, 3) },
        { type: 'double-long-unsigned', value: image.length },
      ],
    };
    const nothing: Data = { type: 'integer', value: 0 };
    const all = [
      [1, initiation] as const,
      ...order,
      [3, nothing] as const,
      [3, nothing] as const,
      [4, nothing] as const,
    ];
    this.#steps = this.#random.below(4) === 0 ? all.filter(() => this.#random.below(6) > 0) : all;
  }

  #act([index, parameters]: readonly [number, Data], mutated: (bytes: Uint8Array) => Uint8Array): void {
    const damage = this.#random.below(12);
    const request: ActionRequest = {
      kind: 'action-request-normal',
      invokeIdAndPriority: 0x41,
      method: { ...imageTransfer, method: index },
      parameters: damage === 0 ? nudged(parameters, this.#random) : parameters,
    };
    const apdu = encodeApdu(request);
    const bytes = sealed(this.#subject, saps.critical, damage === 1 ? mutated(apdu) : apdu, this.#random);
    const answer = this.#subject.receive(saps.critical, bytes);
    if (answer !== undefined) this.#subject.open(saps.critical, answer);
  }

  #associate(): void {
    this.#subject.reset();
    this.#subject.associated(saps.critical);
  }
}

function blockOf(number: number, content: Uint8Array): Data {
  return {
    type: 'structure',
    value: [
      { type: 'double-long-unsigned', value: number },
      { type: 'octet-string', value: content },
    ],
  };
}

function updating(random: Random): Taker {
  let update = new Update(random);
  return (input, mutated) => {
    if (update.left <= 0) update = new Update(random);
    update.take(input, mutated);
  };
}

export const firmwareTargets: readonly Target[] = [
  { name: 'image transfer', cost: 2, corpus: images, start: updating },
];
