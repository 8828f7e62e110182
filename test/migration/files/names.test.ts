import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FileName, fileNames, isSameSmso, parseFileName } from '../../../src/migration/files/names.ts';
import { keyRoles } from '../../../src/migration/model/parties.ts';
import { refusalOf, resultOrRefusal } from '../../support/refusal.ts';
import { eui64 } from './arbitrary-files.ts';

const date = fc.integer({ min: 0, max: 365 * 200 }).map((days) => Temporal.PlainDate.from('1970-01-01').add({ days }));
const at = fc.tuple(date, fc.nat(86_399)).map(([day, seconds]) => day.toPlainDateTime().add({ seconds }));
const smso = fc.stringMatching(/^[A-Za-z0-9]{1,20}$/);
const set = fc
  .tuple(fc.stringMatching(/^[A-Za-z0-9]{1,20}$/), date, fc.integer({ min: 0, max: 999_999 }))
  .map((parts) => fileNames.set(...parts));
const role = fc.constantFrom(...keyRoles);
const demandName = fc.record({ reference: fc.stringMatching(/^[A-Za-z0-9-]{1,40}$/), party: eui64, smso, date });
const scheduleName = fc.record({ smso, supplier: eui64, date });
const authorisationName = fc.record({ smso, supplier: eui64, at });

/** Names, and what they say. */
const named: fc.Arbitrary<readonly [string, FileName]> = fc.oneof(
  set.map((of) => [fileNames.common(of), { kind: 'common', set: of }] as const),
  set.map((of) => [fileNames.group(of), { kind: 'group', set: of }] as const),
  set.map((of) => [fileNames.decision(of), { kind: 'decision', set: of }] as const),
  set.map((of) => [fileNames.outcome(of), { kind: 'outcome', set: of }] as const),
  fc
    .tuple(set, role)
    .map(([of, by]) => [fileNames.encrypted(of, by), { kind: 'encrypted', set: of, role: by }] as const),
  fc
    .tuple(set, role)
    .map(([of, by]) => [fileNames.viability(of, by), { kind: 'viability', set: of, role: by }] as const),
  fc
    .tuple(set, role)
    .map(([of, by]) => [fileNames.rollBack(of, by), { kind: 'roll-back', set: of, role: by }] as const),
  fc
    .tuple(set, fc.constantFrom('commissioning-party', ...keyRoles))
    .map(([of, by]) => [fileNames.validation(of, by), { kind: 'validation', set: of, role: by }] as const),
  fc
    .record({ smso, date, number: fc.integer({ min: 0, max: 999_999 }) })
    .map((name) => [fileNames.readiness(name), { kind: 'readiness', ...name }] as const),
  authorisationName.map((name) => [fileNames.authorisation(name), { kind: 'authorisation', ...name }] as const),
  authorisationName.map((name) => [fileNames.password(name), { kind: 'password', ...name }] as const),
  demandName.map((name) => [fileNames.demand(name), { kind: 'demand', ...name }] as const),
  demandName.map((name) => [fileNames.commitment(name), { kind: 'commitment', ...name }] as const),
  scheduleName.map((name) => [fileNames.migrationSchedule(name), { kind: 'migration-schedule', ...name }] as const),
  scheduleName.map((name) => [fileNames.firmwareSchedule(name), { kind: 'firmware-schedule', ...name }] as const),
);

describe('names of files', () => {
  it('round trip: a name says what it was made of', () => {
    fc.assert(
      fc.property(named, ([name, says]) => {
        expect(parseFileName(name)).toEqual(says);
        expect(name).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,150}$/);
      }),
      { numRuns: 1000 },
    );
  });

  it('DCC: the authorisation that was published is read, with and without an extension', () => {
    const published = 'MA_cgI_70-B3-D5-1F-30-00-A0-08_20190407_182503';
    const says = {
      kind: 'authorisation',
      smso: 'cgI',
      supplier: '70-B3-D5-1F-30-00-A0-08',
      at: Temporal.PlainDateTime.from('2019-04-07T18:25:03'),
    };
    for (const extension of ['', '.csv']) expect(parseFileName(`${published}${extension}`)).toEqual(says);
    expect(parseFileName(published.replace('MA_', 'MAPASSWORD_'))).toEqual({ ...says, kind: 'password' });
    expect(fileNames.authorisation(says as never)).toBe(`${published}.csv`);
  });

  it.each(['-', '_'])('DCC: DR and DC are followed by a hyphen or by an underscore: %s', (mark) => {
    const rest = 'R1_70-b3-d5-1f-30-00-a0-08_CGI_20190407';
    const says = {
      reference: 'R1',
      party: '70-B3-D5-1F-30-00-A0-08',
      smso: 'CGI',
      date: Temporal.PlainDate.from('2019-04-07'),
    };
    expect(parseFileName(`DR${mark}${rest}`)).toEqual({ kind: 'demand', ...says });
    expect(parseFileName(`DC${mark}${rest}`)).toEqual({ kind: 'commitment', ...says });
  });

  it('DCC: the case of an SMSO varies', () => {
    expect(isSameSmso('cgI', 'CGI')).toBe(true);
    expect(isSameSmso('cgI', 'CGL')).toBe(false);
  });

  it.each(['20190230_182503', '20190407_246060', '20191307_000000'])(
    'a time that there is not is refused: %s',
    (time) => {
      expect(refusalOf(() => parseFileName(`MA_cgI_70-B3-D5-1F-30-00-A0-08_${time}`))).toMatchObject({
        code: 'migration-name-invalid',
      });
    },
  );

  it.each([
    '',
    'notes.txt',
    'MA_',
    '../x_common.xml',
    'DA-20260115-001_common.xml.sig',
    'DA-20260115-001_viability_smso.xml',
  ])('this is no name of a migration: %j', (name) => {
    expect(parseFileName(name)).toBeUndefined();
  });

  it('arbitrary names are none, or refused', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.tuple(named, fc.string()).map(([[name], more]) => name + more),
        ),
        (name) => {
          resultOrRefusal(() => parseFileName(name));
        },
      ),
    );
  });
});
