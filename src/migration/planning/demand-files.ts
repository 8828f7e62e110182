import { isS1benchError, S1benchError } from '../../core/errors.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import type { Row } from '../files/csv/rows.ts';
import { signatureNameOf } from '../files/detached-signature.ts';
import { type DemandName, fileNames, parseFileName } from '../files/names.ts';
import type { PartyContext } from '../parties/party-context.ts';
import { type Commitment, commit, type Demand } from './commitments.ts';
import { giveMade, giveRows, givers, makeRows, takeRows } from './signed-rows.ts';

/** How many installations of a group are wanted on a day. */
export type DailyDemand = Omit<Demand, 'party'>;

/** Reference of the demand requests that parties make by themselves: one with another was made by a person. */
const OWN_REFERENCE = 's1bench';

type DemandFileName = DemandName & { readonly kind: 'demand' | 'commitment' };

interface DemandFile {
  readonly file: string;
  readonly name: DemandFileName;
  readonly isSigned: boolean;
  /** Those that count. */
  readonly rows: readonly Commitment[];
}

/** Gives a demand request (`DR_…`), unless it was given before. @returns its name */
export function giveDemand(
  context: PartyContext,
  { smso, date, reference = OWN_REFERENCE }: Pick<DemandName, 'smso' | 'date'> & { readonly reference?: string },
  days: readonly DailyDemand[],
): string {
  const name = fileNames.demand({ reference, party: context.keys.party.id, smso, date });
  giveRows(context, name, context.rules.layouts.demand, () => days.map((day) => ({ ...day })));
  return name;
}

/**
 * Demand requests (`DR_…`), and commitments to them (`DC-…`), as the Commissioning Party has them: each that was given is
 * read once. A file or a row of it that can't be read or isn't to be believed counts for nothing, and its log is told.
 */
export class DemandBook {
  readonly #context: PartyContext;
  /** By the names of files; nothing of one that can't be called so. */
  readonly #files = new Map<string, DemandFile | undefined>();

  constructor(context: PartyContext) {
    this.#context = context;
  }

  /** Whose demand of which SMSO a person has given. */
  givenByPeople(): readonly Pick<DemandName, 'party' | 'smso'>[] {
    this.#look();
    return this.#of('demand').flatMap(({ name }) => (name.reference === OWN_REFERENCE ? [] : [name]));
  }

  /**
   * Answers all demand requests that have no answer yet, each with a commitment, together: what was committed to before
   * stays, and the rest of a day's capacity is shared among them. All answers are stored before the first is given.
   * @returns what is committed to by all answers
   */
  answer(): readonly Commitment[] {
    const context = this.#context;
    const { rules, store } = context;
    const files = this.#look();
    // What a crash has kept from being given.
    for (const { name } of this.#of('demand')) {
      const answer = fileNames.commitment(name);
      if (!files.has(signatureNameOf(answer))) giveMade(context, answer);
    }
    const open = this.#unanswered();
    const left = this.#sharesOf(open);
    store.transaction(() => {
      for (const { name, rows } of open) {
        const answers = rows.map(({ party, date, group, requested }) => {
          const key = keyOf({ party, date, group });
          const committed = Math.min(requested, left.get(key) ?? 0);
          left.set(key, (left.get(key) ?? 0) - committed);
          return { date, group, requested, committed };
        });
        makeRows(context, fileNames.commitment(name), rules.layouts.commitment, () => answers);
      }
    });
    for (const { name } of open) giveMade(context, fileNames.commitment(name));
    this.#look();
    return this.#of('commitment').flatMap(({ rows }) => rows);
  }

  #unanswered(): readonly DemandFile[] {
    this.#look();
    const answered = new Set(this.#of('commitment').map(({ name }) => fileKeyOf(name)));
    return this.#of('demand').filter(({ name }) => !answered.has(fileKeyOf(name)));
  }

  /** By party, group and day, how many demand requests together get. */
  #sharesOf(open: readonly DemandFile[]): Map<string, number> {
    const taken = new Map<string, number>();
    for (const { date, installations } of this.#of('commitment').flatMap(({ rows }) => rows)) {
      taken.set(date.toString(), (taken.get(date.toString()) ?? 0) + installations);
    }
    const capacity = this.#context.rules.strategy['daily-capacity'];
    const capacityOf = (date: Temporal.PlainDate): number => Math.max(0, capacity - (taken.get(date.toString()) ?? 0));
    const demands = open.flatMap(({ rows }) => rows);
    return new Map(commit(demands, capacityOf).map((each) => [keyOf(each), each.installations]));
  }

  #of(kind: DemandFileName['kind']): readonly DemandFile[] {
    return [...this.#files.values()].filter((each) => each?.name.kind === kind) as readonly DemandFile[];
  }

  /** Reads what is new. @returns names of all files that there are */
  #look(): ReadonlySet<string> {
    const files = new Set(this.#context.exchange.names());
    for (const file of files) {
      const isSigned = files.has(signatureNameOf(file));
      const known = this.#files.get(file);
      const isRead = known === undefined ? this.#files.has(file) : known.isSigned || !isSigned;
      if (isRead || !/^D[RC][_-]/.test(file)) continue;
      const name = nameOf(file);
      if (isS1benchError(name)) this.#refuse(file, name);
      const isOne = name !== undefined && !isS1benchError(name);
      this.#files.set(file, isOne ? { file, name, isSigned, rows: this.#rowsOf(file, name) } : undefined);
    }
    return files;
  }

  #rowsOf(file: string, name: DemandFileName): readonly Commitment[] {
    const given = takeRows(this.#context, file, {
      layout: this.#context.rules.layouts[name.kind],
      roles: givers[name.kind],
    });
    const refused = isS1benchError(given) ? given : this.#objectionTo(file, name, given.from);
    if (refused !== undefined) this.#refuse(file, refused);
    if (isS1benchError(given) || refused !== undefined) return [];
    const groups = this.#groupsOf(name);
    return given.rows.flatMap((row) => {
      const said = rowOf(row, name.party, groups, file);
      if (!isS1benchError(said)) return [said];
      this.#refuse(file, said, row.line);
      return [];
    });
  }

  #objectionTo(file: string, name: DemandFileName, from: Eui64): S1benchError | undefined {
    const isTaken = this.#of(name.kind).some(
      (other) => other.file !== file && fileKeyOf(other.name) === fileKeyOf(name),
    );
    if (isTaken) return new S1benchError('exchange-name-taken', { where: { file }, found: file });
    if (name.kind === 'commitment' || from === name.party) return undefined;
    return new S1benchError('signature-not-theirs', { where: { file }, found: from, expected: name.party });
  }

  /** The groups that a file may speak of: of the SMSO in its name, and of a Requesting Party its own. */
  #groupsOf({ smso, party }: DemandFileName): readonly string[] {
    const { groups, parties } = this.#context.rules;
    const isRequesting = parties.find(party)?.role === 'requesting-party';
    return groups
      .filter(
        (group) => parties.smso(smso)?.id === group.smso && (!isRequesting || group['requesting-party'] === party),
      )
      .map(({ id }) => id);
  }

  #refuse(name: string, { code, message: because }: S1benchError, line?: number): void {
    this.#context.log({ what: line === undefined ? 'file-refused' : 'row-refused', name, line, code, because });
  }
}

function rowOf(
  { line, values, problems: [problem] }: Row,
  party: Eui64,
  groups: readonly string[],
  file: string,
): Commitment | S1benchError {
  if (problem !== undefined) return problem;
  const where = { file, line };
  const {
    date,
    group,
    installations = 0,
    requested = installations,
    committed = requested,
  } = values as Partial<Omit<Commitment, 'party'> & { readonly committed: number }>;
  if (date === undefined || group === undefined) return new S1benchError('csv-value-missing', { where });
  if (groups.includes(group)) return { party, group, date, requested, installations: committed };
  return new S1benchError('demand-group-other', { where, found: group.slice(0, 100), expected: groups.join(', ') });
}

function nameOf(file: string): DemandFileName | S1benchError | undefined {
  try {
    const name = parseFileName(file);
    return name?.kind === 'demand' || name?.kind === 'commitment' ? (name as DemandFileName) : undefined;
  } catch (error) {
    if (isS1benchError(error)) return error;
    throw error;
  }
}

/** The same of a demand request and of its commitment, in whatever form their names are. */
function fileKeyOf(name: DemandFileName): string {
  return fileNames.demand({ ...name, smso: name.smso.toLowerCase() });
}

function keyOf({ date, party, group }: Pick<Demand, 'date' | 'party' | 'group'>): string {
  return `${date} ${party} ${group}`;
}
