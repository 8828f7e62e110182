import type { z } from 'zod';
import type { Clock } from '../../core/clock.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import type { RandomSource } from '../../core/random.ts';
import type { DeviceType } from '../../core/srv/catalogue.ts';
import type { Inventory, InventoryDevice } from '../inventory.ts';
import type { ServiceRequest } from '../service-request.ts';
import type { Device } from './device.ts';

/** What Equivalent Steps know beside the parameters of their request. */
export interface StepContext {
  /** The device, as the Smart Metering Inventory has it. */
  readonly entry: InventoryDevice;
  readonly clock: Clock;
  /** Who asks, and in which role. */
  readonly user: ServiceRequest['user'];
  readonly inventory: Inventory;
  readonly random: RandomSource;
  /**
   * Does a part of the steps at another device, as the same client. Only at a hub, or from a gas proxy at its meter: two
   * requests that wait for each other's device would wait for ever.
   * @throws StepFailed, `device-route-unknown`
   */
  elsewhere<T>(device: Eui64, work: (device: Device) => Promise<T>): Promise<T>;
}

type Perform<Parameters, Response> = (
  device: Device,
  parameters: Parameters,
  context: StepContext,
) => Promise<Response>;

/** The steps of one Service Request on devices of one type. */
export interface Steps {
  /** Of the request's parameters, by the names of the DUIS body element. */
  readonly parameters: z.ZodType<object>;
  /** Of the response's body, by the names and units of the MMC. */
  readonly response: z.ZodType;
  readonly perform: Perform<never, unknown>;
  /** Other ways to come to the same, by the name that device models use. */
  readonly alternatives: Readonly<Record<string, Perform<never, unknown>>>;
}

/**
 * How a Service Request is carried out at devices of each type that it can be sent to: the COSEM operations that are its
 * equivalent.
 */
export interface EquivalentSteps {
  readonly srv: string;
  readonly on: { readonly [Type in DeviceType]?: Steps };
}

export function steps<Parameters extends object, Response>(
  parameters: z.ZodType<Parameters>,
  response: z.ZodType<Response>,
  perform: Perform<Parameters, Response>,
  alternatives: Readonly<Record<string, Perform<Parameters, Response>>> = {},
): Steps {
  return { parameters, response, perform, alternatives } as Steps;
}

export function equivalentSteps(srv: string, on: EquivalentSteps['on']): EquivalentSteps {
  return { srv, on };
}

/** A request that can be carried out. */
export interface Prepared {
  readonly parameters: object;
  /** @throws StepFailed, also where what the steps made of the answers is no response of this SRV */
  perform(device: Device, context: StepContext): Promise<object>;
}

/**
 * Prepares the steps of a request.
 * @param parameters as their form has them
 * @param alternative the way that the device's model asks for
 */
export function prepare(srv: string, of: Steps, parameters: object, alternative?: string): Prepared {
  const perform = (alternative === undefined ? of.perform : of.alternatives[alternative]) as Perform<object, unknown>;
  return {
    parameters,
    perform: async (device, context) => {
      const body = await perform(device, parameters, context);
      const judged = of.response.safeParse(body);
      if (judged.success) return body as object;
      throw device.unexpected(`a response that SRV ${srv} doesn't have, at ${describe(judged.error)}`);
    },
  };
}

function describe({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => `${path.join('.') || 'its top'}: ${message}`).join('; ');
}
