import { ServiceRefused } from '../../protocol/cosem/client/service-refused.ts';

/** Whether the device itself refused, in an answer that came: then the way to it is open, and asking again is of no use. */
export function isRefusal(error: unknown): boolean {
  if (error instanceof ServiceRefused) return true;
  return error instanceof Error && error.cause !== undefined && isRefusal(error.cause);
}
