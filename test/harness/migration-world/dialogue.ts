import { type Eui64, eui64Bytes, type Obis, parseEui64, parseObis } from '../../../src/core/identifiers.ts';
import { Random } from '../../../src/core/random.ts';
import { MemoryCounters } from '../../../src/dcc/device/counters.ts';
import type { CosemOperation } from '../../../src/dcc/device/session.ts';
import { DeviceSessions } from '../../../src/dcc/device/sessions.ts';
import type { DeviceKeys, InstallationReach, SmsoRecord } from '../../../src/migration/model/world.ts';
import type { GetResult } from '../../../src/protocol/cosem/apdu/get.ts';
import type { Data } from '../../../src/protocol/cosem/data.ts';
import { wrapKey } from '../../../src/protocol/cosem/security/key-wrap.ts';
import type { ClientKeys } from '../../../src/protocol/cosem/security/originator.ts';

const SMSO = parseEui64('00-00-5E-EF-10-00-03-01');
const SERIAL = parseObis('0.0.96.1.0.255');
const SECURITY_SETUP = 64;
const GLOBAL_KEY_TRANSFER = 2;

/** Keys as a test makes them: none is ever right by chance. */
export const keysOf = (fill: number): ClientKeys => ({
  encryption: new Uint8Array(16).fill(fill),
  authentication: new Uint8Array(16).fill(fill + 1),
});

/** Whoever speaks to the devices of one installation with the keys that it is given, as the non-critical client. */
export class Party {
  readonly operations: CosemOperation[] = [];
  readonly #reach: InstallationReach;
  readonly #sessions: DeviceSessions;

  constructor(reach: InstallationReach, keys: (device: Eui64) => ClientKeys | undefined, seed = 'a party') {
    this.#reach = reach;
    this.#sessions = new DeviceSessions(
      2,
      { systemTitle: eui64Bytes(SMSO), keysOf: keys },
      {
        ports: reach.ports,
        counters: new MemoryCounters(),
        random: new Random(seed),
        observe: (operation) => this.operations.push(operation),
      },
    );
  }

  /** Its serial number as text, or the code of what stood in the way. */
  async serial(device: Eui64): Promise<string> {
    return textOf(await this.get(device, 1, SERIAL));
  }

  get(device: Eui64, classId: number, instance: Obis, attribute = 2): Promise<GetResult | string> {
    return this.#at(device, (services) => services.get({ classId, instance, attribute }));
  }

  /** Has the device take other keys of this client. @returns its answer, or the code of what stood in the way */
  async transfer(device: Eui64, { encryption, authentication }: ClientKeys, master: Uint8Array): Promise<string> {
    const wrapped = (id: number, key: Uint8Array): Data => ({
      type: 'structure',
      value: [
        { type: 'enum', value: id },
        { type: 'octet-string', value: wrapKey(master, key) },
      ],
    });
    const method = { classId: SECURITY_SETUP, instance: parseObis('0.0.43.0.2.255'), method: GLOBAL_KEY_TRANSFER };
    const parameters: Data = { type: 'array', value: [wrapped(0, encryption), wrapped(2, authentication)] };
    const outcome = await this.#at(device, (services) => services.action(method, parameters));
    return typeof outcome === 'string' ? outcome : outcome.result;
  }

  #at<T>(device: Eui64, work: (services: ReturnType<DeviceSessions['of']>) => Promise<T>): Promise<T | string> {
    return this.#reach.ports
      .of(device)
      .exclusive(() => work(this.#sessions.of(device)))
      .catch((error: { readonly code: string }) => error.code);
  }
}

/** The SMSO, with the keys that it has recorded. */
export function smsoOf(record: SmsoRecord, reach: InstallationReach): Party {
  return new Party(reach, (device) => recorded(record, device)?.clients[2]);
}

export function recorded(record: SmsoRecord, device: Eui64): DeviceKeys | undefined {
  return record.devices.find(({ id }) => id === device)?.keys;
}

export function textOf(result: GetResult | string): string {
  if (typeof result === 'string') return result;
  if (!('data' in result)) return 'refused';
  const { data } = result;
  return data.type === 'octet-string' ? Buffer.from(data.value).toString('latin1') : JSON.stringify(data);
}
