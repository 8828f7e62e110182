import { parseEui64 } from '../../../src/core/identifiers.ts';
import type { EncryptedFile, GroupFile } from '../../../src/migration/files/contents.ts';
import type { FileCheckName } from '../../../src/migration/rules/checks.ts';
import { type Mutation, withGroup } from './mutation.ts';
import { group, pki, rules, type SetSpec } from './sound-set.ts';

const otherRequestingParty = parseEui64('00-00-5E-EF-10-00-05-01');
const smso = parseEui64('00-00-5E-EF-10-00-04-03');

const onlyKind =
  (kind: string, change: (bytes: Uint8Array) => Uint8Array | undefined): SetSpec['changeBytes'] =>
  (each, bytes) =>
    each === kind ? change(bytes) : bytes;

function inText(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const text = new TextDecoder().decode(bytes);
  if (!text.includes(from)) throw new Error(`no ${from}`);
  return new TextEncoder().encode(text.replace(from, to));
}

export const fileMutations: readonly Mutation<FileCheckName>[] = [
  ...['common', 'group', 'encrypted'].map((kind) => ({
    check: 'schema' as const,
    title: `${kind} file cut short`,
    change: (spec: SetSpec) => ({ ...spec, changeBytes: onlyKind(kind, (bytes) => bytes.slice(0, -20)) }),
  })),
  ...['common', 'group', 'encrypted'].map((kind) => ({
    check: 'complete' as const,
    title: `${kind} file missing`,
    change: (spec: SetSpec) => ({ ...spec, changeBytes: onlyKind(kind, () => undefined) }),
  })),
  {
    check: 'complete',
    title: 'group file of another set',
    change: (spec) => ({ ...spec, changeGroup: (file) => inHeader(file, { set: 'DA-20260115-002' }) }),
  },
  {
    check: 'complete',
    title: 'encrypted file of another sender',
    change: (spec) => ({ ...spec, changeEncrypted: (file) => inHeader(file, { from: otherRequestingParty }) }),
  },
  {
    check: 'complete',
    title: 'encrypted file for the other',
    change: (spec) => ({
      ...spec,
      changeEncrypted: (file) => ({ ...file, recipient: file.recipient === 's1sp' ? 'dco' : 's1sp' }),
    }),
  },
  {
    check: 'complete',
    title: 'a stranger in the group file',
    change: (spec) => ({
      ...spec,
      changeGroup: (file) => ({ ...file, installations: [...file.installations, strangerIn(file)] }),
    }),
  },
  {
    check: 'complete',
    title: 'files under the name of another set',
    change: (spec) => ({ ...spec, name: 'DA-20260115-002' }),
  },
  {
    check: 'signature',
    title: 'contents changed after they were signed',
    change: (spec) => ({
      ...spec,
      changeBytes: onlyKind('common', (bytes) => inText(bytes, 'sequence="7"', 'sequence="8"')),
    }),
  },
  {
    check: 'signature',
    title: 'certificate that has expired',
    change: (spec) => ({ ...spec, context: { now: Temporal.Instant.from('2226-01-15T10:20:00Z'), trust: lasting } }),
  },
  {
    check: 'signer',
    title: 'signed by another Requesting Party',
    change: (spec) => ({ ...spec, signer: { role: 'requesting-party', id: otherRequestingParty } }),
  },
  {
    check: 'signer',
    title: 'signed by an SMSO, in its own name',
    change: (spec) => ({
      ...spec,
      header: { ...spec.header, from: smso },
      signer: { role: 'smso', id: smso },
      context: { rules: withGroup({ 'requesting-party': smso }) },
    }),
  },
  {
    check: 'replay',
    title: 'sequence number of the last file',
    change: (spec) => ({ ...spec, context: { taken: { digestOf: () => undefined, lastSequence: () => 7 } } }),
  },
  {
    check: 'replay',
    title: 'another file of this set taken before',
    change: (spec) => ({ ...spec, context: { taken: { digestOf: () => '00', lastSequence: () => 1 } } }),
  },
  {
    check: 'group',
    title: 'unknown GroupID',
    change: (spec) => ({
      ...spec,
      context: { rules: { ...rules, groups: rules.groups.filter(({ id }) => id !== group) } },
    }),
  },
  {
    check: 'group',
    title: 'sender of another group',
    change: (spec) => ({
      ...spec,
      header: { ...spec.header, from: otherRequestingParty },
      signer: { role: 'requesting-party', id: otherRequestingParty },
    }),
  },
  {
    check: 'group',
    title: 'set that is named for another group',
    change: (spec) => ({ ...spec, name: 'EA-20260115-001', header: { ...spec.header, set: 'EA-20260115-001' } }),
  },
  {
    check: 'size',
    title: 'more installations than a set may have',
    change: (spec) => ({
      ...spec,
      context: { rules: { ...rules, strategy: { ...rules.strategy, 'set-size': spec.installations.length - 1 } } },
    }),
  },
];

/** In the far future every chain is believed but that of whoever signs. */
const lasting = {
  find: pki.trust.find,
  of: pki.trust.of,
  problemOf: (...[certificate, at]: Parameters<typeof pki.trust.problemOf>) =>
    certificate.role === 'requesting-party' ? pki.trust.problemOf(certificate, at) : undefined,
};

function inHeader<File extends GroupFile | EncryptedFile>(file: File, change: Partial<File['header']>): File {
  return { ...file, header: { ...file.header, ...change } };
}

function strangerIn({ installations }: GroupFile): GroupFile['installations'][number] {
  const [one] = installations;
  if (one === undefined) throw new Error('nobody');
  return { ...one, hub: smso };
}
