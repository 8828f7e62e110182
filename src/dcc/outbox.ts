import type { DccAlertCode } from '../core/alerts/dcc-alerts.ts';
import type { Clock } from '../core/clock.ts';
import type { Eui64 } from '../core/identifiers.ts';
import { checkDccAlert } from './dcc-alert.ts';
import type { DccAlertBody } from './dcc-alert-bodies.ts';
import type { DccMessage } from './messages.ts';

export interface OutboxOptions {
  readonly clock: Clock;
  readonly deliver?: ((message: DccMessage) => void) | undefined;
}

/** A message but for what the outbox itself sees to. */
type Unsent<Kind extends DccMessage['kind']> = Omit<Extract<DccMessage, { readonly kind: Kind }>, 'kind' | 'to' | 'at'>;
/** One User, or all to whom the same is sent at the same time. */
type Recipients = Eui64 | readonly Eui64[];

/** A DCC Alert that is to be sent. */
export interface DccAlertToSend {
  readonly to: Recipients;
  /** The device that it concerns, where there is one. */
  readonly device?: Eui64;
  readonly code: DccAlertCode;
  readonly body: DccAlertBody;
}

/** Through which the DCC sends to Users whatever it sends by itself. Once it is closed, nothing leaves any more. */
export class Outbox {
  readonly #clock: Clock;
  readonly #deliver: (message: DccMessage) => void;
  #isClosed = false;

  constructor({ clock, deliver = () => undefined }: OutboxOptions) {
    this.#clock = clock;
    this.#deliver = deliver;
  }

  response({ to, ...message }: Unsent<'response'> & { readonly to: Eui64 }): void {
    this.#send(to, (user) => ({ kind: 'response', to: user, ...message }));
  }

  deviceAlert({ to, ...message }: Unsent<'device-alert'> & { readonly to: Recipients }): void {
    const at = this.#clock.now();
    this.#send(to, (user) => ({ kind: 'device-alert', to: user, ...message, at }));
  }

  /** @throws `dcc-alert-invalid` */
  dccAlert({ to, code, body, ...message }: DccAlertToSend): void {
    checkDccAlert(code, body);
    const at = this.#clock.now();
    this.#send(to, (user) => ({ kind: 'dcc-alert', to: user, ...message, code, body: { ...body }, at }));
  }

  close(): void {
    this.#isClosed = true;
  }

  #send(to: Recipients, messageTo: (user: Eui64) => DccMessage): void {
    for (const user of [to].flat()) if (!this.#isClosed) this.#deliver(messageTo(user));
  }
}
