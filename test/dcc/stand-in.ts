import { VirtualClock } from '../../src/core/clock.ts';
import { eui64Bytes, parseEui64, parseMpan } from '../../src/core/identifiers.ts';
import { Random } from '../../src/core/random.ts';
import type { UserRole } from '../../src/core/srv/catalogue.ts';
import type { Smets1Services } from '../../src/core/srv/smets1-services.ts';
import { DccStandIn } from '../../src/dcc/dcc.ts';
import { Dco } from '../../src/dcc/dco/dco.ts';
import { MemoryCounters } from '../../src/dcc/device/counters.ts';
import { DevicePorts, type DeviceRoute } from '../../src/dcc/device/port.ts';
import type { CosemOperation } from '../../src/dcc/device/session.ts';
import type { KeyHolder } from '../../src/dcc/device/sessions.ts';
import { Inventory, type InventoryDevice, type User } from '../../src/dcc/inventory.ts';
import { S1sp } from '../../src/dcc/s1sp/s1sp.ts';
import type { ServiceRequest, ServiceResponse } from '../../src/dcc/service-request.ts';
import { parseLinkAddress } from '../../src/links/address.ts';
import { inProcessPair } from '../../src/links/in-process.ts';
import { openWire } from '../../src/links/wire.ts';
import type { ClientKeys } from '../../src/protocol/cosem/security/originator.ts';
import type { SimulatedDevice } from '../../src/sim/device/simulated-device.ts';
import { serveDevice } from '../../src/sim/serve.ts';
import { esmeAt, installation } from '../links/simulated.ts';

export const supplier = parseEui64('00-00-5E-EF-20-00-00-01');
const { esme } = installation.devices;

export const meter: InventoryDevice = {
  id: esme.eui64,
  type: 'ESME',
  manufacturer: esme.model.manufacturer,
  model: esme.model.model,
  status: 'Commissioned',
  mpxns: { import: parseMpan(esme.meteringPoint) },
  registrations: [{ role: 'IS', user: supplier }],
};

export const users: readonly User[] = [{ id: supplier, roles: ['IS'], status: 'active' }];

function holder(title: string, keys: ClientKeys): KeyHolder {
  return { systemTitle: eui64Bytes(parseEui64(title)), keysOf: (device) => (device === esme.eui64 ? keys : undefined) };
}

/** A DCC before one simulated meter, all in this process, at the time at which the installation starts. */
export class StandIn {
  readonly clock: VirtualClock;
  readonly device: SimulatedDevice;
  readonly inventory = new Inventory([meter], users);
  readonly operations: CosemOperation[] = [];
  readonly s1sp: S1sp;
  readonly dcc: DccStandIn;
  /** Wires that were opened so far. */
  opened = 0;

  constructor(given: StandInOptions = {}) {
    const { framing = 'wrapper', counters = new MemoryCounters() } = given;
    this.clock = given.clock ?? new VirtualClock(installation.start);
    this.device = given.device ?? esmeAt(this.clock);
    const address = parseLinkAddress(`sim:esme?framing=${framing}${framing === 'hdlc' ? '&physical=17' : ''}`);
    const route: DeviceRoute = given.route?.(this) ?? {
      serverSap: address.server,
      open: async () => {
        this.opened++;
        const [near, far] = inProcessPair();
        serveDevice(far, this.device, { framing, clock: this.clock });
        return openWire(address, { clock: this.clock }, near);
      },
    };
    const access = {
      ports: new DevicePorts((id) => (id === meter.id ? route : undefined)),
      counters,
      random: new Random('stand-in'),
      observe: (operation: CosemOperation) => this.operations.push(operation),
    };
    const dco = new Dco(holder('00-00-5E-EF-30-00-00-01', given.criticalKeys ?? esme.keys.clients[1]), access);
    this.s1sp = new S1sp({
      keys: holder('00-00-5E-EF-30-00-00-02', esme.keys.clients[2]),
      access,
      dco,
      clock: this.clock,
    });
    const { services } = given;
    const options = { inventory: this.inventory, s1sp: this.s1sp, clock: this.clock };
    this.dcc = new DccStandIn({ ...options, ...(services !== undefined && { services }) });
  }

  submit(srv: string, parameters: unknown = {}, role: UserRole = 'IS'): Promise<ServiceResponse> {
    const request: ServiceRequest = { srv, user: { id: supplier, role }, target: meter.id, parameters };
    return this.dcc.submit(request);
  }

  /** Operations of each client as `2 get 1.0.1.8.0.255 2: success`, without what opens and closes associations. */
  steps(): readonly string[] {
    return this.operations
      .filter(({ clientSap, object }) => clientSap !== 16 && object !== undefined)
      .map(({ clientSap, service, object, index, result }) => `${clientSap} ${service} ${object} ${index}: ${result}`);
  }
}

export interface StandInOptions {
  readonly framing?: 'wrapper' | 'hdlc';
  readonly clock?: VirtualClock;
  readonly counters?: MemoryCounters;
  readonly device?: SimulatedDevice;
  readonly criticalKeys?: ClientKeys;
  readonly services?: Smets1Services;
  readonly route?: (standIn: StandIn) => DeviceRoute;
}
