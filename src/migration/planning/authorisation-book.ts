import { isS1benchError, S1benchError } from '../../core/errors.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import type { Row } from '../files/csv/rows.ts';
import { fileNames, parseFileName } from '../files/names.ts';
import type { CertificateId } from '../model/installation.ts';
import type { Registrations } from '../model/registrations.ts';
import type { PartyContext } from '../parties/party-context.ts';
import {
  type AuthorisableMeter,
  type Authorisation,
  type AuthorisationResult,
  settleAuthorisations,
} from './authorisations.ts';
import { OnceATurn } from './once-a-turn.ts';
import { givers, takeRows } from './signed-rows.ts';

/** What became of a row, or of a file of which no row counts. */
export interface AuthorisationRow {
  readonly file: string;
  /** Nothing where it is the file. */
  readonly line?: number | undefined;
  readonly hub?: Eui64 | undefined;
  readonly meter?: Eui64 | undefined;
  /** Code of an error where it can't be read or isn't to be believed. */
  readonly result: AuthorisationResult | S1benchError['code'];
  /** What the error says. */
  readonly because?: string | undefined;
}

export interface AuthorisationBookParts {
  readonly context: Pick<PartyContext, 'exchange' | 'trust' | 'clock' | 'rules'>;
  readonly registrations: Registrations;
  readonly metersOf: (hub: Eui64) => readonly AuthorisableMeter[] | undefined;
  /** Told once of each that doesn't count. */
  readonly onRefused?: (row: AuthorisationRow) => void;
}

interface Contents {
  /** Names of the files that it was made of. */
  readonly files: string;
  readonly rows: readonly AuthorisationRow[];
  readonly accepted: ReadonlyMap<string, Authorisation>;
}

/** All Migration Authorisations that were given: what became of each, and which count. Read anew where there are more. */
export class AuthorisationBook {
  readonly #parts: AuthorisationBookParts;
  readonly #look = new OnceATurn();
  /** Those that `onRefused` was told of. */
  readonly #told = new Set<string>();
  #contents: Contents = { files: '', rows: [], accepted: new Map() };

  constructor(parts: AuthorisationBookParts) {
    this.#parts = parts;
  }

  /** What became of every row, those of a file together, and of files that can't be read. */
  get rows(): readonly AuthorisationRow[] {
    return this.#read().rows;
  }

  /** The authorisation that counts of a meter; nothing where none does. */
  of(hub: Eui64, meter: Eui64): Authorisation | undefined {
    return this.#read().accepted.get(keyOf(hub, meter));
  }

  suppliersOf(hub: Eui64, meter: Eui64): readonly Eui64[] {
    const supplier = this.of(hub, meter)?.supplier;
    return supplier === undefined ? [] : [supplier];
  }

  #read(): Contents {
    this.#look.do(() => {
      // With their passwords: one that comes later makes another of a file.
      const names = this.#parts.context.exchange.names().filter((name) => name.startsWith('MA'));
      const files = names.join(' ');
      if (this.#contents.files === files) return;
      this.#contents = { files, ...this.#settle(names) };
      this.#tellOfRefused();
    });
    return this.#contents;
  }

  #tellOfRefused(): void {
    for (const row of this.#contents.rows) {
      const key = `${row.file} ${row.line} ${row.result}`;
      if (row.result === 'accepted' || this.#told.has(key)) continue;
      this.#told.add(key);
      this.#parts.onRefused?.(row);
    }
  }

  #settle(names: readonly string[]): Omit<Contents, 'files'> {
    const { context, registrations, metersOf } = this.#parts;
    const refused: AuthorisationRow[] = [];
    const authorisations = names.flatMap((name) => readFile(context, name, refused));
    const settled = [...settleAuthorisations(authorisations, { metersOf, registrations, now: context.clock.now() })];
    const accepted = settled.flatMap(({ authorisation, result }) =>
      result === 'accepted' ? [[keyOf(authorisation.hub, authorisation.meter), authorisation] as const] : [],
    );
    const rows = settled.map(({ authorisation: { file, line, hub, meter }, result }) => {
      return { file, line, hub, meter, result };
    });
    return { rows: [...refused, ...rows].sort(byPlace), accepted: new Map(accepted) };
  }
}

function byPlace(a: AuthorisationRow, b: AuthorisationRow): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0);
}

function refusal({ code, message }: S1benchError, row: Omit<AuthorisationRow, 'result'>): AuthorisationRow {
  return { ...row, result: code, because: message };
}

function keyOf(hub: Eui64, meter: Eui64): string {
  return `${hub} ${meter}`;
}

function readFile(
  context: AuthorisationBookParts['context'],
  file: string,
  refused: AuthorisationRow[],
): readonly Authorisation[] {
  const name = nameOf(file);
  if (isS1benchError(name)) refused.push(refusal(name, { file }));
  if (name === undefined || isS1benchError(name)) return [];
  const given = takeRows(context, file, {
    layout: context.rules.layouts.authorisation,
    roles: givers.authorisation,
    companion: fileNames.password(name),
  });
  const objection = isS1benchError(given) ? given : objectionTo(file, name.supplier, given.from);
  if (objection !== undefined) refused.push(refusal(objection, { file }));
  if (isS1benchError(given) || objection !== undefined) return [];
  return given.rows.flatMap(({ line, values, problems: [problem] }) => {
    if (problem === undefined) return [authorisationOf(file, given.from, { line, values })];
    const { hub, meter } = values as Partial<Authorisation>;
    refused.push(refusal(problem, { file, line, hub, meter }));
    return [];
  });
}

function nameOf(file: string) {
  try {
    const name = parseFileName(file);
    return name?.kind === 'authorisation' ? name : undefined;
  } catch (error) {
    if (isS1benchError(error)) return error;
    throw error;
  }
}

function objectionTo(file: string, named: Eui64, from: Eui64): S1benchError | undefined {
  if (named === from) return undefined;
  return new S1benchError('signature-not-theirs', { where: { file }, found: from, expected: named });
}

/** What a row says, whose values the layout has made what they are. */
function authorisationOf(file: string, supplier: Eui64, { line, values }: Pick<Row, 'line' | 'values'>): Authorisation {
  const { hub, meter, mpxn, priority } = values as { hub: Eui64; meter: Eui64; mpxn: string; priority?: boolean };
  const certificates = values as unknown as Readonly<
    Record<'criticalSupplier' | 'nonCriticalSupplier', CertificateId> &
      Partial<Record<'criticalNetworkOperator' | 'nonCriticalNetworkOperator', CertificateId>>
  >;
  const { criticalSupplier, nonCriticalSupplier, criticalNetworkOperator, nonCriticalNetworkOperator } = certificates;
  return {
    file,
    line,
    supplier,
    hub,
    meter,
    mpxn,
    priority: priority ?? false,
    certificates: { criticalSupplier, nonCriticalSupplier, criticalNetworkOperator, nonCriticalNetworkOperator },
  };
}
