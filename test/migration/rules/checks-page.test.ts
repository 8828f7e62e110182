import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isFileCheck } from '../../../src/migration/rules/checks.ts';
import { leftOutCodes } from '../../../src/migration/rules/outcome-codes.ts';
import { loadMigrationRules } from '../../../src/migration/rules/rules.ts';
import { root } from '../../support/project-files.ts';

const { checks, exclusions } = loadMigrationRules(join(root, 'hardware/migration'));

const makers = { 'commissioning-party': 'Commissioning Party', s1sp: 'S1SP', dco: 'DCO' } as const;

function row(...cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function table(ofFile: boolean): readonly string[] {
  return [
    '| code | check | asks | made by | where it fails | evidence |',
    '|---|---|---|---|---|---|',
    ...checks
      .filter(({ check }) => isFileCheck(check) === ofFile)
      .map(({ code, check, asks, by, outcome, evidence }) =>
        row(
          code,
          `\`${check}\``,
          asks,
          by.map((role) => makers[role]).join(', '),
          outcome,
          `${evidence.kind}: ${evidence.source}`,
        ),
      ),
  ];
}

const page = [
  '# Checks of migration files',
  '',
  'Before anything is done to a device, the Commissioning Party, the S1SP and the DCO each check the files of a set, and',
  'write down what came of it. The codes, their order, who makes a check and which are made are data:',
  '[checks.yaml](../../hardware/migration/checks.yaml), of which this page is made by a test. How to change them is in',
  '[Rules of migration](migration-rules.md).',
  '',
  '## Of the files of a set',
  '',
  'One that fails makes every installation of the set invalid. Where a file is missing or can’t be read, no other check is',
  'made, and none has a result.',
  '',
  ...table(true),
  '',
  '## Of each installation',
  '',
  'One that fails makes this installation invalid, and no other.',
  '',
  ...table(false),
  '',
  '## Excluded categories',
  '',
  'By [exclusions.yaml](../../hardware/migration/exclusions.yaml). Where several apply, the first counts.',
  '',
  'There are other public categories, which nothing here applies, as nobody here states them: no WAN communications on the',
  'day (here its attempts fail), a combination that is uneconomic to test, a supplier that has ended its contract with the',
  'SMSO, a dormant gas meter that was de-registered before.',
  '',
  '| code | means | leaves out | evidence |',
  '|---|---|---|---|',
  ...exclusions.map((each) =>
    row(each.code, each.means, each['leaves-out'].replace('-', ' '), `${each.evidence.kind}: ${each.evidence.source}`),
  ),
  '',
  '## Codes of outcomes',
  '',
  'What stands in the way of an installation is reported by the code of a check or of a category above, by that of an',
  '[error](errors.md) that a step at a device ended with, or by one of these. What was found there is in the column `found`.',
  '',
  '| code | means |',
  '|---|---|',
  ...Object.entries(leftOutCodes).map(([code, means]) => row(`\`${code}\``, means)),
  '',
].join('\n');

it('docs/reference/migration-checks.md says what the data say', async () => {
  await expect(page).toMatchFileSnapshot(join(root, 'docs/reference/migration-checks.md'));
});
