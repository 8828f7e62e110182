import { processDefects } from '../../support/process-defects/catalogue.ts';
import type { Trial } from './measured-run.ts';
import { finders } from './process-finders.ts';

/** Each of the six Device Model Combinations, dormant, with the migration pack of its Capability Release. */
export const dormantTrials: readonly Trial[] = [
  ['moc', 'moc-secure'],
  ['moc', 'moc-mds'],
  ['ioc', 'ioc-elster'],
  ['ioc', 'ioc-itron'],
  ['foc', 'foc-bg'],
  ['foc', 'foc-np'],
].map(([release, name]) => ({
  pack: `testpacks/standard-dormant-dmct-migration/${release}.yaml`,
  installation: `hardware/installations/${name}-dormant.yaml`,
}));

/** A process that does wrong: at least one test has to see it. */
export interface ProcessTrial extends Trial {
  readonly process: string;
}

/**
 * Every defect of the process, with one combination.
 * @param only those whose name holds this
 * @param installation part of the name of the file
 */
export function processTrials(only: string, installation: string): readonly ProcessTrial[] {
  const [found] = dormantTrials.filter((trial) => trial.installation.includes(installation));
  if (found === undefined) throw new Error(`no installation is called ${installation}`);
  return processDefects.filter(({ name }) => name.includes(only)).map(({ name }) => ({ ...found, process: name }));
}

/** The same, with those tests alone that see it first of all. */
export function withFindersAlone(trial: ProcessTrial): ProcessTrial {
  return { ...trial, only: finders[trial.process], quick: true };
}
