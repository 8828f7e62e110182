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

type Untimed<Kind extends DccMessage['kind']> = Omit<Extract<DccMessage, { readonly kind: Kind }>, 'kind' | 'at'>;

/** A DCC Alert that is to be sent. */
export interface DccAlertToSend {
  readonly to: Eui64;
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

  response(message: Untimed<'response'>): void {
    this.#send({ kind: 'response', ...message });
  }

  deviceAlert(message: Untimed<'device-alert'>): void {
    this.#send({ kind: 'device-alert', ...message, at: this.#clock.now() });
  }

  /** @throws `dcc-alert-invalid` */
  dccAlert({ code, body, ...message }: DccAlertToSend): void {
    checkDccAlert(code, body);
    this.#send({ kind: 'dcc-alert', ...message, code, body: { ...body }, at: this.#clock.now() });
  }

  close(): void {
    this.#isClosed = true;
  }

  #send(message: DccMessage): void {
    if (!this.#isClosed) this.#deliver(message);
  }
}
