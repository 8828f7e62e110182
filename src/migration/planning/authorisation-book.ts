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
  type SettledAuthorisation,
  settleAuthorisations,
} from './authorisations.ts';
import { OnceATurn } from './once-a-turn.ts';
import { takeRows } from './signed-rows.ts';

/** A file, or a row of it, that can't be read or isn't to be believed. */
export interface RefusedRows {
  readonly file: string;
  readonly line?: number | undefined;
  readonly refused: S1benchError;
}

export interface AuthorisationBookParts {
  readonly context: Pick<PartyContext, 'exchange' | 'trust' | 'clock' | 'rules'>;
  readonly registrations: Registrations;
  readonly metersOf: (hub: Eui64) => readonly AuthorisableMeter[] | undefined;
}

interface Contents {
  /** Names of the files that it was made of. */
  readonly files: string;
  readonly refused: readonly RefusedRows[];
  readonly settled: readonly SettledAuthorisation[];
  readonly accepted: ReadonlyMap<string, Authorisation>;
}

/** All Migration Authorisations that were given: what became of each, and which count. Read anew where there are more. */
export class AuthorisationBook {
  readonly #parts: AuthorisationBookParts;
  readonly #look = new OnceATurn();
  #contents: Contents = { files: '', refused: [], settled: [], accepted: new Map() };

  constructor(parts: AuthorisationBookParts) {
    this.#parts = parts;
  }

  /** Files and rows that say nothing. */
  get refused(): readonly RefusedRows[] {
    return this.#read().refused;
  }

  /** What became of every row. */
  get settled(): readonly SettledAuthorisation[] {
    return this.#read().settled;
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
      const names = this.#parts.context.exchange.names().filter((name) => name.startsWith('MA'));
      const files = names.join(' ');
      if (this.#contents.files !== files) this.#contents = { files, ...this.#settle(names) };
    });
    return this.#contents;
  }

  #settle(names: readonly string[]): Omit<Contents, 'files'> {
    const { context, registrations, metersOf } = this.#parts;
    const refused: RefusedRows[] = [];
    const rows = names.flatMap((name) => readFile(context, name, refused));
    const settled = [...settleAuthorisations(rows, { metersOf, registrations, now: context.clock.now() })];
    const accepted = settled.flatMap(({ authorisation, result }) =>
      result === 'accepted' ? [[keyOf(authorisation.hub, authorisation.meter), authorisation] as const] : [],
    );
    return { refused, settled, accepted: new Map(accepted) };
  }
}

function keyOf(hub: Eui64, meter: Eui64): string {
  return `${hub} ${meter}`;
}

function readFile(
  context: AuthorisationBookParts['context'],
  file: string,
  refused: RefusedRows[],
): readonly Authorisation[] {
  const name = nameOf(file);
  if (isS1benchError(name)) refused.push({ file, refused: name });
  if (name === undefined || isS1benchError(name)) return [];
  const given = takeRows(context, file, {
    layout: context.rules.layouts.authorisation,
    roles: ['responsible-supplier'],
    companion: fileNames.password(name),
  });
  const objection = isS1benchError(given) ? given : objectionTo(file, name.supplier, given.from);
  if (objection !== undefined) refused.push({ file, refused: objection });
  if (isS1benchError(given) || objection !== undefined) return [];
  return given.rows.flatMap(({ line, values, problems: [problem] }) => {
    if (problem === undefined) return [authorisationOf(file, given.from, { line, values })];
    refused.push({ file, line, refused: problem });
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
