import type { z } from 'zod';
import type { Clock } from '../../core/clock.ts';
import type { FirmwareDistribution } from '../firmware-distribution.ts';
import type { Inventory, User } from '../inventory.ts';
import type { Outbox } from '../outbox.ts';
import type { ResponseCode } from '../response-codes.ts';
import type { Schedules } from '../schedules.ts';
import type { ServiceRequest } from '../service-request.ts';

/** What the DCC has at hand for what it answers itself. */
export interface NonDeviceContext {
  readonly request: ServiceRequest;
  /** DUIS RequestID that it was given. */
  readonly requestId: string;
  readonly user: User;
  readonly inventory: Inventory;
  readonly clock: Clock;
  /** For what Users are told beside the answer. */
  readonly outbox: Outbox;
  readonly schedules: Schedules;
  readonly firmware: FirmwareDistribution;
}

/** What the DCC answers. */
export interface NonDeviceAnswer {
  readonly responseCode: ResponseCode;
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
