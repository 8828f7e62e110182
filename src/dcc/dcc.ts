import type { Clock } from '../core/clock.ts';
import { isS1benchError } from '../core/errors.ts';
import { type Eui64, parseEui64 } from '../core/identifiers.ts';
import { findSrv, type ServiceReferenceVariant } from '../core/srv/catalogue.ts';
import { recalledServices, type Smets1Services } from '../core/srv/smets1-services.ts';
import { type Admitted, admit } from './access-control.ts';
import type { RequestIds } from './future-dated.ts';
import type { Inventory, InventoryDevice, User } from './inventory.ts';
import { tellChange } from './inventory-alerts.ts';
import { applyEffect } from './inventory-effects.ts';
import type { DccMessage } from './messages.ts';
import { nonDeviceServices } from './non-device/all.ts';
import type { DccAlertToSend } from './outbox.ts';
import { OwnAccord } from './own-accord.ts';
import { refusalOf } from './request-rules.ts';
import type { ResponseCode } from './response-codes.ts';
import type { Push, RefusedPush } from './s1sp/alerts.ts';
import { OTHER_REASON, StepFailed, type StepFailure } from './s1sp/device.ts';
import { type Prepared, prepare } from './s1sp/equivalent-steps.ts';
import type { S1sp } from './s1sp/s1sp.ts';
import { equivalentStepsBySrv } from './s1sp/steps/all.ts';
import type { ServiceRequest, ServiceResponse, Smets1Debug } from './service-request.ts';
import { soundParameters, srvUnknown } from './sound-request.ts';

export interface DccOptions {
  readonly inventory: Inventory;
  readonly s1sp: S1sp;
  readonly clock: Clock;
  /** Which SRVs are for SMETS1 devices; the recalled ones unless given. */
  readonly services?: Smets1Services;
  /** Told of everything that the DCC sends to Users by itself. */
  readonly deliver?: (message: DccMessage) => void;
  /** Told of what a device has sent unasked and no User is told of. */
  readonly refusedPush?: (push: RefusedPush) => void;
}

/** What requests without a device are addressed to; EUI-64 of the DCC in DCC Boxed. */
export const dccId = parseEui64('90-B3-D5-1F-30-00-00-02');

const codeOfFailure: Readonly<Record<StepFailure, ResponseCode>> = {
  'step-refused': 'E1000',
  'step-value-unexpected': 'E1000',
  'device-unreachable': 'E20',
  'device-no-response': 'E21',
};

type Outcome = Pick<ServiceResponse, 'responseCode' | 'body' | 'debug' | 'scheduleId'>;

interface Manner {
  /** Whether a request is put off where it says so: one whose time has come isn't. */
  readonly mayWait: boolean;
  /** Its parameters, where they were found sound already. */
  readonly parameters?: object;
}

interface ToBeCarriedOut {
  readonly request: ServiceRequest;
  readonly variant: ServiceReferenceVariant;
  readonly device: InventoryDevice;
  readonly ids: RequestIds;
}

/** Stands in for the DCC: takes a User's Service Requests, checks that they are allowed, and has the S1SP carry them out. */
export class DccStandIn {
  readonly #options: DccOptions;
  /** The last counter that each User's requests were given. */
  readonly #counters = new Map<Eui64, bigint>();
  readonly #own: OwnAccord;

  constructor(options: DccOptions) {
    this.#options = options;
    this.#own = new OwnAccord({
      ...options,
      refusalOf: (request) => this.#refusalOf(request),
      carryOut: (request, ids) => this.#carryOutLater(request, ids),
    });
  }

  /**
   * Sends a request and waits for its response. What the DCC or the device makes of it is in the response code; only a
   * request that no User System could have sent is refused with an error, before anything is sent. What is put off until
   * its ExecutionDateTime is acknowledged, and answered then through `deliver`.
   * @throws `srv-unknown`, `service-request-invalid`, `device-route-unknown`
   */
  async submit(request: ServiceRequest): Promise<ServiceResponse> {
    const variant = lookUp(request.srv);
    const parameters = this.#soundParameters(request);
    const ids = this.#nextIds(request);
    const outcome = await this.#answer(request, variant, ids, { mayWait: true, parameters });
    return { ...ids, srv: request.srv, ...outcome, at: this.#options.clock.now() };
  }

  /** Takes what a device has sent over the WAN without being asked, whatever it is. */
  receive(push: Push): void {
    this.#options.s1sp.alerts.receive(push);
  }

  /** Sends a DCC Alert to a User. @throws `dcc-alert-invalid` */
  send(alert: DccAlertToSend): void {
    this.#own.outbox.dccAlert(alert);
  }

  /** Forgets what it was to do later, ends all associations with devices and closes the ways to them. */
  close(): Promise<void> {
    this.#own.close();
    return this.#options.s1sp.close();
  }

  async #answer(
    request: ServiceRequest,
    variant: ServiceReferenceVariant,
    ids: RequestIds,
    { mayWait, parameters = this.#soundParameters(request) }: Manner,
  ): Promise<Outcome> {
    const admitted = this.#admit(request, variant);
    if (typeof admitted === 'string') return { responseCode: admitted };
    const { user, device } = admitted;
    if (device === undefined) return this.#answerItself(request, user, ids, parameters);
    const prepared = this.#prepare(request, device, parameters);
    if (!('perform' in prepared)) return prepared;
    const putOff = mayWait ? this.#own.futureDated.take(request, ids) : undefined;
    return putOff ?? this.#carryOut({ request, variant, device, ids }, prepared);
  }

  #admit(request: ServiceRequest, variant: ServiceReferenceVariant): Admitted | ResponseCode {
    const { clock, inventory, services = recalledServices } = this.#options;
    return admit(request, variant, { inventory, services }, clock.now());
  }

  /** @throws `service-request-invalid` */
  #refusalOf(request: ServiceRequest): ResponseCode | undefined {
    const admitted = this.#admit(request, lookUp(request.srv));
    if (typeof admitted === 'string') return admitted;
    this.#soundParameters(request);
    return undefined;
  }

  /** @throws `service-request-invalid` */
  #soundParameters({ srv, target, parameters }: ServiceRequest): object {
    const device = target === undefined ? undefined : this.#options.inventory.device(target);
    return soundParameters(srv, parameters, device?.type);
  }

  /** A request whose time has come. Nobody is there to be thrown at: what hinders the tool itself is told in the response. */
  async #carryOutLater(request: ServiceRequest, ids = this.#nextIds(request)): Promise<ServiceResponse> {
    const answer = this.#answer(request, lookUp(request.srv), ids, { mayWait: false });
    const outcome = await answer.catch((error: unknown): Outcome => {
      if (!isS1benchError(error)) throw error;
      return { responseCode: 'E20', debug: [debugOf(error.message)] };
    });
    return { ...ids, srv: request.srv, ...outcome, at: this.#options.clock.now() };
  }

  async #answerItself(
    request: ServiceRequest,
    user: User,
    { requestId }: RequestIds,
    parameters: object,
  ): Promise<Outcome> {
    const { clock, inventory } = this.#options;
    const { outbox, schedules, firmware } = this.#own;
    const service = nonDeviceServices.get(request.srv);
    if (service === undefined) return { responseCode: 'E11' };
    return service.answer(parameters as never, {
      request,
      requestId,
      user,
      inventory,
      clock,
      outbox,
      schedules,
      firmware,
    });
  }

  /** What is to be carried out at the device; an answer where nothing is. */
  #prepare(request: ServiceRequest, device: InventoryDevice, parameters: object): Prepared | Outcome {
    const { s1sp, inventory } = this.#options;
    const { srv } = request;
    const steps = equivalentStepsBySrv.get(srv)?.on[device.type];
    const asked = s1sp.variationFor(device.id, srv, request.parameters);
    if (steps === undefined || asked.kind === 'unsupported') return { responseCode: 'E11' };
    if (asked.kind === 'refused') return notTaken(asked.found);
    const prepared = prepare(srv, steps, parameters, asked.steps);
    const refusal = refusalOf(srv, prepared.parameters, device, inventory);
    return refusal === undefined ? prepared : { responseCode: refusal };
  }

  async #carryOut({ request, variant, device, ids }: ToBeCarriedOut, prepared: Prepared): Promise<Outcome> {
    const { srv, user } = request;
    const { s1sp, inventory, clock } = this.#options;
    try {
      const body = await s1sp.perform(device, variant, prepared, { user, inventory });
      const at = clock.now();
      applyEffect(srv, { inventory, device, parameters: prepared.parameters, body, at });
      const { outbox } = this.#own;
      tellChange(srv, { inventory, outbox, device, requestId: ids.requestId, user: user.id, at });
      return { responseCode: 'I0', body: { ...body } };
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error;
      return { responseCode: codeOfFailure[error.code], debug: [error.debug] };
    }
  }

  /** A User's counter always goes up. It starts at the milliseconds since 1970. */
  #nextIds({ user, target = dccId }: ServiceRequest): RequestIds {
    const now = BigInt(this.#options.clock.now().epochMilliseconds);
    const after = (this.#counters.get(user.id) ?? 0n) + 1n;
    const counter = after > now ? after : now;
    this.#counters.set(user.id, counter);
    return { requestId: `${user.id}:${target}:${counter}`, responseId: `${target}:${user.id}:${counter}` };
  }
}

/** A value that devices of the model don't take: nothing is sent. */
function notTaken(found: string): Outcome {
  return { responseCode: 'E1000', debug: [debugOf(`devices of this model do not take ${found}: nothing was sent`)] };
}

/** Of what failed before the first step. */
function debugOf(error: string): Smets1Debug {
  return { position: 1, responseCode: OTHER_REASON, error: error.slice(0, 250) };
}

function lookUp(srv: string): ServiceReferenceVariant {
  const variant = findSrv(srv);
  if (variant !== undefined) return variant;
  throw srvUnknown(srv);
}
