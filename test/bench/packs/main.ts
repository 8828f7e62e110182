import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Caught, coveragePage } from './page.ts';
import { measureAll } from './pool.ts';
import { measureProcess } from './process-main.ts';
import { raisedText } from './raised-text.ts';
import { defectTrials, soundTrials } from './trials.ts';

/**
 * Measures the standard packs by the defects that they catch, and by what they raise against sound devices; or with
 * --process the migration packs, by what may be wrong with the process of a migration.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    /** Only defects whose name holds this. */
    only: { type: 'string', default: '' },
    /** End each run at the first test that raises anything: tells what is missed in half of the time. */
    quick: { type: 'boolean', default: false },
    /** Keep the results in docs/reference/what-the-packs-catch.md, or what-the-migration-packs-catch.md. */
    keep: { type: 'boolean', default: false },
    process: { type: 'boolean', default: false },
    /** Of a process: the combination, all tests rather than those up to the first that sees it, nothing sound beside. */
    installation: { type: 'string', default: 'moc-secure-dormant' },
    all: { type: 'boolean', default: false },
    'no-sound': { type: 'boolean', default: false },
  },
});
if (values.process) process.exit((await measureProcess({ ...values, sound: !values['no-sound'] })) ? 0 : 1);

/** Of the defects in the packs' scope, at least this part is caught. */
const TO_REACH = 0.95;
/** No part of what a Service Request, an alert or the way to the device could show, and why. */
const outOfScope: Readonly<Record<string, string>> = {};

const caught: Caught[] = [];
await measureAll(
  defectTrials()
    .filter(({ defect }) => defect.name.includes(values.only))
    .map((trial) => ({ ...trial, quick: values.quick })),
  ({ defect, type }, { raised }, left) => {
    const by = raised.filter(({ verdict }) => verdict === 'failed').map(({ test }) => test.replace(/^[^/]*\//, ''));
    caught.push({ defect: defect.name, type, by, excluded: outOfScope[defect.name] });
    const verdict = by.length > 0 ? `caught by ${by.slice(0, 3).join(', ')}` : `MISSED ${raisedText(raised)}`;
    process.stdout.write(`${defect.name} (${type}): ${verdict}; ${left} left\n`);
  },
);

let soundRuns = 0;
let falseAlarms = 0;
await measureAll(soundTrials(Number(values.seeds)), ({ installation, seed }, { raised, counts, seconds }, left) => {
  soundRuns++;
  if (raised.length > 0) falseAlarms++;
  const verdict =
    raised.length === 0 ? `${counts.passed} passed, ${counts['not-applicable']} not applicable` : raisedText(raised);
  process.stdout.write(`${installation} ${seed}: ${verdict} (${seconds.toFixed(1)} s); ${left} left\n`);
});

const inScope = caught.filter(({ excluded }) => excluded === undefined);
const found = inScope.filter(({ by }) => by.length > 0).length;
const part = inScope.length === 0 ? 1 : found / inScope.length;
process.stdout.write(`${found} of ${inScope.length} caught (${(100 * part).toFixed(1)} %, to reach 95 %); `);
process.stdout.write(`${falseAlarms} of ${soundRuns} sound runs raised something\n`);
if (values.keep && !values.quick) {
  const page = new URL('../../../docs/reference/what-the-packs-catch.md', import.meta.url);
  writeFileSync(page, coveragePage(caught, { soundRuns, falseAlarms, seeds: Number(values.seeds) }));
}
process.exit(part >= TO_REACH && falseAlarms === 0 ? 0 : 1);
