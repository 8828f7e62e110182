import type { FileCheckName } from '../rules/checks.ts';
import { type FileCheck, firstProblem } from './problem.ts';

const signature: FileCheck = ({ files }, { trust, now }) =>
  firstProblem(files, (read) => {
    const problem = checkSignature(read, trust, now);
    return problem && { found: `${read.file.kind}: ${problem}` };
  });

const signer: FileCheck = ({ files }, { trust }) =>
  firstProblem(files, ({ file, signer: id }) => {
    const certificate = trust.find(id);
    const { from } = file.header;
    if (certificate?.party === from && certificate.role === 'requesting-party') return undefined;
    const found = certificate === undefined ? 'nobody who is known' : `${certificate.party}, ${certificate.role}`;
    return { found: `${file.kind}: ${found}`, expected: `${from}, requesting-party` };
  });

/** The very files that were taken before are no replay: whoever goes on after a crash is given them again. */
const replay: FileCheck = ({ name, files }, { taken }) =>
  firstProblem(files, ({ file, signedBytesSha256 }) => {
    const { kind, header } = file;
    const digest = taken.digestOf(name, kind);
    if (digest === signedBytesSha256) return undefined;
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
export const fileCheckTable: Readonly<Record<Exclude<FileCheckName, 'schema' | 'complete'>, FileCheck>> = {
  signature,
  signer,
  replay,
  group,
  size,
};
