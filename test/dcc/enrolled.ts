import { Random } from '../../src/core/random.ts';
import type { UserRole } from '../../src/core/srv/catalogue.ts';
import type { CosemOperation } from '../../src/dcc/device/session.ts';
import type { ServiceRequest, ServiceResponse } from '../../src/dcc/service-request.ts';
import { userOfRole } from '../../src/harness/runner/parties.ts';
import { type SimTargetOptions, simTarget } from '../../src/harness/runner/sim-target.ts';
import { TestStand } from '../../src/harness/runner/stand.ts';
import type { Target, TargetDevice } from '../../src/harness/runner/target.ts';
import { shipped } from '../support/command.ts';

/** A simulated installation behind the stand-in for the DCC, every device reached through its hub, on a virtual clock. */
export class Enrolled {
  readonly target: Target;
  readonly stand: TestStand;
  readonly operations: CosemOperation[] = [];

  private constructor(target: Target) {
    this.target = target;
    this.stand = new TestStand(target, new Random('enrolled'), {
      traffic: () => undefined,
      operation: (operation) => this.operations.push(operation),
    });
  }

  /** @param name of a file in `hardware/installations` */
  static async open(name = 'moc-secure-dual-fuel', options: SimTargetOptions = {}): Promise<Enrolled> {
    return new Enrolled(await simTarget(shipped(`hardware/installations/${name}.yaml`), options));
  }

  /** @param role of the device: `esme`, `gsme`, `gpf`, `ch` */
  device(role: string): TargetDevice {
    const device = this.target.devices.find((each) => each.role === role);
    if (device === undefined) throw new Error(`no ${role}`);
    return device;
  }

  /** Sends a request in the role of the device's supplier, unless another is given. */
  submit(
    role: string,
    srv: string,
    parameters: unknown = {},
    as: UserRole = role === 'esme' || role === 'ch' ? 'IS' : 'GS',
    more: Partial<ServiceRequest> = {},
  ): Promise<ServiceResponse> {
    const user = { id: userOfRole(as).id, role: as };
    return this.stand.dcc.submit({ srv, user, target: this.device(role).eui64, parameters, ...more });
  }

  /** The operations until now on a device, as `2 get 1.0.1.8.0.255 2: success`, and forgets them. */
  takeOperations(role: string): readonly string[] {
    const { eui64 } = this.device(role);
    const shown = this.operations
      .filter(({ device, service }) => device === eui64 && service !== 'associate' && service !== 'release')
      .map(({ clientSap, service, object, index, result }) => `${clientSap} ${service} ${object} ${index}: ${result}`);
    this.operations.length = 0;
    return shown;
  }

  async sleep(duration: Temporal.DurationLike): Promise<void> {
    await this.target.clock.sleep(Temporal.Duration.from(duration));
  }

  async close(): Promise<void> {
    await this.stand.closeLinks();
    await this.target.close();
  }
}
