import { isNonDevice, type ServiceReferenceVariant, type UserRole } from '../core/srv/catalogue.ts';
import type { DeviceStatus, Inventory, InventoryDevice, User } from './inventory.ts';
import type { ResponseCode } from './response-codes.ts';
import type { ServiceRequest } from './service-request.ts';

/** Statuses in which a device answers Service Requests. Ours: DUIS names them for each SRV, in text that is not public. */
const ELIGIBLE_STATUSES: readonly DeviceStatus[] = ['Commissioned', 'Recovered'];
/** Roles that are answerable for particular devices; Users in the others may ask any. */
const REGISTERED_ROLES: readonly UserRole[] = ['IS', 'GS', 'ES', 'ED', 'GT'];

/** What a check sees: each is asked only once all before it were passed, so `user` and `device` are known when used. */
interface Question {
  readonly request: ServiceRequest;
  readonly variant: ServiceReferenceVariant;
  readonly user: User | undefined;
  readonly device: InventoryDevice | undefined;
  readonly at: Temporal.Instant;
}

/** The checks of DUIS access control, in the order in which they are made. */
const checks: readonly { readonly code: ResponseCode; passes(question: Question): boolean }[] = [
  { code: 'E1', passes: ({ request, user }) => user?.roles.includes(request.user.role) ?? false },
  { code: 'E3', passes: ({ user }) => user?.status === 'active' },
  { code: 'E2', passes: ({ request, variant }) => variant.userRoles.includes(request.user.role) },
  { code: 'E19', passes: forDevice(() => true) },
  { code: 'E11', passes: forDevice((device, { variant }) => variant.targets.includes(device.type)) },
  { code: 'E5', passes: forDevice((device) => ELIGIBLE_STATUSES.includes(device.status)) },
  { code: 'E4', passes: forDevice(isRegistered) },
];

/** Who asks, and of which device; of none where the DCC answers itself. */
export interface Admitted {
  readonly user: User;
  readonly device?: InventoryDevice;
}

/**
 * Decides whether a User may send this request now (DUIS access control).
 * @returns the response code of the first check that fails, where one does
 */
export function admit(
  request: ServiceRequest,
  variant: ServiceReferenceVariant,
  inventory: Inventory,
  at: Temporal.Instant,
): Admitted | ResponseCode {
  const user = inventory.user(request.user.id);
  const device = request.target === undefined ? undefined : inventory.device(request.target);
  const failed = checks.find((check) => !check.passes({ request, variant, user, device, at }));
  if (failed !== undefined) return failed.code;
  return { user: user as User, ...(device !== undefined && !isNonDevice(variant) && { device }) };
}

/** A check of the device, which passes for a request without any; the first of them asks whether there is one. */
function forDevice(passes: (device: InventoryDevice, question: Question) => boolean): (question: Question) => boolean {
  return (question) =>
    isNonDevice(question.variant) || (question.device !== undefined && passes(question.device, question));
}

function isRegistered({ registrations }: InventoryDevice, { request: { user }, at }: Question): boolean {
  if (!REGISTERED_ROLES.includes(user.role)) return true;
  return registrations.some(
    (registration) =>
      registration.role === user.role &&
      registration.user === user.id &&
      (registration.from === undefined || Temporal.Instant.compare(registration.from, at) <= 0) &&
      (registration.until === undefined || Temporal.Instant.compare(at, registration.until) < 0),
  );
}
