import { checkSignature } from '../files/check-signature.ts';
import type { FileCheckName, ReadingCheckName } from '../rules/checks.ts';
import { type FileCheck, firstProblem } from './problem.ts';

/** What is wrong with the signature of a file, unless it is somebody else's, or only if it is. */
function signatureCheck(isOfOther: boolean): FileCheck {
  return ({ files }, { trust, now }) =>
    firstProblem(files, (read) => {
      const problem = checkSignature(read, trust, now);
      if (problem === undefined || (problem.code === 'signature-not-theirs') !== isOfOther) return undefined;
      return { found: [`${read.file.kind}: ${problem.code}`, problem.found].join(', '), expected: problem.expected };
    });
}

/** The very files that were taken before are no replay: whoever goes on after a crash is given them again. */
const replay: FileCheck = ({ name, files }, { taken }) =>
  firstProblem(files, ({ file, signedBytesSha256 }) => {
    const { kind, header } = file;
    const digest = taken.digestOf(name, kind);
    if (digest === signedBytesSha256.toHex()) return undefined;
    if (digest !== undefined) return { found: `${kind}: another file of this set was taken before` };
    const last = taken.lastSequence(header.from, kind);
    if (last === undefined || header.sequence > last) return undefined;
    return { found: `${kind}: sequence ${header.sequence}`, expected: `above ${last}` };
  });

const group: FileCheck = ({ name, common: { header } }, { rules }) => {
  const known = rules.groups.find(({ id }) => id === header.group);
  if (known === undefined) return { found: header.group, expected: rules.groups.map(({ id }) => id).join(', ') };
  if (!name.startsWith(`${header.group}-`)) return { found: name, expected: `a set of ${header.group}` };
  if (known['requesting-party'] === header.from) return undefined;
  return { found: header.from, expected: known['requesting-party'] };
};

const size: FileCheck = ({ common: { installations } }, { rules }) => {
  const most = rules.strategy['set-size'];
  const count = installations.length;
  return count >= 1 && count <= most ? undefined : { found: `${count}`, expected: `1 to ${most}` };
};

/** The checks of the files of a set that is whole and could be read. */
export const fileCheckTable: Readonly<Record<Exclude<FileCheckName, ReadingCheckName>, FileCheck>> = {
  signature: signatureCheck(false),
  signer: signatureCheck(true),
  replay,
  group,
  size,
};
