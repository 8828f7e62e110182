import { fromHex } from '../../core/bytes.ts';
import type { Clock } from '../../core/clock.ts';
import { isS1benchError, S1benchError } from '../../core/errors.ts';
import { type Eui64, eui64Bytes } from '../../core/identifiers.ts';
import { findSrv } from '../../core/srv/catalogue.ts';
import { Dco } from '../../dcc/dco/dco.ts';
import type { DeviceAccess, KeyHolder } from '../../dcc/device/sessions.ts';
import { Inventory, type InventoryDevice } from '../../dcc/inventory.ts';
import { prepare } from '../../dcc/s1sp/equivalent-steps.ts';
import { S1sp } from '../../dcc/s1sp/s1sp.ts';
import { equivalentStepsBySrv } from '../../dcc/s1sp/steps/all.ts';
import { type Attempts, withRetries } from '../device-testing/retrying.ts';
import type { InstallationReach, MeterRecord, SmsoRecord } from '../model/world.ts';
import type { ConfigurationRequest, MeterConfiguration } from './meter-configuration.ts';

/** What came of making a meter ready (TMAD 4.27). */
export interface Readied {
  readonly result: 'done' | 'failed' | 'not-needed';
  /** Of what stood in the way: `device-unreachable`, `step-refused`, `blocks-lost`. */
  readonly code?: string | undefined;
  readonly found?: string | undefined;
}

export interface ReadyDevicesParts extends Omit<DeviceAccess, 'ports'> {
  readonly record: SmsoRecord;
  readonly reach: InstallationReach;
  /** The SMSO, whose system title it is that the devices see. */
  readonly smso: Eui64;
  readonly clock: Clock;
  readonly attempts: Attempts;
  readonly signal: AbortSignal;
}

type MeterType = 'ESME' | 'GSME';
/** What the reply to Activate Firmware (SRV 11.3) says. */
interface Activation {
  readonly ActivateImageResponseCode?: { readonly ASN1Status: string };
  readonly FirmwareVersion?: string;
}

/**
 * Makes the meters of a dormant installation what they have to be before it is migrated, as its SMSO does: by the
 * equivalent steps of Service Requests, with the keys that the SMSO has of both clients.
 */
export class ReadyDevices {
  readonly #parts: ReadyDevicesParts;
  readonly #s1sp: S1sp;

  constructor(parts: ReadyDevicesParts) {
    this.#parts = parts;
    const { record, reach, smso, clock, counters, random, observe } = parts;
    const access = { ports: reach.ports, counters, random, ...(observe !== undefined && { observe }) };
    const holder = (sap: 1 | 2): KeyHolder => ({
      systemTitle: eui64Bytes(smso),
      keysOf: (device) => record.devices.find(({ id }) => id === device)?.keys.clients[sap],
    });
    this.#s1sp = new S1sp({
      keys: holder(2),
      access,
      dco: new Dco(holder(1), access),
      clock,
      variationsOf: (device) => reach.variationsOf(device),
    });
  }

  /** Does all of a configuration, unless the meter's is current. @throws `migration-meter-unknown` */
  async applyConfiguration(meter: Eui64, { requests }: MeterConfiguration): Promise<Readied> {
    const { type, of } = this.#meter(meter);
    if (of.readiness.configuration === 'current') return { result: 'not-needed' };
    return outcomeOf(async () => {
      for (const request of requests[type === 'ESME' ? 'esme' : 'gsme']) await this.#request(type, of, request);
      return { result: 'done' };
    });
  }

  /** Brings the newer firmware to a meter and activates it, where there is one. @throws `migration-meter-unknown` */
  async upgradeFirmware(meter: Eui64): Promise<Readied> {
    const { type, of } = this.#meter(meter);
    const next = this.#parts.reach.nextFirmwareOf(meter);
    if (next === undefined || of.readiness.newerFirmware === undefined) return { result: 'not-needed' };
    return outcomeOf(async () => {
      const image = { content: next.image, name: fromHex(next.hash) };
      const { outcome, detail } = await this.#s1sp.transferFirmware(meter, image, this.#parts.signal);
      if (outcome !== 'verified') return { result: 'failed', code: outcome, found: detail };
      const activate = { srv: '11.3', parameters: { FirmwareHash: next.hash } };
      const { ActivateImageResponseCode: code, FirmwareVersion: version } = (await this.#request(
        type,
        of,
        activate,
      )) as Activation;
      if (code?.ASN1Status === 'success' && version === next.version) return { result: 'done' };
      return { result: 'failed', code: 'firmware-not-activated', found: version };
    });
  }

  /** @throws StepFailed, `device-route-unknown`, `readiness-request-refused`, `aborted` */
  #request(type: MeterType, meter: MeterRecord, { srv, parameters }: ConfigurationRequest): Promise<object> {
    const { smso, attempts, clock, signal } = this.#parts;
    const variant = findSrv(srv);
    const steps = equivalentStepsBySrv.get(srv)?.on[type];
    const asked = this.#s1sp.variationFor(meter.id, srv, parameters);
    if (variant === undefined || steps === undefined || asked.kind !== 'as') {
      const found = `SRV ${srv}${asked.kind === 'refused' ? `, ${asked.found}` : ''}`;
      throw new S1benchError('readiness-request-refused', { found });
    }
    const entry = entryOf(type, meter);
    const user = { id: smso, role: type === 'ESME' ? 'IS' : 'GS' } as const;
    const perform = (): Promise<object> =>
      this.#s1sp.perform(entry, variant, prepare(srv, steps, parameters, asked.steps), {
        user,
        inventory: new Inventory([entry], []),
      });
    return withRetries(perform, attempts, clock, signal);
  }

  #meter(id: Eui64): { readonly type: MeterType; readonly of: MeterRecord } {
    const { esme, gsme } = this.#parts.record;
    if (esme.id === id) return { type: 'ESME', of: esme };
    if (gsme?.id === id) return { type: 'GSME', of: gsme };
    throw new S1benchError('migration-meter-unknown', { found: id });
  }
}

/** The meter, as it would stand in the inventory. */
function entryOf(type: MeterType, { id, manufacturer, model, firmware }: MeterRecord): InventoryDevice {
  return { id, type, manufacturer, model, firmware, status: 'Pending', registrations: [] };
}

/** What a device or the way to it refuses is an outcome. */
async function outcomeOf(work: () => Promise<Readied>): Promise<Readied> {
  try {
    return await work();
  } catch (error) {
    if (!isS1benchError(error) || error.code === 'aborted') throw error;
    return { result: 'failed', code: error.code, found: error.found };
  }
}
