import { Command, Option } from 'commander';
import { S1benchError } from '../core/errors.ts';
import type { Eui64 } from '../core/identifiers.ts';
import { type Party, type PartyRole, partyRoles } from '../migration/model/parties.ts';
import type { CertificateFault } from '../migration/pki/certificate-fault.ts';
import type { Issued, IssuedCertificate, TestPki } from '../migration/pki/test-pki.ts';
import { type CommandSpec, toCommand } from './command.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import type { Output } from './output.ts';
import { packagePath } from './package.ts';

/** Certificates and keys of the parties of a migration, for tests. */
export function pki(finished: (exitCode: ExitCode) => void): Command {
  return new Command('pki')
    .description('a test PKI for the parties of a migration: make one, list it, issue and revoke certificates')
    .addCommand(toCommand(init, finished))
    .addCommand(toCommand(list, finished))
    .addCommand(toCommand(issue, finished))
    .addCommand(toCommand(revoke, finished));
}

interface InitOptions {
  readonly parties?: string;
  readonly from: string;
  readonly years: string;
  readonly seed?: string;
}

interface NewPki {
  readonly folder: string;
  readonly parties: readonly Party[];
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
  readonly seed: string | undefined;
}

const init: CommandSpec<InitOptions, NewPki> = {
  name: 'init',
  summary: 'make a root, an issuer, and certificates for signing and for key agreement of each party',
  configure(command) {
    command
      .argument('<folder>', 'where it is kept')
      .option('--parties <file>', 'who takes part; the parties that ship with s1bench unless given')
      .option('--from <date>', 'first day on which it is valid', '2020-01-01')
      .option('--years <count>', 'how long it is valid, 1 to 100', '50')
      .option('--seed <seed>', 'any text: decides all keys; without it they are of nobody’s guessing');
  },
  async prepare([folder = ''], { parties: file, from, years, seed }) {
    const { holdsPki } = await import('../migration/pki/folder.ts');
    if (holdsPki(folder)) throw new S1benchError('pki-exists', { where: { file: folder } });
    const start = startOf(from);
    if (!/^(?:[1-9]\d?|100)$/.test(years)) throw wrongValue('--years', years, '1 to 100');
    const until = start.add({ years: Number(years) }).subtract({ seconds: 1 });
    return { folder, parties: await partiesIn(file), from: start.toInstant(), until: until.toInstant(), seed };
  },
  async run({ folder, parties, from, until, seed }, output) {
    const { makeTestPki } = await import('../migration/pki/test-pki.ts');
    const { savePki } = await import('../migration/pki/folder.ts');
    const { randomFrom } = await import('../core/random.ts');
    const made = await makeTestPki({ parties, from, until, random: randomFrom(seed) });
    savePki(folder, made);
    output.json({ folder, certificates: made.certificates.map((own) => describe(own)) });
    output.line(`${folder}: ${made.certificates.length} certificates of ${parties.length} parties`);
    return exitCodes.passed;
  },
};

const list: CommandSpec<object, TestPki> = {
  name: 'list',
  summary: 'list the certificates, and what is wrong with them now',
  configure(command) {
    command.argument('<folder>', 'where the PKI is kept');
  },
  async prepare([folder = '']) {
    return (await import('../migration/pki/folder.ts')).loadPki(folder);
  },
  async run(kept, output) {
    const { RealClock } = await import('../core/clock.ts');
    const now = new RealClock().now();
    const shown = kept.certificates.map((own) => ({
      ...describe(own),
      state: kept.trust.problemOf(own.certificate, now) ?? 'valid',
    }));
    output.json(shown);
    for (const each of shown) showCertificate(each, output);
    return exitCodes.passed;
  },
};

interface IssueOptions {
  readonly party: string;
  readonly role: PartyRole;
  readonly name?: string;
  readonly seed?: string;
  readonly expired?: true;
  readonly notYetValid?: true;
  readonly revoked?: true;
  readonly wrongIssuer?: true;
}

interface Issue extends Issued {
  readonly folder: string;
  readonly fault: CertificateFault | undefined;
}

const issue: CommandSpec<IssueOptions, Issue> = {
  name: 'issue',
  summary:
    'issue new certificates to a party: it uses them from then on, unless something is wrong with them on purpose',
  configure(command) {
    command
      .argument('<folder>', 'where the PKI is kept')
      .requiredOption('--party <eui64>', 'EUI-64 of the party')
      .addOption(new Option('--role <role>', 'its role').choices(partyRoles).makeOptionMandatory())
      .option('--name <name>', 'its name, where it is a party that is new')
      .option('--seed <seed>', 'any text: decides the keys; without it they are of nobody’s guessing')
      .addOption(
        new Option('--expired', 'valid until the PKI begins').conflicts(['notYetValid', 'revoked', 'wrongIssuer']),
      )
      .addOption(new Option('--not-yet-valid', 'valid after the PKI ends').conflicts(['revoked', 'wrongIssuer']))
      .addOption(new Option('--revoked', 'revoked from the beginning').conflicts(['wrongIssuer']))
      .option('--wrong-issuer', 'by an issuer that nobody believes');
  },
  async prepare([folder = ''], { party: id, role, name, seed, ...faults }) {
    const { loadPki } = await import('../migration/pki/folder.ts');
    const { parseEui64 } = await import('../core/identifiers.ts');
    const { randomFrom } = await import('../core/random.ts');
    const kept = loadPki(folder);
    const party = partyIn(kept, role, parseEui64(id), name);
    const fault = faultIn(faults);
    return { folder, fault, ...(await kept.issue(party, randomFrom(seed), fault)) };
  },
  async run({ folder, pki: changed, added, fault }, output) {
    const { savePki } = await import('../migration/pki/folder.ts');
    savePki(folder, changed);
    output.json(added.map((own) => describe(own)));
    for (const own of added) showCertificate({ ...describe(own), state: fault ?? 'valid' }, output);
    return exitCodes.passed;
  },
};

interface RevokeOptions {
  readonly since?: string;
}

interface Revocation {
  readonly folder: string;
  readonly kept: TestPki;
  readonly own: IssuedCertificate;
  readonly since: Temporal.Instant | undefined;
}

const revoke: CommandSpec<RevokeOptions, Revocation> = {
  name: 'revoke',
  summary: 'revoke a certificate',
  configure(command) {
    command
      .argument('<folder>', 'where the PKI is kept')
      .argument('<certificate>', 'its serial number, or the beginning of it')
      .option('--since <date>', 'the first day on which it is revoked; as long as the PKI is there unless given');
  },
  async prepare([folder = '', serial = ''], { since }) {
    const { loadPki } = await import('../migration/pki/folder.ts');
    const kept = loadPki(folder);
    const found = kept.certificates.filter(({ certificate }) => certificate.id.serial.startsWith(serial.toUpperCase()));
    const [own] = found;
    if (serial === '' || own === undefined || found.length > 1) {
      throw new S1benchError('certificate-unknown', {
        found: `${found.length} that begin with ${serial}`,
        expected: 'one',
      });
    }
    return { folder, kept, own, since: since === undefined ? undefined : startOf(since, '--since').toInstant() };
  },
  async run({ folder, kept, own, since }, output) {
    const { savePki } = await import('../migration/pki/folder.ts');
    savePki(folder, await kept.revoke([own.certificate.id.serial], since));
    output.json({ ...describe(own), state: 'revoked' });
    showCertificate({ ...describe(own), state: 'revoked' }, output);
    return exitCodes.passed;
  },
};

/** What a certificate says, without any key. */
function describe({ certificate: { id, party, role, use, from, until } }: IssuedCertificate) {
  return { ...id, party, role, use, from: from.toString(), until: until.toString() };
}

function showCertificate(
  { serial, party, role, use, until, state }: ReturnType<typeof describe> & { readonly state: string },
  output: Output,
): void {
  const shown = output.style(state === 'valid' ? 'green' : 'red', state);
  output.line(`${serial}  ${party} ${role}  ${use}  until ${until.slice(0, 10)}  ${shown}`);
}

async function partiesIn(file = packagePath('hardware', 'migration', 'parties.yaml')): Promise<readonly Party[]> {
  const { parseDocument } = await import('../core/documents.ts');
  const { partiesSchema } = await import('../migration/rules/parties.ts');
  const { readText } = await import('../sim/files/read-text.ts');
  return parseDocument(await readText(file), file, partiesSchema).parties;
}

/** @throws `usage-options` for a party that is new and has no name */
function partyIn(kept: TestPki, role: PartyRole, id: Eui64, name: string | undefined): Party {
  const known = kept.parties.find((party) => party.role === role && party.id === id);
  if (known !== undefined) return known;
  if (name !== undefined) return { role, id, name };
  throw new S1benchError('usage-options', { found: `a party that is new: ${role} ${id}`, expected: '--name with it' });
}

function faultIn({ expired, notYetValid, revoked, wrongIssuer }: Omit<IssueOptions, 'party' | 'role'>) {
  if (expired) return 'expired';
  if (notYetValid) return 'not-yet-valid';
  if (revoked) return 'revoked';
  return wrongIssuer ? 'wrong-issuer' : undefined;
}

/** @throws `usage-value` */
function startOf(date: string, option = '--from'): Temporal.ZonedDateTime {
  try {
    return Temporal.PlainDate.from(date).toZonedDateTime('UTC');
  } catch {
    throw wrongValue(option, date, 'a date such as 2026-01-15');
  }
}

function wrongValue(option: string, found: string, expected: string): S1benchError {
  return new S1benchError('usage-value', { found: `${option} ${found}`, expected });
}
