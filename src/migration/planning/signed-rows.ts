import { isS1benchError, S1benchError } from '../../core/errors.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import { isProtected, passwordIn, protect, unprotect } from '../files/csv/password.ts';
import { type Row, readRows, writeRows } from '../files/csv/rows.ts';
import type { ColumnValue } from '../files/csv/values.ts';
import { checkDetached, signatureNameOf, signDetached } from '../files/detached-signature.ts';
import type { PartyRole } from '../model/parties.ts';
import type { PartyContext } from '../parties/party-context.ts';
import type { Layout } from '../rules/layouts.ts';

/** Who may give a CSV file of each kind. */
export const givers = {
  authorisation: ['responsible-supplier'],
  demand: ['responsible-supplier', 'requesting-party'],
  commitment: ['commissioning-party'],
  'migration-schedule': ['smso'],
  'firmware-schedule': ['smso'],
} as const satisfies Readonly<Record<string, readonly PartyRole[]>>;

/** A password, and the name of the file that tells it. */
export interface Protection {
  readonly companion: string;
  readonly password: string;
}

/** What the rows of a file say, by field. */
export type GivenRows = readonly Readonly<Record<string, ColumnValue | undefined>>[];

/** A CSV file as a party has made it, with all that belongs to it, by their names; base64. */
type MadeFiles = readonly (readonly [name: string, bytes: string])[];

/**
 * Gives a CSV file with its signature, and where it is protected with its password. What was made is stored before any of
 * it is given: whoever goes on after a crash gives the very same. Where a person has put a file in its place, that stays.
 */
export function giveRows(
  context: PartyContext,
  name: string,
  layout: Layout,
  rows: () => GivenRows,
  protection?: () => Protection,
): void {
  makeRows(context, name, layout, rows, protection);
  giveMade(context, name);
}

/** Makes and stores a CSV file, to be given later, unless it was made, or one of its name given, before. */
export function makeRows(
  { store, exchange, keys, clock }: PartyContext,
  name: string,
  layout: Layout,
  rows: () => GivenRows,
  protection?: () => Protection,
): void {
  const made = store.table<MadeFiles>('made-files');
  if (made.get(name) !== undefined || exchange.get(name) !== undefined) return;
  const plain = writeRows(rows(), layout);
  const secret = protection?.();
  const bytes = secret === undefined ? plain : protect(plain, name, secret.password);
  made.put(name, [
    ...(secret === undefined ? [] : [inBase64(secret.companion, new TextEncoder().encode(`${secret.password}\n`))]),
    inBase64(name, bytes),
    inBase64(signatureNameOf(name), signDetached(name, bytes, keys, clock.now())),
  ]);
}

/** Gives what was made of a CSV file, as far as it wasn't given before. */
export function giveMade(
  { store, exchange, log }: Pick<PartyContext, 'store' | 'exchange' | 'log'>,
  name: string,
): void {
  for (const [file, bytes] of store.table<MadeFiles>('made-files').get(name) ?? []) {
    if (exchange.get(file) !== undefined) continue;
    exchange.put(file, Uint8Array.fromBase64(bytes));
    log({ what: 'file-given', name: file });
  }
}

function inBase64(name: string, bytes: Uint8Array): readonly [string, string] {
  return [name, bytes.toBase64()];
}

/** A CSV file as it was given, and by whom. */
export interface SignedRows {
  readonly from: Eui64;
  readonly rows: readonly Row[];
}

/**
 * The rows of a CSV file that was given, or why none of it is to be believed: besides what is wrong with the file, its
 * password or its signature, `rows-unsigned`.
 * @param companion name of the file with its password, where such files have one
 */
export function takeRows(
  { exchange, trust, clock }: Pick<PartyContext, 'exchange' | 'trust' | 'clock'>,
  name: string,
  { layout, roles, companion }: { layout: Layout; roles: readonly PartyRole[]; companion?: string },
): SignedRows | S1benchError {
  const bytes = exchange.get(name);
  const signature = exchange.get(signatureNameOf(name));
  const expected = signatureNameOf(name);
  if (bytes === undefined || signature === undefined) {
    return new S1benchError('rows-unsigned', { where: { file: name }, expected });
  }
  try {
    const { problem, stated } = checkDetached(name, bytes, signature, roles, trust, clock.now());
    if (problem !== undefined) return problem;
    return { from: stated.from, rows: readRows(opened(bytes, name, companion, exchange), name, layout) };
  } catch (error) {
    if (isS1benchError(error)) return error;
    throw error;
  }
}

/** @throws `password-wrong` */
function opened(
  bytes: Uint8Array,
  name: string,
  companion: string | undefined,
  exchange: PartyContext['exchange'],
): Uint8Array {
  if (!isProtected(bytes)) return bytes;
  const told = companion === undefined ? undefined : exchange.get(companion);
  if (companion === undefined || told === undefined) {
    throw new S1benchError('password-wrong', { where: { file: name }, expected: companion ?? 'no password' });
  }
  return unprotect(bytes, name, passwordIn(told, companion));
}
