import { type Eui64, parseEui64 } from '../../core/identifiers.ts';
import type { DeviceType, UserRole } from '../../core/srv/catalogue.ts';
import { userRoles } from '../../core/srv/catalogue.ts';
import type { Registration, User } from '../../dcc/inventory.ts';

/** The Users that s1bench plays, one for each role. Their EUI-64s are from the range for documentation (RFC 9542). */
export const benchUsers: readonly User[] = userRoles.map((role, i) => ({
  id: parseEui64(`00-00-5E-EF-10-00-01-0${i + 1}`),
  roles: [role],
  status: 'active',
}));

/** System titles of the parties that speak to devices. */
export const s1spTitle = parseEui64('00-00-5E-EF-10-00-02-01');
export const dcoTitle = parseEui64('00-00-5E-EF-10-00-02-02');

const ELECTRICITY: readonly UserRole[] = ['IS', 'ES', 'ED'];
const GAS: readonly UserRole[] = ['GS', 'GT'];

/** Who is answerable for a device of a type: the supplier and the network party of its fuel, and for any hub all of them. */
export function registrationsFor(type: DeviceType): readonly Registration[] {
  const roles = { ESME: ELECTRICITY, GSME: GAS, GPF: GAS }[type as string] ?? [...ELECTRICITY, ...GAS];
  return benchUsers.flatMap(({ id, roles: [role] }) =>
    role !== undefined && roles.includes(role) ? [{ role, user: id }] : [],
  );
}

export function userOfRole(role: UserRole): User {
  return benchUsers.find(({ roles }) => roles.includes(role)) as User;
}

/** EUI-64 of the User in each role. */
export function usersByRole(): Readonly<Record<UserRole, Eui64>> {
  return Object.fromEntries(userRoles.map((role) => [role, userOfRole(role).id])) as Record<UserRole, Eui64>;
}
