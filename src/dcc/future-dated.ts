import type { Clock, Timer } from '../core/clock.ts';
import type { Eui64 } from '../core/identifiers.ts';
import { findSrv } from '../core/srv/catalogue.ts';
import { isCancellation } from './cancellation.ts';
import type { Outbox } from './outbox.ts';
import { dateTime } from './s1sp/parameters.ts';
import type { ServiceRequest, ServiceResponse } from './service-request.ts';

export interface FutureDatedParts {
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly carryOut: (request: ServiceRequest, ids: RequestIds) => Promise<ServiceResponse>;
}

export type RequestIds = Pick<ServiceResponse, 'requestId' | 'responseId'>;

interface Held {
  readonly request: ServiceRequest & { readonly target: Eui64 };
  readonly ids: RequestIds;
  readonly due: Temporal.Instant;
  timer: Timer | undefined;
}

/** How long after its time a request is tried, and how long lies between two tries. Ours. */
const PATIENCE = { hours: 24, retryMinutes: 30 } as const;

/**
 * Holds requests with an ExecutionDateTime in the future until then, where that is for the DCC to do (DUIS, DSP future
 * dating): they are acknowledged now, and their response is sent when they were carried out. One whose device can't be
 * reached is tried again; a day after its time it is given up with E30. Once anything may have been done, it is not
 * repeated. A request of the same User with the same SRV for the same device that is dated 3000-12-31T00:00:00Z cancels
 * those that are held.
 */
export class FutureDatedRequests {
  readonly #parts: FutureDatedParts;
  readonly #held = new Set<Held>();

  constructor(parts: FutureDatedParts) {
    this.#parts = parts;
  }

  /** @returns what a request is answered that isn't to be carried out now; nothing where it is */
  take(request: ServiceRequest, ids: RequestIds): Pick<ServiceResponse, 'responseCode'> | undefined {
    const due = executionTimeOf(request);
    if (request.target === undefined || due === undefined) return undefined;
    if (isCancellation(due)) {
      this.#cancel(request);
      return { responseCode: 'I0' };
    }
    if (Temporal.Instant.compare(due, this.#parts.clock.now()) <= 0) return undefined;
    const held: Held = { request: { ...request, target: request.target }, ids, due, timer: undefined };
    this.#held.add(held);
    this.#arrange(held, due);
    return { responseCode: 'I99' };
  }

  /** Carries out nothing any more. */
  close(): void {
    for (const held of this.#held) this.#drop(held);
  }

  #cancel({ user, srv, target }: ServiceRequest): void {
    for (const held of this.#held) {
      const { request } = held;
      if (request.user.id === user.id && request.srv === srv && request.target === target) this.#drop(held);
    }
  }

  #arrange(held: Held, at: Temporal.Instant): void {
    const { clock } = this.#parts;
    // Nobody waits for it: a virtual clock doesn't jump for it.
    held.timer = clock.schedule(clock.now().until(at), () => void this.#carryOut(held), { background: true });
  }

  async #carryOut(held: Held): Promise<void> {
    const { clock, outbox, carryOut } = this.#parts;
    const { request, ids, due } = held;
    const response = await carryOut(request, ids);
    const next = clock.now().add({ minutes: PATIENCE.retryMinutes });
    const isGivenUp = Temporal.Instant.compare(next, due.add({ hours: PATIENCE.hours })) > 0;
    if (isUntouched(response) && !isGivenUp && this.#held.has(held)) {
      this.#arrange(held, next);
      return;
    }
    this.#held.delete(held);
    const final: ServiceResponse = isUntouched(response) ? { ...response, responseCode: 'E30' } : response;
    outbox.response({ to: request.user.id, device: request.target, response: final });
  }

  #drop(held: Held): void {
    held.timer?.cancel();
    this.#held.delete(held);
  }
}

/** When the DCC is to carry a request out; nothing where that isn't for the DCC to see to. */
function executionTimeOf({ srv, parameters }: ServiceRequest): Temporal.Instant | undefined {
  if (findSrv(srv)?.futureDating.includes('DSP') !== true) return undefined;
  const { ExecutionDateTime } = (parameters ?? {}) as { readonly ExecutionDateTime?: unknown };
  return dateTime.safeParse(ExecutionDateTime).data;
}

/** Whether nothing can have been done: the device wasn't reached with the very first step, or was only to be read. */
function isUntouched({ srv, responseCode, debug }: ServiceResponse): boolean {
  if (isReading(srv)) return responseCode === 'E20' || responseCode === 'E21';
  return responseCode === 'E20' && (debug?.every(({ position }) => position === 1) ?? true);
}

function isReading(srv: string): boolean {
  return /^(Read|Retrieve)/.test(findSrv(srv)?.bodyElement ?? '');
}
