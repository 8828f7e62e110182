import {
  type CommandVariant,
  isNonDevice,
  type ServiceReferenceVariant,
  type UserRole,
} from '../core/srv/catalogue.ts';
import type { Smets1Services } from '../core/srv/smets1-services.ts';
import { statusesFor } from './device-statuses.ts';
import type { Inventory, InventoryDevice, Registration, User } from './inventory.ts';
import type { ResponseCode } from './response-codes.ts';
import type { ServiceRequest, WebService } from './service-request.ts';

/** Roles that are answerable for particular devices; Users in the others may ask any. */
const REGISTERED_ROLES: readonly UserRole[] = ['IS', 'GS', 'ES', 'ED', 'GT'];

/** Which web service takes a request of which Command Variant (DUIS). */
const webServiceOf: Readonly<Record<CommandVariant, WebService>> = {
  1: 'send-command',
  2: 'non-device',
  3: 'send-command',
  4: 'transform',
  5: 'send-command',
  6: 'non-device',
  7: 'send-command',
  8: 'non-device',
};
/** Command Variants that ask for a command to be delivered locally, by its User. */
const LOCAL: readonly CommandVariant[] = [2, 3, 6, 7];
/**
 * What a SMETS1 device can be sent by: there is no command of the GBCS for it that could be transformed or signed, so that
 * critical requests, too, are sent as they are. Recalled.
 */
const SMETS1_DEVICE: CommandVariant = 1;
const NON_DEVICE: CommandVariant = 8;

/** What a check sees: each is asked only once all before it were passed, so `user` and `device` are known when used. */
interface Question {
  readonly request: ServiceRequest;
  readonly variant: ServiceReferenceVariant;
  readonly commandVariant: CommandVariant;
  readonly services: Smets1Services;
  readonly user: User | undefined;
  readonly device: InventoryDevice | undefined;
  readonly at: Temporal.Instant;
}

export interface AccessCheck {
  readonly code: ResponseCode;
  /** What it asks. */
  readonly asks: string;
  passes(question: Question): boolean;
}

/** The checks of DUIS access control, in the order in which they are made; the order is ours. */
export const accessChecks: readonly AccessCheck[] = [
  {
    code: 'E1',
    asks: 'the User is known, and has the role',
    passes: ({ request, user }) => user?.roles.includes(request.user.role) ?? false,
  },
  { code: 'E3', asks: 'the User is active', passes: ({ user }) => user?.status === 'active' },
  {
    code: 'E2',
    asks: "the role is one of the SRV's",
    passes: ({ request, variant }) => variant.userRoles.includes(request.user.role),
  },
  {
    code: 'E13',
    asks: 'the web service takes requests of that Command Variant',
    passes: ({ request, commandVariant }) =>
      request.webService === undefined || request.webService === webServiceOf[commandVariant],
  },
  {
    code: 'E17',
    asks: 'no local delivery is asked of a device',
    passes: ({ variant, commandVariant }) => isNonDevice(variant) || !LOCAL.includes(commandVariant),
  },
  {
    code: 'E12',
    asks: 'the Command Variant is 1 of a request to a device, 8 of one that the DCC answers itself',
    passes: ({ variant, commandVariant }) => commandVariant === usualCommandVariant(variant),
  },
  {
    code: 'E11',
    asks: 'the SRV is for SMETS1 devices',
    passes: ({ variant, services }) => services.has(variant.srv),
  },
  { code: 'E19', asks: 'the target is in the inventory', passes: forDevice(() => true) },
  {
    code: 'E11',
    asks: 'the target is of a type that the SRV is for',
    passes: forDevice(({ type }, { variant }) => variant.targets.includes(type)),
  },
  {
    code: 'E5',
    asks: 'the target is in a status in which it takes the SRV',
    passes: forDevice(({ status }, { variant }) => statusesFor(variant.srv).includes(status)),
  },
  {
    code: 'E4',
    asks: 'the User is registered for the target now, in a role that needs it (IS, GS, ES, ED, GT)',
    passes: forDevice((device, { request, at }) => isAnswerable(request.user, device, at)),
  },
];

/** Who asks, and of which device; of none where the DCC answers itself. */
export interface Admitted {
  readonly user: User;
  readonly device?: InventoryDevice;
}

/** What access control goes by, beside the request. */
export interface AccessRules {
  readonly inventory: Inventory;
  readonly services: Smets1Services;
}

/**
 * Decides whether a User may send this request now (DUIS access control).
 * @returns the response code of the first check that fails, where one does
 */
export function admit(
  request: ServiceRequest,
  variant: ServiceReferenceVariant,
  { inventory, services }: AccessRules,
  at: Temporal.Instant,
): Admitted | ResponseCode {
  const user = inventory.user(request.user.id);
  const device = request.target === undefined ? undefined : inventory.device(request.target);
  const { commandVariant = usualCommandVariant(variant) } = request;
  const question = { request, variant, commandVariant, services, user, device, at };
  const failed = accessChecks.find((check) => !check.passes(question));
  if (failed !== undefined) return failed.code;
  return { user: user as User, ...(device !== undefined && !isNonDevice(variant) && { device }) };
}

/** Whether a User is answerable for a device, in a role that has to be. */
export function isAnswerable(
  { id, role }: ServiceRequest['user'],
  { registrations }: InventoryDevice,
  at: Temporal.Instant,
): boolean {
  if (!REGISTERED_ROLES.includes(role)) return true;
  return registrations.some((each) => each.role === role && each.user === id && isInForce(each, at));
}

function usualCommandVariant(variant: ServiceReferenceVariant): CommandVariant {
  return isNonDevice(variant) ? NON_DEVICE : SMETS1_DEVICE;
}

/** Whether a registration holds at a time. */
export function isInForce({ from, until }: Registration, at: Temporal.Instant): boolean {
  const hasBegun = from === undefined || Temporal.Instant.compare(from, at) <= 0;
  return hasBegun && (until === undefined || Temporal.Instant.compare(at, until) < 0);
}

/** A check of the device, which passes for a request without any; the first of them asks whether there is one. */
function forDevice(passes: (device: InventoryDevice, question: Question) => boolean): (question: Question) => boolean {
  return (question) =>
    isNonDevice(question.variant) || (question.device !== undefined && passes(question.device, question));
}
