import { S1benchError } from '../../core/errors.ts';
import { type Eui64, parseEui64 } from '../../core/identifiers.ts';
import { type KeyRole, keyRoles, type Validator, validators } from '../model/parties.ts';

/** What the name of a file says of it. */
export type FileName =
  | { readonly kind: 'common' | 'group' | 'decision' | 'outcome'; readonly set: string }
  | { readonly kind: 'encrypted' | 'viability' | 'roll-back'; readonly set: string; readonly role: KeyRole }
  | { readonly kind: 'validation'; readonly set: string; readonly role: Validator }
  | ({ readonly kind: 'readiness' } & NumberedName)
  | ({ readonly kind: 'authorisation' | 'password' } & AuthorisationName)
  | ({ readonly kind: 'demand' | 'commitment' } & DemandName)
  | ({ readonly kind: 'migration-schedule' | 'firmware-schedule' } & ScheduleName);

/** Of a file of an SMSO, of which it gives several a day. */
export interface NumberedName {
  /** As the file has it: upper and lower case vary. */
  readonly smso: string;
  readonly date: Temporal.PlainDate;
  readonly number: number;
}

export interface AuthorisationName {
  readonly smso: string;
  readonly supplier: Eui64;
  /** To the second; in which time zone isn't public. */
  readonly at: Temporal.PlainDateTime;
}

export interface DemandName {
  readonly reference: string;
  readonly party: Eui64;
  readonly smso: string;
  readonly date: Temporal.PlainDate;
}

export interface ScheduleName {
  readonly smso: string;
  readonly supplier: Eui64;
  readonly date: Temporal.PlainDate;
}

/**
 * Names of the files of a migration. Those of authorisations, their passwords, demand and commitment are public; the
 * others are this project's own.
 */
export const fileNames = {
  /** `DA-20260115-001`: a group, a day, and a number from 1. */
  set: (group: string, date: Temporal.PlainDate, number: number): string =>
    `${group}-${digits(date)}-${String(number).padStart(3, '0')}`,
  common: (set: string): string => `${set}_common.xml`,
  group: (set: string): string => `${set}_group.xml`,
  encrypted: (set: string, role: KeyRole): string => `${set}_encrypted_${role}.xml`,
  validation: (set: string, role: Validator): string => `${set}_validation_${role}.xml`,
  viability: (set: string, role: KeyRole): string => `${set}_viability_${role}.xml`,
  decision: (set: string): string => `${set}_decision.xml`,
  rollBack: (set: string, role: KeyRole): string => `${set}_roll-back_${role}.xml`,
  outcome: (set: string): string => `${set}_outcome.xml`,
  readiness: ({ smso, date, number }: NumberedName): string =>
    `readiness_${smso}_${digits(date)}_${String(number).padStart(3, '0')}.xml`,
  /** `MA_cgI_70-B3-D5-1F-30-00-A0-08_20190407_182503` */
  authorisation: (name: AuthorisationName): string => `MA_${authorisationKey(name)}.csv`,
  /** The companion of an authorisation, with its password. */
  password: (name: AuthorisationName): string => `MAPASSWORD_${authorisationKey(name)}.txt`,
  demand: (name: DemandName): string => `DR_${demandKey(name)}.csv`,
  /** With a hyphen, as it was published. */
  commitment: (name: DemandName): string => `DC-${demandKey(name)}.csv`,
  migrationSchedule: (name: ScheduleName): string => `migration-schedule_${scheduleKey(name)}.csv`,
  firmwareSchedule: (name: ScheduleName): string => `firmware-schedule_${scheduleKey(name)}.csv`,
} as const;

const part = {
  set: '(?<set>[A-Za-z0-9]{1,20}-[0-9]{8}-[0-9]{3,6})',
  keyRole: `(?<role>${keyRoles.join('|')})`,
  smso: '(?<smso>[A-Za-z0-9]{1,20})',
  eui: '(?<eui>[0-9A-Fa-f]{2}(?:-[0-9A-Fa-f]{2}){7})',
  date: '(?<date>[0-9]{8})',
  time: '(?<time>[0-9]{6})',
  number: '(?<number>[0-9]{3,6})',
  reference: '(?<reference>[A-Za-z0-9-]{1,40})',
} as const;
const authorisationParts = `${part.smso}_${part.eui}_${part.date}_${part.time}`;
const demandParts = `${part.reference}_${part.eui}_${part.smso}_${part.date}`;
const scheduleParts = `${part.smso}_${part.eui}_${part.date}`;

type Groups = Readonly<Record<string, string>>;
type Form = readonly [pattern: RegExp, read: (groups: Groups) => FileName];

/** The forms of names; those of the public ones come with and without an extension. */
const forms: readonly Form[] = [
  ...(['common', 'group', 'decision', 'outcome'] as const).map(
    (kind): Form => [whole(`${part.set}_${kind}\\.xml`), ({ set = '' }) => ({ kind, set })],
  ),
  ...(['encrypted', 'viability', 'roll-back'] as const).map(
    (kind): Form => [
      whole(`${part.set}_${kind}_${part.keyRole}\\.xml`),
      ({ set = '', role }) => ({ kind, set, role: role as KeyRole }),
    ],
  ),
  [
    whole(`${part.set}_validation_(?<role>${validators.join('|')})\\.xml`),
    ({ set = '', role }) => ({ kind: 'validation', set, role: role as Validator }),
  ],
  [
    whole(`readiness_${part.smso}_${part.date}_${part.number}\\.xml`),
    ({ smso = '', date, number }) => ({ kind: 'readiness', smso, date: dateOf(date), number: Number(number) }),
  ],
  [whole(`MA_${authorisationParts}(?:\\.csv)?`), (groups) => ({ kind: 'authorisation', ...authorisationOf(groups) })],
  [
    whole(`MAPASSWORD_${authorisationParts}(?:\\.(?:csv|txt))?`),
    (groups) => ({ kind: 'password', ...authorisationOf(groups) }),
  ],
  [whole(`DR[_-]${demandParts}(?:\\.csv)?`), (groups) => ({ kind: 'demand', ...demandOf(groups) })],
  [whole(`DC[_-]${demandParts}(?:\\.csv)?`), (groups) => ({ kind: 'commitment', ...demandOf(groups) })],
  ...(['migration-schedule', 'firmware-schedule'] as const).map(
    (kind): Form => [
      whole(`${kind}_${scheduleParts}\\.csv`),
      ({ smso = '', eui = '', date }) => ({ kind, smso, supplier: parseEui64(eui), date: dateOf(date) }),
    ],
  ),
];

/**
 * What a name says; nothing where it is none of a migration.
 * @throws `migration-name-invalid` for a date or a time that there isn't
 */
export function parseFileName(name: string): FileName | undefined {
  for (const [pattern, read] of forms) {
    const groups = pattern.exec(name)?.groups;
    if (groups === undefined) continue;
    try {
      return read(groups);
    } catch (cause) {
      throw new S1benchError('migration-name-invalid', { found: name, expected: 'a date that there is', cause });
    }
  }
  return undefined;
}

/** Whether a file has the name of an authorisation, be it a good one or not. */
export function isNamedAuthorisation(file: string): boolean {
  return file.startsWith('MA_');
}

/** Whether two names of an SMSO mean the same one. */
export function isSameSmso(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function authorisationOf({ smso = '', eui = '', date, time }: Groups): AuthorisationName {
  return { smso, supplier: parseEui64(eui), at: Temporal.PlainDateTime.from(`${date}T${time}`) };
}

function demandOf({ reference = '', eui = '', smso = '', date }: Groups): DemandName {
  return { reference, party: parseEui64(eui), smso, date: dateOf(date) };
}

function authorisationKey({ smso, supplier, at }: AuthorisationName): string {
  return `${smso}_${supplier}_${digits(at.toPlainDate())}_${at.toPlainTime().toString({ smallestUnit: 'second' }).replaceAll(':', '')}`;
}

function demandKey({ reference, party, smso, date }: DemandName): string {
  return `${reference}_${party}_${smso}_${digits(date)}`;
}

function scheduleKey({ smso, supplier, date }: ScheduleName): string {
  return `${smso}_${supplier}_${digits(date)}`;
}

function dateOf(yyyymmdd = ''): Temporal.PlainDate {
  return Temporal.PlainDate.from(yyyymmdd);
}

/** `yyyymmdd` */
function digits(date: Temporal.PlainDate): string {
  return date.toString().replaceAll('-', '');
}

function whole(pattern: string): RegExp {
  return new RegExp(`^${pattern}$`);
}
