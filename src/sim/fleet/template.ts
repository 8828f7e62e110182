import type { Eui64, Mpan, Mprn } from '../../core/identifiers.ts';
import { hash32, Random } from '../../core/random.ts';
import type {
  DeviceEntry,
  EsmeEntry,
  GsmeEntry,
  HanDeviceEntry,
  HubEntry,
  Installation,
} from '../installation/entries.ts';
import type { Fault } from '../installation/faults.ts';
import { DerivedKeys } from './derived-keys.ts';
import { Eui64Series } from './eui64-series.ts';
import { nthMpan, nthMprn, nthSerial } from './numbers.ts';
import { type Variant, Variants } from './variants.ts';

/** The devices that an installation may have; `gpf` is a part of the hub with an EUI-64 of its own. */
export const roles = ['hub', 'gpf', 'esme', 'gsme', 'PPMID', 'IHD', 'CAD'] as const;
export type Role = (typeof roles)[number];

export interface TemplateOptions {
  /** The first installation, with every device that any may have. */
  readonly first: Installation;
  readonly count: number;
  /** In how many of them there is such a device; in all, where nothing is said. */
  readonly shares: ReadonlyMap<Role, number>;
  /** The devices whose keys follow from the seed. */
  readonly derived: ReadonlySet<Role>;
  /** What is otherwise in some of them; nothing, where nothing is said. */
  readonly variants?: readonly Variant[];
}

/**
 * Installations that are alike but for their identities, and for chance. The k-th of them follows from the template and
 * k alone, and k from the EUI-64 of any of its devices: there is no table of them.
 */
export class Template {
  readonly count: number;
  readonly first: Installation;
  readonly #shares: TemplateOptions['shares'];
  readonly #derived: TemplateOptions['derived'];
  readonly #variants: Variants;
  readonly #chance: number;
  readonly #roles: readonly Role[];
  readonly #series: Eui64Series;

  constructor({ first, count, shares, derived, variants = [] }: TemplateOptions) {
    this.first = first;
    this.count = count;
    this.#shares = shares;
    this.#derived = derived;
    this.#variants = new Variants(variants, first.seed);
    this.#chance = new Random(`${first.seed}/shares`).u32();
    const identities = identitiesOf(first);
    this.#roles = identities.map(({ role }) => role);
    this.#series = new Eui64Series(identities.map(({ eui64 }) => eui64));
  }

  /** By how much the EUI-64 of a device counts up from one installation to the next. */
  get stride(): number {
    return this.#series.stride;
  }

  /** The k-th installation, from 0. */
  at(k: number): Installation {
    const { name, devices } = this.first;
    const { hub, esme, gsme, others } = devices;
    const hasGas = gsme !== undefined && this.#has('gsme', k);
    const varied = this.#variants.of(
      {
        ...this.first,
        name: k === 0 ? name : `${name}-${k}`,
        devices: {
          ...(hub !== undefined && { hub: this.#hub(hub, hasGas, k) }),
          esme: this.#esme(esme, k),
          ...(hasGas && { gsme: this.#gsme(gsme, k) }),
          ...(others !== undefined && { others: this.#others(others, k) }),
        },
      },
      k,
    );
    const { faults } = varied;
    return hasGas || faults === undefined ? varied : { ...varied, faults: faults.filter((fault) => !isOfGas(fault)) };
  }

  /** Which installation a device belongs to, if to any. */
  find(device: Eui64): number | undefined {
    const place = this.#series.find(device);
    if (place === undefined || place.k >= this.count) return undefined;
    const role = this.#roles[place.index] as Role;
    return this.#has(role === 'gpf' ? 'gsme' : role, place.k) ? place.k : undefined;
  }

  /** The EUI-64 in a role, one that the first installation has, of the k-th: whether that has such a device is not said. */
  eui64(role: Role, k: number): Eui64 {
    return this.#series.at(this.#roles.indexOf(role), k);
  }

  #hub(hub: HubEntry, hasGas: boolean, k: number): HubEntry {
    const gpf = hasGas && hub.gpf !== undefined ? this.eui64('gpf', k) : undefined;
    return { ...hub, ...this.#identity('hub', hub, k), gpf };
  }

  #esme(esme: EsmeEntry, k: number): EsmeEntry {
    return {
      ...esme,
      ...this.#identity('esme', esme, k),
      meteringPoint: nthMpan(esme.meteringPoint as Mpan, k),
    };
  }

  #gsme(gsme: GsmeEntry, k: number): GsmeEntry {
    return {
      ...gsme,
      ...this.#identity('gsme', gsme, k),
      meteringPoint: nthMprn(gsme.meteringPoint as Mprn, k),
    };
  }

  #others(others: readonly HanDeviceEntry[], k: number): readonly HanDeviceEntry[] {
    return others
      .filter(({ type }) => this.#has(type, k))
      .map((device) => ({ ...device, eui64: this.eui64(device.type, k) }));
  }

  #identity(role: Role, { serial, keys }: DeviceEntry, k: number): Pick<DeviceEntry, 'eui64' | 'serial' | 'keys'> {
    const eui64 = this.eui64(role, k);
    return {
      eui64,
      serial: nthSerial(serial, k),
      keys: this.#derived.has(role) ? new DerivedKeys(this.first.seed, eui64) : keys,
    };
  }

  /** Chance decides for each installation and each kind of device apart. */
  #has(role: Role, k: number): boolean {
    const share = this.#shares.get(role) ?? 1;
    return share >= 1 || hash32(this.#chance, roles.indexOf(role), k) < share * 0x100000000;
  }
}

function isOfGas(fault: Fault): boolean {
  return ('side' in fault && fault.side === 'gas') || ('device' in fault && fault.device === 'gsme');
}

/** Every device of an installation that has an EUI-64. */
export function identitiesOf({
  devices,
}: Pick<Installation, 'devices'>): readonly { readonly role: Role; readonly eui64: Eui64 }[] {
  const { hub, esme, gsme, others = [] } = devices;
  const all: readonly (readonly [Role, Eui64 | undefined])[] = [
    ['hub', hub?.eui64],
    ['gpf', hub?.gpf],
    ['esme', esme.eui64],
    ['gsme', gsme?.eui64],
    ...others.map(({ type, eui64 }) => [type, eui64] as const),
  ];
  return all.flatMap(([role, eui64]) => (eui64 === undefined ? [] : [{ role, eui64 }]));
}
