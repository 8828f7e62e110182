import { describe, expect, it } from 'vitest';
import { processDefects } from '../../support/process-defects/catalogue.ts';
import { measure } from './measured-run.ts';
import { finders } from './process-finders.ts';
import { processCoveragePage } from './process-page.ts';
import { type ProcessTrial, processTrials, withFindersAlone } from './process-trials.ts';

/** One of each kind. */
const measured = [
  'priority-ignored',
  'configuration-not-applied',
  'unchecked-replay',
  'n16-twice',
  'own-keys-forgotten',
];
const trials = processTrials('', 'moc-secure-dormant')
  .filter(({ process }) => measured.includes(process))
  .map(withFindersAlone);

describe('the migration packs against processes that do wrong', () => {
  it('every defect has a name of its own, and a test that is asked first', () => {
    expect(Object.keys(finders).sort()).toEqual(processDefects.map(({ name }) => name).sort());
  });

  it.each(trials)('$process is seen by $only', async (trial) => {
    const { raised } = await measure(trial);
    expect(raised.map(({ test }) => test.replace(/^.*\//, ''))).toEqual(trial.only);
  });

  it('none of these tests raises anything of a sound process', async () => {
    const [{ pack, installation }] = trials as [ProcessTrial];
    const only = trials.flatMap((trial) => trial.only ?? []);
    const { raised, counts } = await measure({ pack, installation, only });
    expect({ raised, passed: counts.passed }).toEqual({ raised: [], passed: measured.length });
  });

  it('the page tells what is caught by which test, what by none, and of whom anything was raised', () => {
    const caught = [
      { defect: 'n16-twice', description: 'N16 is sent twice', by: ['A', 'B', 'C', 'D', 'E'] },
      { defect: 'n16-missing', description: 'N16 is not sent', by: [] },
    ];
    const page = processCoveragePage(caught, { installation: 'moc', all: true, falseAlarms: ['foc'], soundRuns: 6 });
    expect(page).toContain('| `n16-twice` | N16 is sent twice | A, B, C, D and 1 more |');
    expect(page).toContain('| `n16-missing` | N16 is not sent | **nothing** |');
    expect(page).toContain('**1 of 2** (50.0 %)');
    expect(page).toContain('**1 of 6** runs');
  });
});
