import { hash32, Random } from '../../core/random.ts';
import type { DeviceEntry, Installation, MeterEntry } from '../installation/entries.ts';
import type { Fault } from '../installation/faults.ts';

type OtherDevice = Partial<Pick<DeviceEntry, 'keys' | 'recordedKeys' | 'firmware' | 'defects'>>;
type OtherMeter = OtherDevice & Partial<Pick<MeterEntry, 'configuration' | 'settings'>>;

/** What is otherwise in some of the installations of a template. */
export interface Variant {
  readonly name: string;
  /** In how many of them, 0 to 1. */
  readonly share: number;
  readonly wan?: boolean | undefined;
  /** Besides those of all. */
  readonly faults: readonly Fault[];
  readonly devices: {
    readonly hub?: OtherDevice | undefined;
    readonly esme?: OtherMeter | undefined;
    readonly gsme?: OtherMeter | undefined;
  };
}

/** The variants of a template, and which of its installations are which: that follows from the seed and their names. */
export class Variants {
  readonly #variants: readonly { readonly variant: Variant; readonly chance: number }[];

  constructor(variants: readonly Variant[], seed: string) {
    this.#variants = variants.map((variant) => ({
      variant,
      chance: new Random(`${seed}/variants/${variant.name}`).u32(),
    }));
  }

  /** The k-th installation as its variants have it. Of a gas meter that isn't there nothing is otherwise. */
  of(installation: Installation, k: number): Installation {
    const are = this.#variants.filter(
      ({ variant: { share }, chance }) => share >= 1 || hash32(chance, k) < share * 0x100000000,
    );
    if (are.length === 0) return installation;
    const varied = are.reduce((before, { variant }) => otherwise(before, variant), installation);
    return { ...varied, variants: are.map(({ variant }) => variant.name) };
  }
}

function otherwise(installation: Installation, { wan, faults, devices }: Variant): Installation {
  const { hub, esme, gsme } = installation.devices;
  return {
    ...installation,
    ...(wan !== undefined && { wan }),
    faults: [...(installation.faults ?? []), ...faults],
    devices: {
      ...installation.devices,
      ...(hub !== undefined && { hub: { ...hub, ...devices.hub } }),
      esme: { ...esme, ...devices.esme },
      ...(gsme !== undefined && { gsme: { ...gsme, ...devices.gsme } }),
    },
  };
}
