import { expect } from 'vitest';
import { type Eui64, eui64Bytes } from '../../src/core/identifiers.ts';
import { Random } from '../../src/core/random.ts';
import { findSrv } from '../../src/core/srv/catalogue.ts';
import { Dco } from '../../src/dcc/dco/dco.ts';
import { MemoryCounters } from '../../src/dcc/device/counters.ts';
import { DevicePorts } from '../../src/dcc/device/port.ts';
import type { CosemOperation } from '../../src/dcc/device/session.ts';
import type { KeyHolder } from '../../src/dcc/device/sessions.ts';
import type { Inventory, InventoryDevice } from '../../src/dcc/inventory.ts';
import { prepare } from '../../src/dcc/s1sp/equivalent-steps.ts';
import { S1sp } from '../../src/dcc/s1sp/s1sp.ts';
import { equivalentStepsBySrv } from '../../src/dcc/s1sp/steps/all.ts';
import { inventoryOf } from '../../src/harness/runner/inventory-of.ts';
import { dcoTitle, s1spTitle, userOfRole } from '../../src/harness/runner/parties.ts';
import { type SimTargetOptions, simTarget } from '../../src/harness/runner/sim-target.ts';
import type { Target, TargetDevice } from '../../src/harness/runner/target.ts';
import { shipped } from '../support/command.ts';

/** An S1SP before a simulated installation, without the rest of the DCC. */
export class Provider {
  readonly target: Target;
  readonly s1sp: S1sp;
  readonly inventory: Inventory;
  /** Called after each operation at a device. */
  onOperation: ((operation: CosemOperation) => void) | undefined;

  private constructor(target: Target) {
    this.target = target;
    this.inventory = inventoryOf(target);
    const find = (id: Eui64) => target.devices.find(({ eui64 }) => eui64 === id);
    const holder = (title: Eui64, sap: 1 | 2): KeyHolder => ({
      systemTitle: eui64Bytes(title),
      keysOf: (id) => find(id)?.keys.clients[sap],
    });
    const access = {
      ports: new DevicePorts((id) => {
        const device = find(id);
        return device && { serverSap: device.serverSap, open: () => device.openWire(() => undefined) };
      }),
      counters: new MemoryCounters(),
      random: new Random('provider'),
      observe: (operation: CosemOperation) => this.onOperation?.(operation),
    };
    const dco = new Dco(holder(dcoTitle, 1), access);
    this.s1sp = new S1sp({ keys: holder(s1spTitle, 2), access, dco, clock: target.clock });
  }

  static async open(options: SimTargetOptions = {}): Promise<Provider> {
    return new Provider(await simTarget(shipped('hardware/installations/moc-secure-dual-fuel.yaml'), options));
  }

  device(role: string): TargetDevice {
    return this.target.devices.find((each) => each.role === role) ?? expect.fail(`no ${role}`);
  }

  /** Carries out the steps of an SRV, as asked for in the role of the import supplier. */
  perform(role: string, srv: string, parameters: unknown = {}): Promise<object> {
    const entry = this.inventory.device(this.device(role).eui64) as InventoryDevice;
    const variant = findSrv(srv) ?? expect.fail(srv);
    const steps = equivalentStepsBySrv.get(srv)?.on[entry.type] ?? expect.fail(`${srv} on ${entry.type}`);
    const user = { id: userOfRole('IS').id, role: 'IS' } as const;
    return this.s1sp.perform(entry, variant, prepare(srv, steps, steps.parameters.parse(parameters)), {
      user,
      inventory: this.inventory,
    });
  }

  async close(): Promise<void> {
    await this.s1sp.close();
    await this.target.close();
  }
}
