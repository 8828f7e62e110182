import { isS1benchError } from '../../core/errors.ts';
import type { Validator } from '../model/parties.ts';
import type { ReadingCheckName } from '../rules/checks.ts';
import { filesFor, PreparedSet, type SetFiles } from './prepared-set.ts';
import { firstProblem, type Problem } from './problem.ts';

/**
 * The set, where every file that `party` has to be given is there and could be read, and they are about the same; else
 * which of the two checks found what.
 */
export function wholeSet(
  party: Validator,
  files: SetFiles,
): PreparedSet | { readonly check: ReadingCheckName; readonly problem: Problem } {
  const kinds = filesFor[party];
  const unread = firstProblem(kinds, (kind) => {
    const given = files[kind];
    return isS1benchError(given) ? { found: `${kind}: ${given.message}` } : undefined;
  });
  if (unread !== undefined) return { check: 'schema', problem: unread };
  const read = kinds.flatMap((kind) => {
    const given = files[kind];
    return given === undefined || isS1benchError(given) ? [] : [given];
  });
  const missing = kinds.find((kind) => files[kind] === undefined);
  if (missing !== undefined) return { check: 'complete', problem: { found: 'nothing', expected: `${missing} file` } };
  const set = new PreparedSet(files.name, party, read);
  const problem = mismatchIn(set);
  return problem === undefined ? set : { check: 'complete', problem };
}

function mismatchIn(set: PreparedSet): Problem | undefined {
  const { from, group } = set.common.header;
  const headers = firstProblem(set.files, ({ file: { kind, header } }) => {
    const found = `${kind}: ${header.set}, ${header.group}, ${header.from}`;
    const isOfSet = header.set === set.name && header.group === group && header.from === from;
    return isOfSet ? undefined : { found, expected: `${set.name}, ${group}, ${from}` };
  });
  return headers ?? wrongRecipient(set) ?? strangers(set);
}

function wrongRecipient({ party, encrypted }: PreparedSet): Problem | undefined {
  if (encrypted === undefined || encrypted.recipient === party) return undefined;
  return { found: `encrypted: for the ${encrypted.recipient}`, expected: `for the ${party}` };
}

/** Installations that the Common File doesn't name. */
function strangers({ common, group, encrypted }: PreparedSet): Problem | undefined {
  const known = new Set(common.installations.map(({ hub }) => hub.id));
  return firstProblem([group, encrypted], (file) => {
    const stranger = file?.installations.find(({ hub }) => !known.has(hub))?.hub;
    if (stranger === undefined) return undefined;
    return { found: `${file?.kind}: ${stranger}`, expected: 'installations of the Common File' };
  });
}
