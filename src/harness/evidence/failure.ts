import type { CheckResult } from '../checks/evaluate.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import type { Phase } from '../pack/phases.ts';
import type { RunEventOf } from './event.ts';

/** Events of a step that its record repeats at most, the last ones. */
const MOST_SHOWN = 6;
/** Hexadecimal digits of a message that the record repeats; the journal holds all of them. */
const LONGEST_MESSAGE = 512;

/** What passed over the wire of a device, shortened. */
export interface ShownTraffic {
  readonly device: string;
  readonly direction: 'sent' | 'received';
  readonly layer: 'frame' | 'apdu';
  readonly bytes: string;
}

/** Where a test stopped short of passing, with what came and went there. */
export interface Failure {
  readonly phase: Phase;
  /** From 0. */
  readonly step: number;
  readonly title: string;
  readonly device: string;
  /** The check that did not pass; none where there was trouble. */
  readonly check?: CheckResult;
  /** What a Service Response said of the equivalent steps that failed. */
  readonly debug?: JsonValue;
  /** The last operations, such as `s1sp get 1.0.1.8.0.255 2: success`. */
  readonly operations: readonly string[];
  /** The last messages. */
  readonly traffic: readonly ShownTraffic[];
}

/** What happened in the step that is under way, as far as it may have to be shown. */
export class StepTrace {
  readonly phase: Phase;
  readonly step: number;
  readonly title: string;
  readonly device: string;
  readonly #operations: RunEventOf<'operation'>[] = [];
  readonly #traffic: RunEventOf<'traffic'>[] = [];
  #outcome: JsonObject = {};

  constructor({ phase, step, device }: RunEventOf<'step-started'>, title: string) {
    this.phase = phase;
    this.step = step;
    this.device = device;
    this.title = title;
  }

  traffic(event: RunEventOf<'traffic'>): void {
    keep(this.#traffic, event);
  }

  operation(event: RunEventOf<'operation'>): void {
    keep(this.#operations, event);
  }

  observed(outcome: JsonValue): void {
    if (typeof outcome === 'object' && outcome !== null && !Array.isArray(outcome))
      this.#outcome = outcome as JsonObject;
  }

  /** What the equivalent steps that failed say of it, as a Service Response has them; empty where nothing does. */
  get complaint(): string {
    const { debug } = this.#outcome;
    const errors = Array.isArray(debug) ? (debug as readonly JsonObject[]).map(({ error }) => String(error)) : [];
    return errors.join('; ');
  }

  /** @param check that did not pass, where it was one */
  failure(check?: CheckResult): Failure {
    const { phase, step, title, device } = this;
    const { debug } = this.#outcome;
    return {
      phase,
      step,
      title,
      device,
      ...(check !== undefined && { check }),
      ...(debug !== undefined && { debug }),
      operations: this.#operations.map(showOperation),
      traffic: this.#traffic.map(showTraffic),
    };
  }
}

function showOperation({ by, what, detail }: RunEventOf<'operation'>): string {
  const result = typeof detail === 'object' && detail !== null ? (detail as JsonObject)['result'] : undefined;
  return typeof result === 'string' ? `${by} ${what}: ${result}` : `${by} ${what}`;
}

function showTraffic({ device, direction, layer, bytes }: RunEventOf<'traffic'>): ShownTraffic {
  const shown = bytes.length > LONGEST_MESSAGE ? `${bytes.slice(0, LONGEST_MESSAGE)}…` : bytes;
  return { device, direction, layer, bytes: shown };
}

function keep<T>(last: T[], one: T): void {
  last.push(one);
  if (last.length > MOST_SHOWN) last.shift();
}
