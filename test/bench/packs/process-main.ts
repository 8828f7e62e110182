import { writeFileSync } from 'node:fs';
import { processDefects } from '../../support/process-defects/catalogue.ts';
import { measureAll } from './pool.ts';
import { finders } from './process-finders.ts';
import { type CaughtProcess, processCoveragePage } from './process-page.ts';
import { dormantTrials, type ProcessTrial, processTrials, withFindersAlone } from './process-trials.ts';
import { raisedText } from './raised-text.ts';

export interface ProcessOptions {
  /** Only defects whose name holds this. */
  readonly only: string;
  /** The combination: part of the name of its installation file. */
  readonly installation: string;
  /** Whether all tests are asked, and not only those up to the first that sees a defect. */
  readonly all: boolean;
  /** Whether sound processes are measured, too. */
  readonly sound: boolean;
  /** Whether the page is written: of the whole catalogue, and with sound processes. */
  readonly keep: boolean;
}

/** Of the catalogue at least this part is caught. */
const TO_REACH = 0.95;
const PAGE = new URL('../../../docs/reference/what-the-migration-packs-catch.md', import.meta.url);

/**
 * Measures the migration packs by the defects of the process that they catch, and by what they raise against sound ones.
 * @returns whether enough is caught, and nothing raised
 */
export async function measureProcess(options: ProcessOptions): Promise<boolean> {
  const { only, installation, all, keep } = options;
  const began = performance.now();
  const by = new Map<string, readonly string[]>();
  const measured = async (trials: readonly ProcessTrial[]): Promise<void> =>
    measureAll(trials, (trial, { raised, seconds }, left) => {
      const saw = raised.filter(({ verdict }) => verdict === 'failed' || verdict === 'error');
      by.set(
        trial.process,
        saw.map(({ test }) => test.replace(/^[^/]*\//, '')),
      );
      const [first] = saw;
      const verdict = first === undefined ? 'seen by nobody' : raisedText([first]);
      print(`${trial.process}: ${verdict} (${seconds.toFixed(1)} s); ${left} left\n`);
    });
  const trials = processTrials(only, installation);
  if (!all) await measured(trials.filter(({ process }) => finders[process] !== undefined).map(withFindersAlone));
  const unseen = trials.filter(({ process }) => (by.get(process) ?? []).length === 0);
  await measured(unseen.map((trial) => ({ ...trial, quick: !all })));

  const caught: readonly CaughtProcess[] = trials.map(({ process }) => ({
    defect: process,
    description: processDefects.find(({ name }) => name === process)?.description ?? '',
    by: by.get(process) ?? [],
  }));
  const found = caught.filter((each) => each.by.length > 0).length;
  const falseAlarms = options.sound ? await measureSound() : [];
  const part = caught.length === 0 ? 1 : found / caught.length;
  const seconds = Math.round((performance.now() - began) / 1000);
  print(`${found} of ${caught.length} caught (${(100 * part).toFixed(1)} %, to reach 95 %); `);
  print(
    `${falseAlarms.length} of ${options.sound ? dormantTrials.length : 0} sound runs raised something; ${seconds} s\n`,
  );
  if (keep && options.sound && only === '') {
    writeFileSync(
      PAGE,
      processCoveragePage(caught, { installation, all, falseAlarms, soundRuns: dormantTrials.length }),
    );
  }
  return part >= TO_REACH && falseAlarms.length === 0;
}

/** @returns the installations of which anything was raised */
async function measureSound(): Promise<readonly string[]> {
  const alarmed: string[] = [];
  await measureAll(dormantTrials, ({ installation }, { raised, counts, seconds }, left) => {
    if (raised.length > 0) alarmed.push(installation);
    const passed = `${counts.passed} passed, ${counts['not-applicable']} not applicable`;
    print(
      `${installation}: ${raised.length === 0 ? passed : raisedText(raised)} (${seconds.toFixed(1)} s); ${left} left\n`,
    );
  });
  return alarmed;
}

function print(text: string): void {
  process.stdout.write(text);
}
