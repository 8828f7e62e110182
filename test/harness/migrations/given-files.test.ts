import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readGiven } from '../../../src/harness/migrations/given-files.ts';
import { refusalOf } from '../../support/refusal.ts';
import { newFolder } from '../../support/scratch.ts';

const folder = newFolder();

const file = (name: string, contents = name): string => {
  writeFileSync(join(folder, name), contents);
  return join(folder, name);
};

const key = '70-B3-D5-1F-30-00-A0-08_20190407_182503';

describe('files that a person gives', () => {
  it('bring their signatures and passwords with them, however those are spelt', () => {
    const given = file(`MA_cgI_${key}.csv`);
    file(`MA_cgI_${key}.csv.sig`);
    file(`MAPASSWORD_CGI_${key.toLowerCase()}`, 'secret');
    file('MAPASSWORD_cgI_70-B3-D5-1F-30-00-A0-08_20190407_182504.txt', 'of another');
    file('MA_cgI_70-B3-D5-1F-30-00-A0-08_20190432_182503.csv');
    const read = readGiven([given]).map(({ name, bytes }) => [name, Buffer.from(bytes).toString()]);
    expect(Object.fromEntries(read)).toEqual({
      [`MA_cgI_${key}.csv`]: `MA_cgI_${key}.csv`,
      [`MA_cgI_${key}.csv.sig`]: `MA_cgI_${key}.csv.sig`,
      [`MAPASSWORD_cgI_${key}.txt`]: 'secret',
    });
  });

  it('are refused where nobody would ever look at them', () => {
    const large = file('DA-20260115-001_common.xml');
    truncateSync(large, 2 ** 31);
    const cases = [
      [file('authorisation.csv'), 'migration-name-invalid'],
      [file('MA_cgI_70-B3-D5-1F-30-00-A0-08_20190432_182503.csv'), 'migration-name-invalid'],
      [join(folder, 'none.csv'), 'file-unreadable'],
      [folder, 'file-unreadable'],
      [large, 'migration-file-too-large'],
    ] as const;
    for (const [given, code] of cases) expect(refusalOf(() => readGiven([given])).code).toBe(code);
  });
});
