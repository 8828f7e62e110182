import type { Clock } from '../core/clock.ts';
import { AlertDesk } from './alert-desk.ts';
import { FirmwareDistribution } from './firmware-distribution.ts';
import { FutureDatedRequests, type RequestIds } from './future-dated.ts';
import type { Inventory } from './inventory.ts';
import type { DccMessage } from './messages.ts';
import { Outbox } from './outbox.ts';
import type { ResponseCode } from './response-codes.ts';
import type { RefusedPush } from './s1sp/alerts.ts';
import type { S1sp } from './s1sp/s1sp.ts';
import { Schedules } from './schedules.ts';
import type { ServiceRequest, ServiceResponse } from './service-request.ts';

export interface OwnAccordParts {
  readonly inventory: Inventory;
  readonly s1sp: S1sp;
  readonly clock: Clock;
  readonly deliver?: ((message: DccMessage) => void) | undefined;
  readonly refusedPush?: ((push: RefusedPush) => void) | undefined;
  /** The response code by which access control refuses a request now, where it does. @throws `service-request-invalid` */
  readonly refusalOf: (request: ServiceRequest) => ResponseCode | undefined;
  /** Answers a request whose time has come; one that wasn't sent by itself is given ids of its own. */
  readonly carryOut: (request: ServiceRequest, ids?: RequestIds) => Promise<ServiceResponse>;
}

/** All that the DCC does without being asked just then. Once it is closed, nothing of it is left behind. */
export class OwnAccord {
  readonly outbox: Outbox;
  readonly schedules: Schedules;
  readonly futureDated: FutureDatedRequests;
  readonly firmware: FirmwareDistribution;
  readonly #alerts: AlertDesk;

  constructor(parts: OwnAccordParts) {
    this.outbox = new Outbox(parts);
    const own = { ...parts, outbox: this.outbox };
    this.schedules = new Schedules(own);
    this.futureDated = new FutureDatedRequests(own);
    this.firmware = new FirmwareDistribution(own);
    this.#alerts = new AlertDesk(own);
  }

  close(): void {
    this.schedules.close();
    this.futureDated.close();
    this.firmware.close();
    this.#alerts.close();
    this.outbox.close();
  }
}
