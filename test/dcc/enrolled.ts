import { Random } from '../../src/core/random.ts';
import type { UserRole } from '../../src/core/srv/catalogue.ts';
import type { ServiceVariations } from '../../src/core/srv/service-variations.ts';
import type { CosemOperation } from '../../src/dcc/device/session.ts';
import type { DccMessage } from '../../src/dcc/messages.ts';
import type { RefusedPush } from '../../src/dcc/s1sp/alerts.ts';
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
  /** What the DCC has sent to Users by itself. */
  readonly messages: DccMessage[] = [];
  readonly refusedPushes: RefusedPush[] = [];

  private constructor(target: Target) {
    this.target = target;
    this.stand = new TestStand(target, new Random('enrolled'), {
      traffic: () => undefined,
      operation: (operation) => this.operations.push(operation),
      message: (message) => this.messages.push(message),
      refusedPush: (push) => this.refusedPushes.push(push),
    });
  }

  /**
   * @param name of a file in `hardware/installations`
   * @param services what the models carry out otherwise, beside what they say themselves
   */
  static async open(
    name = 'moc-secure-dual-fuel',
    options: SimTargetOptions = {},
    services: ServiceVariations = {},
  ): Promise<Enrolled> {
    const target = await simTarget(shipped(`hardware/installations/${name}.yaml`), options);
    const devices = target.devices.map((device) => ({ ...device, services: { ...device.services, ...services } }));
    return new Enrolled({ ...target, devices });
  }

  /** An installation that was opened before. */
  static of(target: Target): Enrolled {
    return new Enrolled(target);
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
    await this.stand.close();
    await this.target.close();
  }
}
