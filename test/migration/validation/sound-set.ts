import { join } from 'node:path';
import { isS1benchError, type S1benchError } from '../../../src/core/errors.ts';
import { type Eui64, mpanCheckDigit, mprnCheckDigits, parseEui64 } from '../../../src/core/identifiers.ts';
import { Random } from '../../../src/core/random.ts';
import type {
  CommonFile,
  DeviceKeyMaterial,
  EncryptedFile,
  FileHeader,
  GroupFile,
  MigrationFile,
} from '../../../src/migration/files/contents.ts';
import { readMigrationFile, writeMigrationFile } from '../../../src/migration/files/migration-file.ts';
import { open, seal } from '../../../src/migration/files/sealing.ts';
import {
  keyedDevicesOf,
  type MigratingInstallation,
  type MigratingMeter,
  type NotifiedCertificates,
  type Standing,
} from '../../../src/migration/model/installation.ts';
import type { KeyRole, Validator } from '../../../src/migration/model/parties.ts';
import { makeTestPki, type TestPki } from '../../../src/migration/pki/test-pki.ts';
import { eligibleProductsOf, plannedEntry } from '../../../src/migration/planning/eligible-products.ts';
import { combinationOf } from '../../../src/migration/planning/firmware-upgrades.ts';
import { notifiedCertificates } from '../../../src/migration/planning/notified-certificates.ts';
import { registrationsBy } from '../../../src/migration/rules/registrations.ts';
import { loadMigrationRules } from '../../../src/migration/rules/rules.ts';
import type { ValidationContext } from '../../../src/migration/validation/context.ts';
import type { SetFiles } from '../../../src/migration/validation/prepared-set.ts';
import { root } from '../../support/project-files.ts';

export const rules = loadMigrationRules(join(root, 'hardware/migration'));
export const registrations = registrationsBy(rules.parties);
export const now = Temporal.Instant.from('2026-01-15T10:20:00Z');
export const pki: TestPki = await makeTestPki({ parties: rules.parties.all, random: new Random('validation') });
export const group = 'DA';
export const setName = 'DA-20260115-001';
export const requestingParty = parseEui64('00-00-5E-EF-10-00-05-03');

const random = new Random('keys');

/** Everything that the files of a set are made of, so that a test can change any of it before they are. */
export interface SetSpec {
  readonly name: string;
  readonly header: FileHeader;
  /** Whose keys sign it. */
  readonly signer: { readonly role: 'requesting-party' | 'smso'; readonly id: Eui64 };
  readonly installations: readonly MigratingInstallation[];
  readonly changeGroup: (file: GroupFile) => GroupFile;
  readonly changeEncrypted: (file: EncryptedFile) => EncryptedFile;
  readonly changeMaterial: (hub: Eui64, material: readonly DeviceKeyMaterial[]) => readonly DeviceKeyMaterial[];
  /** The files as whoever validates is given them. */
  readonly changeBytes: (kind: string, bytes: Uint8Array) => Uint8Array | undefined;
  readonly context: Partial<ValidationContext>;
}

const standings: readonly Standing[] = ['dormant', 'active', 'mixed'];

/** The k-th of installations that are all sound, and have nothing in common. */
export function installationAt(k: number, standing: Standing = standings[k % 3] as Standing): MigratingInstallation {
  const id = (n: number): Eui64 => parseEui64(`00005EEF1${(0x100000 + k * 16 + n).toString(16).padStart(7, '0')}`);
  const mpan = `12${String(k).padStart(10, '0')}`;
  const mprn = `4${String(k).padStart(7, '0')}`;
  const product = (model: string) => ({ manufacturer: 'Example Maker', model, firmware: '01000000' });
  const facts = {
    hub: { id: id(0), ...product('Hub') },
    gasProxy: id(3),
    esme: meter(id(1), product('Electricity'), mpan + mpanCheckDigit(mpan)),
    gsme: meter(id(2), product('Gas'), mprn + mprnCheckDigits(mprn)),
    others: [{ id: id(4), type: 'PPMID' as const }],
    standing,
    activeMeter: standing === 'mixed' ? ('esme' as const) : undefined,
    priority: false,
    leftOut: undefined,
  };
  return { ...facts, epclEntry: plannedEntry(combinationOf(group, facts)).entry };
}

function meter(
  id: Eui64,
  product: Pick<MigratingMeter, 'manufacturer' | 'model' | 'firmware'>,
  mpxn: string,
): MigratingMeter {
  const supplier = registrations.of(mpxn, now)[0]?.user as Eui64;
  const certificates = certificatesOf(supplier, mpxn);
  return { id, ...product, mpxn, paymentMode: 'credit', supplier, certificates };
}

const certificates = new Map<string, NotifiedCertificates>();

function certificatesOf(supplier: Eui64, mpxn: string): NotifiedCertificates {
  const key = `${supplier} ${mpxn.length}`;
  const known = certificates.get(key) ?? notifiedCertificates({ supplier, mpxn }, pki.trust, registrations, now);
  if (known === undefined) throw new Error('no certificates');
  certificates.set(key, known);
  return known;
}

/** A set in which nothing is wrong: a dormant, an active and a mixed installation. */
export function soundSpec(installations = [0, 1, 2].map((k) => installationAt(k))): SetSpec {
  return {
    name: setName,
    header: { set: setName, group, from: requestingParty, sequence: 7, created: now },
    signer: { role: 'requesting-party', id: requestingParty },
    installations,
    changeGroup: (file) => file,
    changeEncrypted: (file) => file,
    changeMaterial: (_, material) => material,
    changeBytes: (_, bytes) => bytes,
    context: {},
  };
}

/** With an installation changed. */
export function withInstallation(
  spec: SetSpec,
  hub: Eui64,
  change: (installation: MigratingInstallation) => Partial<MigratingInstallation>,
): SetSpec {
  const installations = spec.installations.map((each) => (each.hub.id === hub ? { ...each, ...change(each) } : each));
  return { ...spec, installations };
}

/** The files of a set, signed and sealed, as one of those who validate it reads them. */
export function filesFor(party: Validator, spec: SetSpec): SetFiles {
  const { header, installations } = spec;
  const common: CommonFile = { kind: 'common', header, installations };
  const read = <Kind extends 'common' | 'group' | 'encrypted'>(file: MigrationFile & { readonly kind: Kind }) => {
    const written = writeMigrationFile(file, pki.keysOf(spec.signer.role, spec.signer.id));
    const bytes = spec.changeBytes(file.kind, written);
    return bytes === undefined ? undefined : orRefused(() => readMigrationFile(bytes, file.kind, file.kind as Kind));
  };
  if (party === 'commissioning-party') return { name: spec.name, common: read(common) };
  const encrypted = read(spec.changeEncrypted(encryptedFor(party, spec)));
  if (party === 'dco') return { name: spec.name, common: read(common), encrypted };
  const groupFile: GroupFile = {
    kind: 'group',
    header,
    installations: installations.map((each) => ({
      hub: each.hub.id,
      wan: `tcp://hub-${each.hub.id}:4059`,
      devices: keyedDevicesOf(each).map((id) => ({ id, serverSap: 1 })),
    })),
  };
  return { name: spec.name, common: read(common), group: read(spec.changeGroup(groupFile)), encrypted };
}

function encryptedFor(recipient: KeyRole, { header, installations, changeMaterial }: SetSpec): EncryptedFile {
  const { certificate } = pki.keysOf(recipient).agreement;
  return {
    kind: 'encrypted',
    header,
    recipient,
    installations: installations.map((each) => {
      const hub = each.hub.id;
      const material = changeMaterial(hub, keyedDevicesOf(each).map(materialOf));
      return { hub, sealed: seal(material, certificate, { set: header.set, hub, recipient }) };
    }),
  };
}

export function materialOf(device: Eui64): DeviceKeyMaterial {
  const key = (): Uint8Array => random.bytes(16);
  return { device, master: key(), keys: { encryption: key(), authentication: key() } };
}

/** What everybody knows of a world in which the sound set is sound. */
export function contextFor(party: Validator, spec: SetSpec): ValidationContext {
  const products = spec.installations.map((each) => plannedEntry(combinationOf(group, each)));
  return {
    rules,
    now,
    trust: pki.trust,
    registrations,
    eligible: eligibleProductsOf(products),
    enrolled: { holds: () => false },
    taken: { digestOf: () => undefined, lastSequence: () => undefined },
    underWay: { setOf: () => undefined },
    authorisations: {
      suppliersOf: (hub, meter) => {
        const of = spec.installations.find((each) => each.hub.id === hub);
        return [of?.esme, of?.gsme].flatMap((each) => (each?.id === meter ? [each.supplier] : []));
      },
    },
    readiness: { isReady: () => true },
    excluded: { codeOf: () => undefined },
    open: (sealed, hub, { set }) =>
      party === 'commissioning-party' ? [] : open(sealed, pki.keysOf(party), { set, hub, recipient: party }),
    ...spec.context,
  };
}

function orRefused<T>(work: () => T): T | S1benchError {
  try {
    return work();
  } catch (error) {
    if (isS1benchError(error)) return error;
    throw error;
  }
}
