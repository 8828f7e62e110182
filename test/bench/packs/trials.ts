import { defectCatalogue } from '../../../src/sim/defects/catalogue.ts';
import type { Trial } from './measured-run.ts';

/** Each of the six Device Model Combinations, with the pack of its Capability Release. */
export const combinations = [
  { release: 'ioc', installation: 'ioc-elster-dual-fuel' },
  { release: 'ioc', installation: 'ioc-itron-dual-fuel' },
  { release: 'moc', installation: 'moc-mds-dual-fuel' },
  { release: 'moc', installation: 'moc-secure-dual-fuel' },
  { release: 'foc', installation: 'foc-bg-dual-fuel' },
  { release: 'foc', installation: 'foc-np-dual-fuel' },
] as const;

const devices = { ESME: 'esme', GSME: 'gsme', CHF: 'hub' } as const;
type MeasuredType = keyof typeof devices;

/** A trial that no test may raise anything in. */
export interface SoundTrial extends Trial {
  readonly seed: string;
}

/** A trial that a test must raise something in. */
export interface DefectTrial extends Trial {
  readonly type: MeasuredType;
  readonly defect: NonNullable<Trial['defect']>;
}

export function soundTrials(seeds: number): readonly SoundTrial[] {
  return combinations.flatMap((combination) =>
    Array.from({ length: seeds }, (_, seed) => ({ ...filesOf(combination), seed: `sound ${seed + 1}` })),
  );
}

/** Every defect in every type of device that can have it, on the combination that the packs are shown on. */
export function defectTrials(): readonly DefectTrial[] {
  const files = filesOf(combinations[3]);
  return defectCatalogue.flatMap(({ name, types }) =>
    types.filter(isMeasured).map((type) => ({ ...files, type, defect: { name, device: devices[type] } })),
  );
}

function isMeasured(type: string): type is MeasuredType {
  return type in devices;
}

function filesOf({ release, installation }: (typeof combinations)[number]): Pick<Trial, 'pack' | 'installation'> {
  return {
    pack: `testpacks/standard-dmct-srv/${release}.yaml`,
    installation: `hardware/installations/${installation}.yaml`,
  };
}
