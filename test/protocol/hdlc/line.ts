import type { S1benchError } from '../../../src/core/errors.ts';
import type { FramingAction } from '../../../src/protocol/framing.ts';
import type { HdlcPrimary } from '../../../src/protocol/hdlc/primary.ts';
import type { HdlcSecondary } from '../../../src/protocol/hdlc/secondary.ts';
import { delivered, failure } from './arbitraries.ts';

/** What happens to one frame on the line; `nothing` once the script has run out. */
export type Fault =
  | { readonly kind: 'nothing' | 'lost' | 'doubled' }
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'burst'; readonly at: number; readonly bits: number }
  | { readonly kind: 'noise'; readonly bytes: Uint8Array };

/** What the line or the ends do next. A step that can't be done does nothing. */
export type Step =
  | { readonly kind: 'to-server' | 'to-client'; readonly bytes: number }
  | { readonly kind: 'request' | 'answer' | 'client-times-out' };

/** A primary and a secondary, the line between them, and what each end was given to carry and has delivered. */
export class Line {
  readonly primary: HdlcPrimary;
  readonly secondary: HdlcSecondary;
  readonly #faults: Fault[];
  readonly #requests: Uint8Array[];
  readonly #answerTo: (request: Uint8Array) => readonly Uint8Array[];
  #towardsServer: readonly number[] = [];
  #towardsClient: readonly number[] = [];
  readonly #answers: Uint8Array[] = [];

  readonly requestsSent: Uint8Array[] = [];
  readonly requestsDelivered: Uint8Array[] = [];
  readonly answersSent: Uint8Array[] = [];
  readonly answersDelivered: Uint8Array[] = [];
  isOpen = false;
  error: S1benchError | undefined;

  constructor(
    primary: HdlcPrimary,
    secondary: HdlcSecondary,
    faults: readonly Fault[],
    requests: readonly Uint8Array[],
    answerTo: (request: Uint8Array) => readonly Uint8Array[],
  ) {
    this.primary = primary;
    this.secondary = secondary;
    this.#faults = [...faults];
    this.#requests = [...requests];
    this.#answerTo = answerTo;
  }

  open(): void {
    this.#fromPrimary(this.primary.open());
  }

  take(step: Step): void {
    switch (step.kind) {
      case 'to-server': {
        const chunk = Uint8Array.from(this.#towardsServer.slice(0, step.bytes));
        this.#towardsServer = this.#towardsServer.slice(step.bytes);
        this.#fromSecondary(this.secondary.receive(chunk));
        return;
      }
      case 'to-client': {
        const chunk = Uint8Array.from(this.#towardsClient.slice(0, step.bytes));
        this.#towardsClient = this.#towardsClient.slice(step.bytes);
        this.#fromPrimary(this.primary.receive(chunk));
        return;
      }
      case 'request':
        if (this.isOpen) this.#request();
        return;
      case 'answer':
        for (const answer of this.#answers.splice(0)) this.#answer(answer);
        return;
      case 'client-times-out':
        this.#fromPrimary(this.primary.timeout());
    }
  }

  /** Lets everything under way arrive, then the next thing happen, until nothing is left to do. */
  settle(): void {
    for (let rounds = 0; this.error === undefined; rounds++) {
      if (rounds > 100_000) throw new RangeError('the line does not settle');
      if (this.#towardsServer.length > 0) this.take({ kind: 'to-server', bytes: Number.POSITIVE_INFINITY });
      else if (this.#towardsClient.length > 0) this.take({ kind: 'to-client', bytes: Number.POSITIVE_INFINITY });
      else if (this.#answers.length > 0) this.take({ kind: 'answer' });
      else if (this.primary.awaiting !== undefined) this.take({ kind: 'client-times-out' });
      else if (this.isOpen && this.#requests.length > 0) this.#request();
      else return;
    }
  }

  #request(): void {
    const request = this.#requests.shift();
    if (request === undefined) return;
    this.requestsSent.push(request);
    this.#fromPrimary(this.primary.send(request));
  }

  #answer(answer: Uint8Array): void {
    this.answersSent.push(answer);
    this.#fromSecondary(this.secondary.send(answer));
  }

  #fromPrimary(actions: readonly FramingAction[]): void {
    this.answersDelivered.push(...delivered(actions));
    this.error ??= failure(actions);
    for (const action of actions) {
      if (action.kind === 'opened') this.isOpen = true;
      if (action.kind === 'transmit') this.#towardsServer = this.#towardsServer.concat(this.#disturb(action.bytes));
    }
  }

  #fromSecondary(actions: readonly FramingAction[]): void {
    const requests = delivered(actions);
    this.requestsDelivered.push(...requests);
    this.#answers.push(...requests.flatMap(this.#answerTo));
    for (const action of actions) {
      if (action.kind === 'transmit') this.#towardsClient = this.#towardsClient.concat(this.#disturb(action.bytes));
    }
  }

  #disturb(frame: Uint8Array): number[] {
    const bytes = Array.from(frame);
    const fault = this.#faults.shift() ?? { kind: 'nothing' };
    switch (fault.kind) {
      case 'nothing':
        return bytes;
      case 'lost':
        return [];
      case 'doubled':
        return [...bytes, ...bytes];
      case 'cut':
        return bytes.slice(0, fault.at % bytes.length);
      case 'noise':
        return [...fault.bytes, ...bytes];
      case 'burst': {
        const bit = fault.at % (8 * bytes.length - 16);
        for (let i = 0; i < 16; i++) {
          const at = (bit + i) >>> 3;
          bytes[at] = (bytes[at] as number) ^ (((fault.bits >>> i) & 1) << ((bit + i) & 7));
        }
        return bytes;
      }
    }
  }
}
