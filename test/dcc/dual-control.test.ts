import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromHex } from '../../src/core/bytes.ts';
import { type Eui64, eui64Bytes } from '../../src/core/identifiers.ts';
import { Random } from '../../src/core/random.ts';
import { type DeviceType, findSrv, srvCatalogue } from '../../src/core/srv/catalogue.ts';
import { Dco } from '../../src/dcc/dco/dco.ts';
import { MemoryCounters } from '../../src/dcc/device/counters.ts';
import { DevicePorts } from '../../src/dcc/device/port.ts';
import type { CosemOperation } from '../../src/dcc/device/session.ts';
import { type DeviceAccess, DeviceSessions, type KeyHolder } from '../../src/dcc/device/sessions.ts';
import type { InventoryDevice } from '../../src/dcc/inventory.ts';
import { Device } from '../../src/dcc/s1sp/device.ts';
import { prepare } from '../../src/dcc/s1sp/equivalent-steps.ts';
import { FirmwareTransfers } from '../../src/dcc/s1sp/firmware-transfer.ts';
import { equivalentStepsBySrv } from '../../src/dcc/s1sp/steps/all.ts';
import { inventoryOf } from '../../src/harness/runner/inventory-of.ts';
import { dcoTitle, s1spTitle, userOfRole } from '../../src/harness/runner/parties.ts';
import { simTarget } from '../../src/harness/runner/sim-target.ts';
import type { Target, TargetDevice } from '../../src/harness/runner/target.ts';
import { shipped } from '../support/command.ts';
import { everyRequest, sampleParameters } from './sample-requests.ts';

const S1SP_CLIENT = 2;
/** What a critical request changes in the DCC alone: the device hears nothing of it that would have to be protected. */
const NOT_AT_THE_DEVICE = ['6.15.1', '8.7.1', '8.8.1'];
/** What a refusal looks like where the steps take it for an answer. */
const REFUSED: Readonly<Record<string, object>> = {
  '11.3': { ActivateImageResponseCode: { ASN1Status: 'activationFailure' } },
};

const critical = everyRequest.filter(([srv]) => findSrv(srv)?.critical === true);

let target: Target;
let access: DeviceAccess;
let operations: CosemOperation[];

beforeAll(async () => {
  target = await simTarget(shipped('hardware/installations/moc-secure-dual-fuel.yaml'));
  access = {
    ports: new DevicePorts((id) => {
      const device = target.devices.find(({ eui64 }) => eui64 === id);
      return device && { serverSap: device.serverSap, open: () => device.openWire(() => undefined) };
    }),
    counters: new MemoryCounters(),
    random: new Random('dual control'),
    observe: (operation) => operations.push(operation),
  };
  operations = [];
  for (const type of ['ESME', 'GSME'] as const) await bringFirmware(deviceOf(type));
});
afterAll(async () => {
  await access.ports.close();
  await target.close();
});

function holder(title: Eui64, sap: 1 | 2): KeyHolder {
  const keysOf = (id: Eui64) => target.devices.find(({ eui64 }) => eui64 === id)?.keys.clients[sap];
  return { systemTitle: eui64Bytes(title), keysOf };
}

function deviceOf(type: DeviceType): TargetDevice {
  return target.devices.find((each) => each.type === type) ?? expect.fail(`no ${type}`);
}

/** Has a device hold an image that it can be told to activate. */
async function bringFirmware({ eui64, nextFirmware = expect.fail('no firmware') }: TargetDevice): Promise<void> {
  const { image, hash } = nextFirmware;
  const services = sessionsOfS1sp().of(eui64);
  const transfers = new FirmwareTransfers(target.clock);
  const result = await transfers.transfer(eui64, { content: image, name: fromHex(hash) }, (work) =>
    work(new Device(services)),
  );
  expect(result).toEqual({ outcome: 'verified' });
}

function sessionsOfS1sp(): DeviceSessions {
  return new DeviceSessions(S1SP_CLIENT, holder(s1spTitle, S1SP_CLIENT), access);
}

/** The steps of a request as the S1SP would carry them out if it asked nobody. */
async function byTheS1spAlone(srv: string, type: DeviceType): Promise<unknown> {
  const { eui64, nextFirmware } = deviceOf(type);
  const inventory = inventoryOf(target);
  const sessions = sessionsOfS1sp();
  const steps = equivalentStepsBySrv.get(srv)?.on[type] ?? expect.fail(srv);
  const world = { now: target.clock.now(), other: deviceOf('GPF').eui64, firmwareHash: nextFirmware?.hash };
  const request = prepare(srv, steps, steps.parameters.parse(sampleParameters(srv, type, world)));
  const context = {
    entry: inventory.device(eui64) as InventoryDevice,
    clock: target.clock,
    user: { id: userOfRole('IS').id, role: 'IS' as const },
    inventory,
    random: access.random,
    elsewhere: <T>(id: Eui64, work: (device: Device) => Promise<T>) => work(new Device(sessions.of(id))),
  };
  return request.perform(new Device(sessions.of(eui64)), context).catch((error: unknown) => error);
}

describe('dual control (SVTAD)', () => {
  it.each(critical)('SRV %s: a device of type %s takes nothing of it from the S1SP alone', async (srv, type) => {
    operations = [];
    const outcome = await byTheS1spAlone(srv, type);
    const changes = operations.filter(({ service }) => service === 'set' || service === 'action');
    expect(changes.filter(({ result }) => result === 'success')).toEqual([]);
    if (NOT_AT_THE_DEVICE.includes(srv)) expect(changes).toEqual([]);
    else expect([changes.length, outcome]).toMatchObject([1, REFUSED[srv] ?? { code: 'step-refused' }]);
  });

  it('SRV 7.2: at the same device, with the same steps, the DCO comes to its end', async () => {
    operations = [];
    const { eui64 } = deviceOf('ESME');
    const services = new Dco(holder(dcoTitle, 1), access).servicesFor(findSrv('7.2') ?? expect.fail('7.2'), eui64);
    const steps = equivalentStepsBySrv.get('7.2')?.on.ESME ?? expect.fail('7.2');
    await prepare('7.2', steps, {}).perform(new Device(services), {} as never);
    const changes = operations.filter(({ service }) => service === 'action');
    expect(changes.map(({ clientSap, result }) => [clientSap, result])).toEqual([[1, 'success']]);
  });

  it.each(srvCatalogue.filter(({ critical }) => !critical))(
    'SRV $srv: the DCO lends its keys for nothing that is not critical',
    (variant) => {
      const dco = new Dco(holder(dcoTitle, 1), access);
      expect(() => dco.servicesFor(variant, deviceOf('ESME').eui64)).toThrow('dco-not-critical');
    },
  );
});
