import type { Clock } from '../../core/clock.ts';
import { S1benchError } from '../../core/errors.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import type { DccMessage } from '../../dcc/messages.ts';
import type { Actions } from '../pack/action.ts';

export interface Wanted {
  /** Its kind and code, as a step names them. */
  readonly message: Actions['await'];
  /** The device that it comes from or concerns. */
  readonly device: Eui64;
  /** The User whom it has to be addressed to; without it, any. */
  readonly to?: Eui64 | undefined;
}

/** What the DCC sends to Users by itself, kept for the test that is under way, until its steps take it. */
export class Inbox {
  #messages: DccMessage[] = [];
  /** Occurrences that were taken: what else comes of them, to other Users, is no news. */
  readonly #taken = new Set<string>();
  readonly #listeners = new Set<() => void>();

  deliver(message: DccMessage): void {
    if (this.#taken.size > 0 && this.#taken.has(occurrenceOf(message))) return;
    this.#messages.push(message);
    for (const listener of this.#listeners) listener();
  }

  /** A new test begins: what came before is none of its affair. */
  clear(): void {
    this.#messages = [];
    this.#taken.clear();
  }

  /**
   * Takes the oldest message that is wanted, waiting for it where there is none yet. What was sent to several Users counts
   * once, unless one of them is asked for.
   * @returns nothing where none came in time
   * @throws `aborted`
   */
  async take(
    wanted: Wanted,
    within: Temporal.Duration,
    clock: Clock,
    signal: AbortSignal,
  ): Promise<readonly DccMessage[] | undefined> {
    const found = this.#find(wanted) ?? (await this.#arrival(wanted, within, clock, signal));
    return found === undefined ? undefined : this.#remove(found, wanted.to);
  }

  #find(wanted: Wanted): DccMessage | undefined {
    return this.#messages.find((message) => isWanted(message, wanted));
  }

  /** On a virtual clock the time up to the arrival is jumped over: nobody looks in between. */
  #arrival(
    wanted: Wanted,
    within: Temporal.Duration,
    clock: Clock,
    signal: AbortSignal,
  ): Promise<DccMessage | undefined> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        timer.cancel();
        this.#listeners.delete(look);
        signal.removeEventListener('abort', abort);
      };
      const look = (): void => {
        const found = this.#find(wanted);
        if (found === undefined) return;
        end();
        resolve(found);
      };
      const abort = (): void => {
        end();
        reject(new S1benchError('aborted', { cause: signal.reason }));
      };
      const timer = clock.schedule(within, () => {
        end();
        resolve(undefined);
      });
      this.#listeners.add(look);
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort, { once: true });
    });
  }

  /** @returns the message, and its copies to other Users where it counts for all of them */
  #remove(found: DccMessage, to: Eui64 | undefined): readonly DccMessage[] {
    const occurrence = occurrenceOf(found);
    const isTaken = (message: DccMessage): boolean =>
      to === undefined ? occurrenceOf(message) === occurrence : message === found;
    const taken = this.#messages.filter(isTaken);
    this.#messages = this.#messages.filter((message) => !isTaken(message));
    if (to === undefined) this.#taken.add(occurrence);
    return taken;
  }
}

function isWanted(sent: DccMessage, { message, device, to }: Wanted): boolean {
  if (to !== undefined && sent.to !== to) return false;
  if (sent.device !== undefined && sent.device !== device) return false;
  switch (sent.kind) {
    case 'device-alert':
      return 'alert' in message && (message.alert === 'any' || message.alert === sent.code);
    case 'response':
      return 'response' in message && message.response === sent.response.srv;
    case 'dcc-alert':
      return 'dcc-alert' in message && (message['dcc-alert'] === 'any' || message['dcc-alert'] === sent.code);
  }
}

/** The same for all copies of one message. */
function occurrenceOf(message: DccMessage): string {
  switch (message.kind) {
    case 'device-alert':
      return ['alert', message.device, message.code, message.timestamp, message.at].join(' ');
    case 'response':
      return ['response', message.response.responseId].join(' ');
    case 'dcc-alert':
      return ['dcc-alert', message.device ?? '', message.code, message.at, JSON.stringify(message.body)].join(' ');
  }
}
