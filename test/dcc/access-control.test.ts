import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEui64 } from '../../src/core/identifiers.ts';
import { type DeviceType, deviceTypes, srvCatalogue, type UserRole, userRoles } from '../../src/core/srv/catalogue.ts';
import { admit } from '../../src/dcc/access-control.ts';
import {
  type DeviceStatus,
  deviceStatuses,
  Inventory,
  type InventoryDevice,
  type User,
} from '../../src/dcc/inventory.ts';
import { responseCodes } from '../../src/dcc/response-codes.ts';
import { meter, StandIn, supplier } from './stand-in.ts';

const at = Temporal.Instant.from('2026-01-15T12:00:00Z');
const stranger = parseEui64('00-00-5E-EF-20-00-00-99');

interface Case {
  readonly srv?: string;
  readonly role?: UserRole;
  readonly user?: Partial<User>;
  readonly device?: Partial<InventoryDevice>;
  readonly from?: 'stranger';
  readonly target?: 'unknown';
}

function decide({ srv = '4.1.1', role = 'IS', user, device, from, target }: Case) {
  const known: User = { id: supplier, roles: ['IS'], status: 'active', ...user };
  const inventory = new Inventory([{ ...meter, ...device }], [known]);
  const variant = srvCatalogue.find((entry) => entry.srv === srv) ?? expect.fail(srv);
  const request = {
    srv,
    user: { id: from === 'stranger' ? stranger : supplier, role },
    target: target === 'unknown' ? stranger : meter.id,
    parameters: {},
  };
  const admitted = admit(request, variant, inventory, at);
  return typeof admitted === 'string' ? admitted : undefined;
}

describe('DUIS access control', () => {
  it.each<[string, string | undefined, Case]>([
    ['the Responsible Supplier may read', undefined, {}],
    ['E1: nobody knows the User', 'E1', { from: 'stranger' }],
    ['E1: the User does not have the role', 'E1', { role: 'ED' }],
    ['E2: the role may not send the SRV', 'E2', { srv: '7.2', role: 'ED', user: { roles: ['IS', 'ED'] } }],
    ['E3: the User is suspended', 'E3', { user: { status: 'suspended' } }],
    ['E4: another User is registered', 'E4', { device: { registrations: [{ role: 'IS', user: stranger }] } }],
    ['E4: nobody is registered', 'E4', { device: { registrations: [] } }],
    ['E4: registered in another role', 'E4', { device: { registrations: [{ role: 'ED', user: supplier }] } }],
    ['E4: no longer registered', 'E4', { device: { registrations: [{ role: 'IS', user: supplier, until: at }] } }],
    ['registered from now on', undefined, { device: { registrations: [{ role: 'IS', user: supplier, from: at }] } }],
    [
      'E4: not yet registered',
      'E4',
      { device: { registrations: [{ role: 'IS', user: supplier, from: at.add({ seconds: 1 }) }] } },
    ],
    ['an Other User needs no registration', undefined, { srv: '4.8.1', role: 'OU', user: { roles: ['OU'] } }],
    ['E5: the device is suspended', 'E5', { device: { status: 'Suspended' } }],
    ['E11: the SRV is not for this device type', 'E11', { device: { type: 'PPMID' } }],
    ['E19: the device does not exist', 'E19', { target: 'unknown' }],
  ])('%s', (_, code, given) => {
    expect(decide(given)).toBe(code);
  });

  it('nobody gains by losing: with less of a right no request passes that was refused with more', () => {
    const cases = fc.record({
      srv: fc.constantFrom(...srvCatalogue.map(({ srv }) => srv)),
      role: fc.constantFrom<UserRole>(...userRoles),
      status: fc.constantFrom<DeviceStatus>(...deviceStatuses),
      type: fc.constantFrom<DeviceType>(...deviceTypes),
    });
    fc.assert(
      fc.property(cases, ({ srv, role, status, type }) => {
        const registrations = [{ role, user: supplier }];
        const full: Case = { srv, role, user: { roles: userRoles }, device: { status, type, registrations } };
        const refused = decide(full);
        const weaker: readonly Case[] = [
          { ...full, user: { roles: userRoles, status: 'suspended' } },
          { ...full, user: { roles: [] } },
          { ...full, device: { status, type, registrations: [] } },
          { ...full, target: 'unknown' },
        ];
        for (const given of weaker) if (refused !== undefined) expect(decide(given)).toBeDefined();
        if (refused !== undefined) expect(Object.keys(responseCodes)).toContain(refused);
        else expect(status === 'Commissioned' || status === 'Recovered').toBe(true);
      }),
    );
  });

  it('a refused request never reaches the device', async () => {
    const standIn = new StandIn();
    standIn.inventory.put({ ...meter, status: 'Decommissioned' });
    expect(await standIn.submit('7.2')).toMatchObject({ responseCode: 'E5', srv: '7.2' });
    expect(await standIn.submit('7.2', {}, 'GS')).toMatchObject({ responseCode: 'E1' });
    expect(standIn.opened).toBe(0);
  });
});
