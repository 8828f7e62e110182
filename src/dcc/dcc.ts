import type { Clock } from '../core/clock.ts';
import { S1benchError } from '../core/errors.ts';
import { type Eui64, parseEui64 } from '../core/identifiers.ts';
import { findSrv, type ServiceReferenceVariant } from '../core/srv/catalogue.ts';
import { admit } from './access-control.ts';
import type { Inventory, InventoryDevice, User } from './inventory.ts';
import type { DccMessage } from './messages.ts';
import { nonDeviceServices } from './non-device/all.ts';
import type { ResponseCode } from './response-codes.ts';
import { StepFailed, type StepFailure } from './s1sp/device.ts';
import { prepare } from './s1sp/equivalent-steps.ts';
import type { S1sp } from './s1sp/s1sp.ts';
import { equivalentStepsBySrv } from './s1sp/steps/all.ts';
import type { ServiceRequest, ServiceResponse } from './service-request.ts';
import { knownSrvs, refuseUnsound } from './sound-request.ts';

export interface DccOptions {
  readonly inventory: Inventory;
  readonly s1sp: S1sp;
  readonly clock: Clock;
  /** Told of everything that the DCC sends to Users by itself. */
  readonly deliver?: (message: DccMessage) => void;
}

/** What requests without a device are addressed to; EUI-64 of the DCC in DCC Boxed. */
export const dccId = parseEui64('90-B3-D5-1F-30-00-00-02');

const codeOfFailure: Readonly<Record<StepFailure, ResponseCode>> = {
  'step-refused': 'E1000',
  'step-value-unexpected': 'E1000',
  'device-unreachable': 'E20',
  'device-no-response': 'E21',
};

type Outcome = Pick<ServiceResponse, 'body' | 'debug' | 'scheduleId'> & { readonly responseCode: string };

/** Stands in for the DCC: takes a User's Service Requests, checks that they are allowed, and has the S1SP carry them out. */
export class DccStandIn {
  readonly #options: DccOptions;
  /** The last counter that each User's requests were given. */
  readonly #counters = new Map<Eui64, bigint>();

  constructor(options: DccOptions) {
    this.#options = options;
  }

  /**
   * Sends a request and waits for its response. What the DCC or the device makes of it is in the response code; only a
   * request that no User System could have sent is refused with an error, before anything is sent.
   * @throws `srv-unknown`, `service-request-invalid`, `device-route-unknown`
   */
  async submit(request: ServiceRequest): Promise<ServiceResponse> {
    const { clock, inventory } = this.#options;
    const variant = lookUp(request.srv);
    const target = request.target === undefined ? undefined : inventory.device(request.target);
    refuseUnsound(request.srv, request.parameters, target?.type);
    const { requestId, responseId } = this.#nextIds(request);
    const outcome = await this.#answer(request, variant);
    return { requestId, responseId, srv: request.srv, ...outcome, at: clock.now() };
  }

  /** Ends all associations with devices and closes the ways to them. */
  close(): Promise<void> {
    return this.#options.s1sp.close();
  }

  async #answer(request: ServiceRequest, variant: ServiceReferenceVariant): Promise<Outcome> {
    const { clock, inventory } = this.#options;
    const admitted = admit(request, variant, inventory, clock.now());
    if (typeof admitted === 'string') return { responseCode: admitted };
    const { user, device } = admitted;
    return device === undefined ? this.#answerItself(request, user) : this.#carryOut(device, variant, request);
  }

  async #answerItself(request: ServiceRequest, user: User): Promise<Outcome> {
    const { clock, inventory } = this.#options;
    const service = nonDeviceServices.get(request.srv);
    if (service === undefined) return { responseCode: 'E11' };
    const parameters = service.parameters.parse(request.parameters ?? {}) as never;
    return service.answer(parameters, { request, user, inventory, clock });
  }

  async #carryOut(
    device: InventoryDevice,
    variant: ServiceReferenceVariant,
    { srv, parameters }: ServiceRequest,
  ): Promise<Outcome> {
    const steps = equivalentStepsBySrv.get(srv)?.on[device.type];
    if (steps === undefined) return { responseCode: 'E11' };
    try {
      const body = await this.#options.s1sp.perform(device, variant, prepare(srv, steps, parameters));
      return { responseCode: 'I0', body: { ...body } };
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error;
      return { responseCode: codeOfFailure[error.code], debug: [error.debug] };
    }
  }

  /** A User's counter always goes up. It starts at the milliseconds since 1970. */
  #nextIds({ user, target = dccId }: ServiceRequest): Pick<ServiceResponse, 'requestId' | 'responseId'> {
    const now = BigInt(this.#options.clock.now().epochMilliseconds);
    const after = (this.#counters.get(user.id) ?? 0n) + 1n;
    const counter = after > now ? after : now;
    this.#counters.set(user.id, counter);
    return { requestId: `${user.id}:${target}:${counter}`, responseId: `${target}:${user.id}:${counter}` };
  }
}

function lookUp(srv: string): ServiceReferenceVariant {
  const variant = findSrv(srv);
  if (variant !== undefined) return variant;
  throw new S1benchError('srv-unknown', { found: JSON.stringify(srv), expected: `one of ${knownSrvs.join(', ')}` });
}
