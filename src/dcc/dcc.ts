import type { Clock } from '../core/clock.ts';
import { S1benchError } from '../core/errors.ts';
import type { Eui64 } from '../core/identifiers.ts';
import { findSrv, type ServiceReferenceVariant, srvCatalogue } from '../core/srv/catalogue.ts';
import { admit } from './access-control.ts';
import type { Inventory, InventoryDevice } from './inventory.ts';
import type { ResponseCode } from './response-codes.ts';
import type { EquivalentSteps, Performance } from './s1sp/equivalent-steps.ts';
import { StepFailed, type StepFailure } from './s1sp/meter.ts';
import type { S1sp } from './s1sp/s1sp.ts';
import { equivalentStepsBySrv } from './s1sp/steps/all.ts';
import type { ServiceRequest, ServiceResponse } from './service-request.ts';

export interface DccOptions {
  readonly inventory: Inventory;
  readonly s1sp: S1sp;
  readonly clock: Clock;
}

const codeOfFailure: Readonly<Record<StepFailure, ResponseCode>> = {
  'step-refused': 'E1000',
  'step-value-unexpected': 'E1000',
  'device-unreachable': 'E20',
  'device-no-response': 'E21',
};

type Outcome = Pick<ServiceResponse, 'responseCode' | 'body' | 'debug'>;

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
   * request that no User System could have sent is refused with an error.
   * @throws `srv-unknown`, `service-request-invalid`, `device-route-unknown`
   */
  async submit(request: ServiceRequest): Promise<ServiceResponse> {
    const { clock, inventory } = this.#options;
    const { variant, steps } = lookUp(request.srv);
    const performance = steps.prepare(request.parameters);
    const requestId = this.#nextRequestId(request);
    const admitted = admit(request, variant, inventory, clock.now());
    const outcome =
      typeof admitted === 'string' ? { responseCode: admitted } : await this.#carryOut(admitted, variant, performance);
    return { requestId, srv: request.srv, ...outcome, at: clock.now() };
  }

  /** Ends all associations with devices and closes the ways to them. */
  close(): Promise<void> {
    return this.#options.s1sp.close();
  }

  async #carryOut(device: InventoryDevice, variant: ServiceReferenceVariant, steps: Performance): Promise<Outcome> {
    try {
      return { responseCode: 'I0', body: { ...(await this.#options.s1sp.perform(device, variant, steps)) } };
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error;
      return { responseCode: codeOfFailure[error.code], debug: [error.debug] };
    }
  }

  /** DUIS RequestID, `originator:target:counter`: a User's counter always goes up. It starts at the milliseconds since 1970. */
  #nextRequestId({ user, target }: ServiceRequest): string {
    const now = BigInt(this.#options.clock.now().epochMilliseconds);
    const after = (this.#counters.get(user.id) ?? 0n) + 1n;
    const counter = after > now ? after : now;
    this.#counters.set(user.id, counter);
    return `${user.id}:${target}:${counter}`;
  }
}

function lookUp(srv: string): { readonly variant: ServiceReferenceVariant; readonly steps: EquivalentSteps } {
  const variant = findSrv(srv);
  const steps = equivalentStepsBySrv.get(srv);
  if (variant !== undefined && steps !== undefined) return { variant, steps };
  const expected = `one of ${srvCatalogue.map((entry) => entry.srv).join(', ')}`;
  throw new S1benchError('srv-unknown', { found: JSON.stringify(srv), expected });
}
