import type { Clock } from '../../core/clock.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import type { DccStandIn } from '../../dcc/dcc.ts';
import type { Inventory, Registration } from '../../dcc/inventory.ts';
import type { ResponseCode } from '../../dcc/response-codes.ts';
import type { ServiceResponse } from '../../dcc/service-request.ts';
import type { MigratingInstallation } from '../model/installation.ts';
import type { StepReport } from '../model/outcome.ts';
import type { Registrations } from '../model/registrations.ts';
import type { CommissioningStep, CommissioningSteps, Place } from './commissioning-steps.ts';
import { type CommissioningDevice, devicesAt } from './devices.ts';

export interface CommissionParts {
  readonly dcc: DccStandIn;
  readonly inventory: Inventory;
  /** Who is registered for which metering point. */
  readonly registrations: Registrations;
  readonly clock: Clock;
  /** How long to wait before each further try where a device was not reached. */
  readonly waits: readonly Temporal.Duration[];
  readonly signal: AbortSignal;
}

/** What came of commissioning an installation. */
export interface Commissioned {
  /** Whether every request was answered as it has to be, and every meter's status is Commissioned. */
  readonly done: boolean;
  readonly steps: readonly StepReport[];
  /** Meters whose status is Commissioned. */
  readonly meters: readonly Eui64[];
}

const PROCEDURE = 'Commissioning';
/** Not reached, or not answered: it may be, later. */
const TRANSIENT: readonly ResponseCode[] = ['E20', 'E21'];
/** The device was announced before. */
const ANNOUNCED: ResponseCode = 'E120201';
/** DUIS asks for an install code; whoever is in the network already needs none. */
const NO_INSTALL_CODE = '000000000000';
/** Seconds in which a hub lets join whom it was told of, and by which a clock may be wrong before it is set. */
const JOIN_PERIOD = 3600;
const TOLERANCE = 86_400;

/**
 * Sends the Service Requests that commission an installation, in their order. To begin anew does no harm: what is in the
 * inventory isn't announced again, and the others may be repeated. The first that fails for good ends it.
 */
export async function commission(
  installation: MigratingInstallation,
  { steps }: Pick<CommissioningSteps, 'steps'>,
  parts: CommissionParts,
): Promise<Commissioned> {
  const course = new Course(installation, parts);
  for (const step of steps) if (!(await course.carryOut(step))) break;
  return course.result;
}

class Course {
  readonly #installation: MigratingInstallation;
  readonly #parts: CommissionParts;
  readonly #steps: StepReport[] = [];
  /** Devices that are in the log of the hub. */
  #inHubsLog: readonly string[] = [];
  #done = true;

  constructor(installation: MigratingInstallation, parts: CommissionParts) {
    this.#installation = installation;
    this.#parts = parts;
  }

  get result(): Commissioned {
    const meters = [...this.#at('esme'), ...this.#at('gsme')].map(({ id }) => id);
    const isCommissioned = (id: Eui64): boolean => this.#parts.inventory.device(id)?.status === 'Commissioned';
    const others = this.#done ? meters.filter((id) => !isCommissioned(id)) : [];
    return {
      done: this.#done && others.length === 0,
      steps: [...this.#steps, ...others.map(notCommissioned)],
      meters: meters.filter(isCommissioned),
    };
  }

  /** @returns whether to go on */
  async carryOut({ srv, at, about }: CommissioningStep): Promise<boolean> {
    for (const device of this.#at(at)) {
      for (const other of about === undefined ? [undefined] : this.#at(about)) {
        if (other !== undefined) this.#noteUnlisted(other);
        if (srv === '8.11' && this.#inHubsLog.includes(other?.id ?? '')) continue;
        const response = await this.#submit(srv, device, other);
        const done = response.responseCode === 'I0' || response.responseCode === ANNOUNCED;
        this.#steps.push(reportOf(srv, other ?? device, response, done));
        if (!done) {
          this.#done = false;
          return false;
        }
        if (srv === '12.2') this.#enrol(device);
        if (srv === '8.9') this.#inHubsLog = devicesIn(response);
      }
    }
    return true;
  }

  #at(place: Place): readonly CommissioningDevice[] {
    return devicesAt(this.#installation, place);
  }

  async #submit(
    srv: CommissioningStep['srv'],
    device: CommissioningDevice,
    other: CommissioningDevice | undefined,
  ): Promise<ServiceResponse> {
    const { dcc, clock, waits, signal } = this.#parts;
    const request = () => ({
      srv,
      user: this.#supplierFor(device),
      ...(srv !== '12.2' && { target: device.id }),
      parameters: this.#parametersOf(srv, device, other),
    });
    let response = await dcc.submit(request());
    for (const wait of waits) {
      if (!TRANSIENT.includes(response.responseCode)) break;
      await clock.sleep(wait, signal);
      response = await dcc.submit(request());
    }
    return response;
  }

  /**
   * Has the inventory know a device of the consumer's: the files of a migration say no product of it, so that it can't be
   * announced [ours].
   */
  #noteUnlisted({ id, type, product }: CommissioningDevice): void {
    const { inventory } = this.#parts;
    if (product !== undefined || inventory.device(id) !== undefined) return;
    const status = this.#inHubsLog.includes(id) ? 'InstalledNotCommissioned' : 'Pending';
    const place = status === 'Pending' ? {} : { hub: this.#installation.hub.id };
    const registrations = this.#registrationsFor(type);
    inventory.put({ id, type, manufacturer: UNKNOWN, model: UNKNOWN, status, registrations, ...place });
  }

  #supplierFor({ type }: CommissioningDevice): { readonly id: Eui64; readonly role: 'IS' | 'GS' } {
    const { esme, gsme } = this.#installation;
    const isGas = type === 'GSME' || type === 'GPF';
    return isGas && gsme !== undefined ? { id: gsme.supplier, role: 'GS' } : { id: esme.supplier, role: 'IS' };
  }

  #parametersOf(
    srv: CommissioningStep['srv'],
    device: CommissioningDevice,
    other: CommissioningDevice | undefined,
  ): object {
    switch (srv) {
      case '12.2':
        return this.#announcementOf(device);
      case '8.9':
        return {};
      case '8.11':
        return {
          DeviceID: other?.id,
          RequestType: 'Add',
          AddDeviceToCHFWhitelist: { JoinTimePeriod: JOIN_PERIOD, InstallCode: NO_INSTALL_CODE },
        };
      case '8.7.2':
        return { OtherDeviceID: other?.id };
      case '8.1.1':
        return { CurrentDateTime: this.#parts.clock.now().toString(), TolerancePeriod: TOLERANCE };
    }
  }

  #announcementOf({ id, type, product, esmeVariant }: CommissioningDevice): object {
    const { gasProxy, leftOut } = this.#installation;
    const hasGasProxy = type === 'CHF' && gasProxy !== undefined && leftOut === undefined;
    return {
      DeviceID: id,
      DeviceManufacturer: product?.manufacturer,
      DeviceModel: product?.model,
      DeviceType: type,
      FirmwareVersion: product?.firmware,
      ...(esmeVariant !== undefined && { ESMEVariant: esmeVariant }),
      ...(hasGasProxy && { AssociatedGPFDeviceID: gasProxy }),
    };
  }

  /**
   * Has the inventory know what no request tells it: who is registered for the device, and that it stands in a home
   * already. The hub of a SMETS1 installation is commissioned by nobody's request [ours].
   */
  #enrol({ id, type, mpxn }: CommissioningDevice): void {
    const { inventory } = this.#parts;
    const { hub } = this.#installation;
    const registrations = this.#registrationsFor(type);
    const status = type === 'CHF' ? 'Commissioned' : 'InstalledNotCommissioned';
    const known = inventory.device(id)?.status === 'Commissioned';
    inventory.update(id, {
      registrations,
      ...(!known && { status }),
      ...(type !== 'CHF' && { hub: hub.id }),
      ...(mpxn !== undefined && { mpxns: { import: mpxn } }),
    });
    for (const gasProxy of type === 'CHF' ? this.#at('gasProxy') : []) {
      const mprn = this.#installation.gsme?.mpxn;
      inventory.update(gasProxy.id, {
        status: 'Commissioned',
        registrations: this.#registrationsFor('GPF'),
        ...(mprn !== undefined && { mpxns: { import: mprn } }),
      });
    }
  }

  #registrationsFor(type: CommissioningDevice['type']): readonly Registration[] {
    const { registrations, clock } = this.#parts;
    const { esme, gsme, leftOut } = this.#installation;
    const ofElectricity = registrations.of(esme.mpxn, clock.now());
    const ofGas = gsme === undefined || leftOut !== undefined ? [] : registrations.of(gsme.mpxn, clock.now());
    if (type === 'ESME') return ofElectricity;
    return type === 'GSME' || type === 'GPF' ? ofGas : [...ofElectricity, ...ofGas];
  }
}

/** What the files of a migration don't say of a device of the consumer's. */
const UNKNOWN = 'unknown';

/** Of a response to SRV 8.9, by a hub. */
function devicesIn({ body }: ServiceResponse): readonly string[] {
  const { CHFDeviceLog } = body as {
    readonly CHFDeviceLog: { readonly CHFDeviceLogEntry: readonly { DeviceID: string }[] };
  };
  return CHFDeviceLog.CHFDeviceLogEntry.map(({ DeviceID }) => DeviceID);
}

/** Every request was answered as it has to be, and yet. */
function notCommissioned(device: Eui64): StepReport {
  return { procedure: PROCEDURE, step: 'status', device, result: 'failed', code: 'migration-not-commissioned' };
}

function reportOf(
  srv: string,
  { id }: CommissioningDevice,
  { responseCode, debug }: ServiceResponse,
  done: boolean,
): StepReport {
  const report = { procedure: PROCEDURE, step: `SRV ${srv}`, device: id } as const;
  if (done) return { ...report, result: 'done' };
  return { ...report, result: 'failed', code: responseCode, found: debug?.map(({ error }) => error).join('; ') };
}
