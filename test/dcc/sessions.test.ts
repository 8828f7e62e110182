import type { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../src/core/clock.ts';
import { S1benchError } from '../../src/core/errors.ts';
import { parseObis } from '../../src/core/identifiers.ts';
import { Random } from '../../src/core/random.ts';
import { findSrv } from '../../src/core/srv/catalogue.ts';
import { Dco } from '../../src/dcc/dco/dco.ts';
import { MemoryCounters } from '../../src/dcc/device/counters.ts';
import { DevicePort, DevicePorts, type DeviceRoute } from '../../src/dcc/device/port.ts';
import { DeviceSession } from '../../src/dcc/device/session.ts';
import { DeviceSessions } from '../../src/dcc/device/sessions.ts';
import { parseLinkAddress } from '../../src/links/address.ts';
import { inProcessPair } from '../../src/links/in-process.ts';
import { openWire } from '../../src/links/wire.ts';
import { serveDevice } from '../../src/sim/serve.ts';
import { esmeAt, installation } from '../links/simulated.ts';
import { LossyRoute } from './lossy.ts';
import { meter, StandIn } from './stand-in.ts';

const disconnectControl = { classId: 70, instance: parseObis('0.0.96.3.10.255') };
const { keys } = installation.devices.esme;

/** A route over wrapper whose device end the test holds, so that it can break it. */
function breakable(address = 'sim:esme'): { ends: Duplex[]; route(standIn: StandIn): DeviceRoute } {
  const ends: Duplex[] = [];
  return {
    ends,
    route: (standIn) => ({
      serverSap: 1,
      open: async () => {
        const [near, far] = inProcessPair();
        ends.push(far);
        serveDevice(far, standIn.device, { framing: 'wrapper', clock: standIn.clock });
        return openWire(parseLinkAddress(address), { clock: standIn.clock }, near);
      },
    }),
  };
}

function neverOpened(): Promise<never> {
  return Promise.reject(new S1benchError('link-open-failed', { found: 'a test' }));
}

describe('device sessions', () => {
  it('an association is opened when it is needed, and kept from request to request', async () => {
    const standIn = new StandIn();
    await standIn.submit('4.16');
    await standIn.submit('4.16');
    const { operations } = standIn;
    const openings = operations.filter(({ service }) => service === 'associate').map(({ clientSap }) => clientSap);
    expect(openings).toEqual([16, 2]);
    expect(operations.filter(({ service }) => service === 'release')).toHaveLength(1);
    await standIn.dcc.close();
    expect(operations.at(-1)).toMatchObject({ service: 'release', clientSap: 2, result: 'success' });
    expect(standIn.opened).toBe(1);
  });

  it('a party that holds other keys than before has its session begun anew', async () => {
    const ports = new DevicePorts(() => ({ serverSap: 1, open: neverOpened }));
    let held = keys.clients[2];
    const sessions = new DeviceSessions(
      2,
      { systemTitle: new Uint8Array(8), keysOf: () => held },
      { ports, counters: new MemoryCounters(), random: new Random('sessions') },
    );
    const first = sessions.of(meter.id);
    held = { ...held };
    expect(sessions.of(meter.id)).toBe(first);
    held = { ...held, encryption: held.authentication };
    expect(sessions.of(meter.id)).not.toBe(first);
  });

  it('requests that are submitted together are carried out one after the other', async () => {
    const standIn = new StandIn({ framing: 'hdlc' });
    const responses = await Promise.all(['7.2', '7.4', '7.1', '7.4'].map((srv) => standIn.submit(srv)));
    expect(responses.map(({ responseCode }) => responseCode)).toEqual(['I0', 'I0', 'I0', 'I0']);
    expect(responses[1]?.body).toEqual({ SupplyState: 'Disabled' });
    expect(responses[3]?.body).toEqual({ SupplyState: 'Enabled' });
    await standIn.dcc.close();
  });

  it('a device with a history is asked for its invocation counter first', async () => {
    const first = new StandIn();
    await first.submit('4.1.1');
    await first.dcc.close();
    const second = new StandIn({ device: first.device, clock: first.clock, counters: new MemoryCounters() });
    expect(await second.submit('4.1.1')).toMatchObject({ responseCode: 'I0' });
    expect(second.operations[1]).toMatchObject({ clientSap: 16, object: '0.0.43.1.2.255', result: 'success' });
    await second.dcc.close();
  });

  it('whoever is alone asks a device for its counter once, and again after it was refused', async () => {
    const counters = new MemoryCounters({ isAlone: true });
    const asked = async (given: object): Promise<number> => {
      const standIn = new StandIn({ device, clock, counters, ...given });
      await standIn.submit('4.1.1');
      await standIn.dcc.close();
      return standIn.operations.filter(({ object }) => object?.startsWith('0.0.43.1.') === true).length;
    };
    const { device, clock } = new StandIn();
    expect([await asked({}), await asked({})]).toEqual([1, 0]);
    counters.doubt(meter.id, 2);
    expect([await asked({}), await asked({})]).toEqual([1, 0]);
  });

  it('a connection that was lost meanwhile is opened anew, also for a critical request', async () => {
    const { ends, route } = breakable();
    const standIn = new StandIn({ route });
    await standIn.submit('7.2');
    ends[0]?.destroy();
    await standIn.clock.sleep(Temporal.Duration.from({ seconds: 1 }));
    expect(await standIn.submit('7.1')).toMatchObject({ responseCode: 'I0' });
    expect(ends).toHaveLength(2);
    await standIn.dcc.close();
  });

  it('IEC 62056-46: after an inactivity time-out of the device a critical request connects again', async () => {
    const standIn = new StandIn({ framing: 'hdlc' });
    await standIn.submit('7.2');
    await standIn.clock.sleep(Temporal.Duration.from({ minutes: 5 }));
    expect(await standIn.submit('7.3')).toMatchObject({ responseCode: 'I0' });
    expect(standIn.steps()).toEqual([
      '1 action 0.0.96.3.10.255 1: success',
      '1 set 0.0.96.3.10.255 4: link-expired',
      '1 set 0.0.96.3.10.255 4: success',
      '1 action 0.0.96.3.10.255 2: success',
    ]);
    await standIn.dcc.close();
  });

  it('Green Book, exception-response: a device that has forgotten the association is asked anew', async () => {
    const restart: (() => void)[] = [];
    const standIn = new StandIn({
      route: ({ device, clock }) => ({
        serverSap: 1,
        open: async () => {
          const [near, gateway] = inProcessPair();
          const behind: Duplex[] = [];
          restart.push(() => {
            const [inner, far] = inProcessPair();
            serveDevice(far, device, { framing: 'wrapper', clock });
            inner.on('data', (bytes) => gateway.write(bytes));
            behind.push(inner);
          });
          restart.at(-1)?.();
          gateway.on('data', (bytes) => behind.at(-1)?.write(bytes));
          return openWire(parseLinkAddress('sim:esme'), { clock }, near);
        },
      }),
    });
    await standIn.submit('7.2');
    restart.at(-1)?.();
    expect(await standIn.submit('7.1')).toMatchObject({ responseCode: 'I0' });
    expect(standIn.steps().slice(1, 3)).toEqual([
      '1 set 0.0.96.3.10.255 4: cosem-service-refused',
      '1 set 0.0.96.3.10.255 4: success',
    ]);
    await standIn.dcc.close();
  });

  it('a counter that the device has passed meanwhile is learnt anew', async () => {
    const first = new StandIn();
    await first.submit('7.4');
    const second = new StandIn({ device: first.device, clock: first.clock });
    await second.submit('4.1.1');
    first.operations.length = 0;
    expect(await first.submit('7.4')).toMatchObject({ responseCode: 'I0' });
    expect(first.operations.map(({ clientSap, service, result }) => `${clientSap} ${service}: ${result}`)).toEqual([
      '2 get: cosem-service-refused',
      '16 associate: success',
      '16 get: success',
      '16 release: success',
      '2 associate: success',
      '2 get: success',
    ]);
    await second.dcc.close();
    await first.dcc.close();
  });

  it.each([
    ['read is read again', '7.4', ['2 get 0.0.96.3.10.255 3: link-lost', '2 get 0.0.96.3.10.255 3: success']],
    [
      'invoked is invoked again once the device shows that nothing was done',
      '7.2',
      [
        '1 action 0.0.96.3.10.255 1: link-lost',
        '1 get 0.0.96.3.10.255 3: success',
        '1 action 0.0.96.3.10.255 1: success',
      ],
    ],
  ])('after a loss in the middle what was %s', async (_, srv, steps) => {
    const { ends, route } = breakable();
    const standIn = new StandIn({ route });
    // The association, be it that of the DCO, must stand before the line breaks.
    await standIn.submit('4.16');
    await standIn.submit(srv === '7.2' ? '7.1' : '7.4');
    standIn.operations.length = 0;
    const end = ends[0] as Duplex;
    end.removeAllListeners('data');
    end.once('data', () => end.destroy());
    expect(await standIn.submit(srv)).toMatchObject({ responseCode: 'I0' });
    expect(standIn.steps()).toEqual(steps);
    await standIn.dcc.close();
  });

  it('what was invoked and done is not done again, though its answer was lost', async () => {
    const lossy = new LossyRoute();
    const standIn = new StandIn({ route: lossy.route });
    await standIn.submit('7.1');
    standIn.operations.length = 0;
    lossy.lose({ lost: 'answer', number: 1 });
    expect(await standIn.submit('7.2')).toMatchObject({ responseCode: 'I0' });
    expect(standIn.steps()).toEqual(['1 action 0.0.96.3.10.255 1: link-no-answer', '1 get 0.0.96.3.10.255 3: success']);
    await standIn.dcc.close();
  });

  it('E21: a device that falls silent for good, after the time-out of its address: it may have been done', async () => {
    const { ends, route } = breakable('sim:esme?timeout=7s');
    const standIn = new StandIn({
      route: (of) => ({ ...route(of), open: () => (ends.length === 0 ? route(of).open() : neverOpened()) }),
    });
    await standIn.submit('7.2');
    ends[0]?.removeAllListeners('data').resume();
    const before = standIn.clock.now();
    expect(await standIn.submit('7.1')).toMatchObject({
      responseCode: 'E21',
      debug: [{ position: 1, error: expect.stringMatching(/^it may have been carried out: .*1 wait\(s\) of 7 s/) }],
    });
    expect(standIn.clock.now().since(before).total('seconds')).toBe(7);
    expect(await standIn.submit('7.4')).toMatchObject({ responseCode: 'E20' });
  });

  it('a read that stayed without answer is asked once more', async () => {
    const lossy = new LossyRoute();
    const standIn = new StandIn({ route: lossy.route });
    await standIn.submit('7.4');
    for (const lost of ['request', 'answer'] as const) {
      standIn.operations.length = 0;
      lossy.lose({ lost, number: 1 });
      expect(await standIn.submit('7.4')).toMatchObject({ responseCode: 'I0' });
      expect(standIn.steps()).toEqual(['2 get 0.0.96.3.10.255 3: link-no-answer', '2 get 0.0.96.3.10.255 3: success']);
    }
    await standIn.dcc.close();
  });

  it('E21: a device that falls silent for good in the middle of a read', async () => {
    const { ends, route } = breakable('sim:esme?timeout=7s');
    const standIn = new StandIn({
      route: (of) => ({ ...route(of), open: () => (ends.length === 0 ? route(of).open() : neverOpened()) }),
    });
    await standIn.submit('7.4');
    ends[0]?.removeAllListeners('data').resume();
    expect(await standIn.submit('7.4')).toMatchObject({
      responseCode: 'E21',
      debug: [{ position: 1, error: expect.stringContaining('1 wait(s) of 7 s') }],
    });
  });

  it('E20: a device that cannot be reached', async () => {
    const standIn = new StandIn({
      route: ({ clock }) => ({ serverSap: 1, open: () => openWire(parseLinkAddress('sim:gone'), { clock }) }),
    });
    expect(await standIn.submit('4.16')).toMatchObject({ responseCode: 'E20', debug: [{ position: 1 }] });
  });

  it('E20: a device that does not believe the keys', async () => {
    const wrong = { encryption: new Uint8Array(16), authentication: new Uint8Array(16) };
    const standIn = new StandIn({ criticalKeys: wrong });
    expect(await standIn.submit('7.2')).toMatchObject({ responseCode: 'E20' });
    expect(await standIn.submit('7.4')).toMatchObject({ responseCode: 'I0', body: { SupplyState: 'Enabled' } });
    await standIn.dcc.close();
  });

  it('a device without route or keys is an error of the bench, not a response', async () => {
    const standIn = new StandIn();
    const unknown = { ...meter, id: '00-00-5E-EF-10-00-00-77' as typeof meter.id };
    standIn.inventory.put(unknown);
    const request = { srv: '4.16', user: { id: meter.registrations[0]?.user as typeof meter.id, role: 'IS' as const } };
    await expect(standIn.dcc.submit({ ...request, target: unknown.id, parameters: {} })).rejects.toMatchObject({
      code: 'device-route-unknown',
    });
  });
});

describe('dual control', () => {
  const clock = new VirtualClock(installation.start);
  const device = esmeAt(clock);
  const route: DeviceRoute = {
    serverSap: 1,
    open: async () => {
      const [near, far] = inProcessPair();
      serveDevice(far, device, { framing: 'wrapper', clock });
      return openWire(parseLinkAddress('sim:esme'), { clock }, near);
    },
  };
  const shared = { counters: new MemoryCounters(), random: new Random(1) };
  const systemTitle = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);

  it('the S1SP alone cannot do a critical operation', async () => {
    const port = new DevicePort(route);
    const identity = { sap: 2, credentials: { systemTitle, keys: keys.clients[2] } };
    const session = new DeviceSession(identity, { ...shared, device: meter.id, port });
    const outcome = await session.action({ ...disconnectControl, method: 1 }, { type: 'integer', value: 0 });
    expect(outcome).toEqual({ result: 'read-write-denied' });
    const state = await session.get({ ...disconnectControl, attribute: 3 });
    expect(state).toEqual({ data: { type: 'enum', value: 1 } });
    await port.close();
  });

  it('the S1SP with its own keys is not taken for the critical client', async () => {
    const port = new DevicePort(route);
    const identity = { sap: 1, credentials: { systemTitle, keys: keys.clients[2] } };
    const session = new DeviceSession(identity, { ...shared, device: meter.id, port });
    const acting = session.action({ ...disconnectControl, method: 1 }, { type: 'integer', value: 0 });
    await expect(acting).rejects.toMatchObject({ code: 'device-unreachable' });
    await port.close();
  });

  it('the DCO lends its keys for critical requests only', () => {
    const ports = new DevicePorts(() => route);
    const dco = new Dco({ systemTitle, keysOf: () => keys.clients[1] }, { ...shared, ports });
    const variant = (srv: string) => findSrv(srv) ?? expect.fail(srv);
    expect(() => dco.servicesFor(variant('7.4'), meter.id)).toThrow('dco-not-critical');
    expect(dco.servicesFor(variant('7.2'), meter.id)).toBeDefined();
  });
});
