import type { z } from 'zod';
import type { Clock } from '../../core/clock.ts';
import type { Inventory, User } from '../inventory.ts';
import type { ServiceRequest } from '../service-request.ts';

/** What the DCC has at hand for what it answers itself. */
export interface NonDeviceContext {
  readonly request: ServiceRequest;
  readonly user: User;
  readonly inventory: Inventory;
  readonly clock: Clock;
}

/** What the DCC answers: a response code of DUIS, and its body where it has one. */
export interface NonDeviceAnswer {
  readonly responseCode: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly scheduleId?: number;
}

/** A Service Request that the DCC answers itself, without a device. */
export interface NonDeviceService {
  readonly srv: string;
  /** By the names of the DUIS body element. */
  readonly parameters: z.ZodType<object>;
  readonly answer: (parameters: never, context: NonDeviceContext) => Promise<NonDeviceAnswer> | NonDeviceAnswer;
}

export function nonDeviceService<Parameters extends object>(
  srv: string,
  parameters: z.ZodType<Parameters>,
  answer: (parameters: Parameters, context: NonDeviceContext) => Promise<NonDeviceAnswer> | NonDeviceAnswer,
): NonDeviceService {
  return { srv, parameters, answer } as NonDeviceService;
}
