import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEui64 } from '../../src/core/identifiers.ts';
import {
  type CommandVariant,
  commandVariants,
  type DeviceType,
  deviceTypes,
  isNonDevice,
  srvCatalogue,
  type UserRole,
  userRoles,
} from '../../src/core/srv/catalogue.ts';
import { recalledServices } from '../../src/core/srv/smets1-services.ts';
import { accessChecks, admit } from '../../src/dcc/access-control.ts';
import { statusesFor } from '../../src/dcc/device-statuses.ts';
import {
  type DeviceStatus,
  deviceStatuses,
  Inventory,
  type InventoryDevice,
  type User,
} from '../../src/dcc/inventory.ts';
import { responseCodeList } from '../../src/dcc/response-codes.ts';
import { type WebService, webServices } from '../../src/dcc/service-request.ts';
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
  readonly commandVariant?: CommandVariant;
  readonly webService?: WebService;
}

function decide({ srv = '4.1.1', role = 'IS', user, device, from, target, ...envelope }: Case) {
  const known: User = { id: supplier, roles: ['IS'], status: 'active', ...user };
  const inventory = new Inventory([{ ...meter, ...device }], [known]);
  const variant = variantOf(srv);
  const request = {
    srv,
    user: { id: from === 'stranger' ? stranger : supplier, role },
    target: target === 'unknown' ? stranger : meter.id,
    parameters: {},
    ...envelope,
  };
  const admitted = admit(request, variant, { inventory, services: recalledServices }, at);
  return typeof admitted === 'string' ? admitted : undefined;
}

function variantOf(srv: string) {
  return srvCatalogue.find((entry) => entry.srv === srv) ?? expect.fail(srv);
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
    ['E11: the SRV is not for SMETS1 devices', 'E11', { srv: '7.7' }],
    ['E19: the device does not exist', 'E19', { target: 'unknown' }],
    ['Command Variant 1, also of a critical request', undefined, { srv: '7.1', commandVariant: 1 }],
    ['E12: nothing is transformed for SMETS1', 'E12', { srv: '7.1', commandVariant: 4 }],
    ['E12: there is no Signed Pre-Command for SMETS1', 'E12', { srv: '7.1', commandVariant: 5 }],
    ['E12: a request to a device is not answered by the DCC itself', 'E12', { commandVariant: 8 }],
    ['E12: what the DCC answers itself is sent to no device', 'E12', { srv: '8.2', commandVariant: 1 }],
    ['what the DCC answers itself has Command Variant 8', undefined, { srv: '8.2', commandVariant: 8 }],
    ['E17: no local delivery of a request', 'E17', { commandVariant: 2 }],
    ['E17: nor beside that over the WAN', 'E17', { commandVariant: 3 }],
    ['E17: no local delivery of a Signed Pre-Command', 'E17', { srv: '7.1', commandVariant: 6 }],
    ['E13: Transform takes Command Variant 4 only', 'E13', { webService: 'transform' }],
    ['E13: the Non-Device service takes no request to a device', 'E13', { webService: 'non-device' }],
    ['E13: Send Command takes nothing that the DCC answers itself', 'E13', { srv: '8.2', webService: 'send-command' }],
    ['Send Command takes a request to a device', undefined, { webService: 'send-command' }],
    ['E5: SRV 8.1.1 is not for a device that is commissioned', 'E5', { srv: '8.1.1' }],
    ['SRV 8.1.1 commissions', undefined, { srv: '8.1.1', device: { status: 'InstalledNotCommissioned' } }],
    ['SRV 11.3 helps a suspended device', undefined, { srv: '11.3', device: { status: 'Suspended' } }],
    ['what the DCC answers itself asks for no registration', undefined, { srv: '8.2', device: { registrations: [] } }],
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
        const past = at.subtract({ hours: 1 });
        const weaker: readonly Case[] = [
          { ...full, user: { roles: userRoles, status: 'suspended' } },
          { ...full, user: { roles: [] } },
          { ...full, from: 'stranger' },
          { ...full, device: { status, type, registrations: [] } },
          { ...full, device: { status, type, registrations: [{ role, user: supplier, until: past }] } },
          { ...full, device: { status, type, registrations: [{ role, user: stranger }] } },
          { ...full, target: 'unknown' },
        ];
        for (const given of weaker) if (refused !== undefined) expect(decide(given)).toBeDefined();
        if (refused !== undefined) expect(responseCodeList).toContain(refused);
        else if (!isNonDevice(variantOf(srv))) expect(statusesFor(srv)).toContain(status);
      }),
    );
  });

  it('E12, E13, E17: no way of sending gains anything over the usual one, which alone of all is taken', () => {
    const cases = fc.record({
      srv: fc.constantFrom(...srvCatalogue.map(({ srv }) => srv)),
      role: fc.constantFrom<UserRole>(...userRoles),
      commandVariant: fc.constantFrom<CommandVariant>(...commandVariants),
      webService: fc.constantFrom<WebService>(...webServices),
    });
    fc.assert(
      fc.property(cases, ({ srv, role, commandVariant, webService }) => {
        const [type] = variantOf(srv).targets;
        const registrations = [{ role, user: supplier }];
        const [status] = statusesFor(srv);
        const plain: Case = {
          srv,
          role,
          user: { roles: userRoles },
          device: { registrations, ...(type !== undefined && { type }), ...(status !== undefined && { status }) },
        };
        const usual = isNonDevice(variantOf(srv)) ? [8, 'non-device'] : [1, 'send-command'];
        const isUsual = commandVariant === usual[0] && webService === usual[1];
        const refused = decide({ ...plain, commandVariant, webService });
        if (isUsual) expect(refused).toBe(decide(plain));
        else expect(['E1', 'E2', 'E12', 'E13', 'E17']).toContain(refused);
      }),
    );
  });

  it('asks in a fixed order: of several reasons the first is told', () => {
    const everythingWrong: Case = {
      srv: '8.11',
      role: 'OU',
      from: 'stranger',
      user: { roles: [], status: 'suspended' },
      target: 'unknown',
      commandVariant: 3,
      webService: 'transform',
    };
    expect(decide(everythingWrong)).toBe('E1');
    expect(accessChecks.map(({ code }) => code)).toEqual([
      'E1',
      'E3',
      'E2',
      'E13',
      'E17',
      'E12',
      'E11',
      'E19',
      'E11',
      'E5',
      'E4',
    ]);
  });

  it('a refused request never reaches the device', async () => {
    const standIn = new StandIn();
    standIn.inventory.put({ ...meter, status: 'Decommissioned' });
    expect(await standIn.submit('7.2')).toMatchObject({ responseCode: 'E5', srv: '7.2' });
    expect(await standIn.submit('7.2', {}, 'GS')).toMatchObject({ responseCode: 'E1' });
    expect(standIn.opened).toBe(0);
  });
});
