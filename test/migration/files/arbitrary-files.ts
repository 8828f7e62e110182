import fc from 'fast-check';
import { type Eui64, eui64FromBytes } from '../../../src/core/identifiers.ts';
import { deviceTypes } from '../../../src/core/srv/catalogue.ts';
import { esmeVariants } from '../../../src/dcc/inventory.ts';
import type {
  DeviceKeyMaterial,
  FileHeader,
  MigrationFile,
  MigrationFileKind,
  MigrationFileOf,
} from '../../../src/migration/files/contents.ts';
import {
  type CertificateId,
  type MigratingInstallation,
  type MigratingMeter,
  standings,
} from '../../../src/migration/model/installation.ts';
import { outcomes, type StepReport } from '../../../src/migration/model/outcome.ts';
import { keyRoles } from '../../../src/migration/model/parties.ts';

export const eui64: fc.Arbitrary<Eui64> = fc.uint8Array({ minLength: 8, maxLength: 8 }).map(eui64FromBytes);

/** What XML can carry: characters that have to be escaped more often than others. */
const character = fc.oneof(
  fc.constantFrom(
    ...['"', '&', '<', '>', "'", '\t', '\n', '\r', ' ', ']]>', '<!--', '&#0;', 'é', '\u{1F50C}', '\u2028'],
  ),
  fc
    .string({ minLength: 1, maxLength: 1, unit: 'binary' })
    .filter((one) => /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]$/u.test(one)),
);
export const text = fc.array(character, { maxLength: 20 }).map((all) => all.join(''));
const word = text;

const digits = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength, maxLength }).map((all) => all.join(''));

const instant = fc
  .bigInt({
    min: Temporal.Instant.from('0001-01-01T00:00:00Z').epochNanoseconds,
    max: Temporal.Instant.from('9999-12-31T23:59:59.999999999Z').epochNanoseconds,
  })
  .map((nanoseconds) => new Temporal.Instant(nanoseconds));

const certificateId: fc.Arbitrary<CertificateId> = fc.record({
  serial: fc.uint8Array({ minLength: 1, maxLength: 20 }).map((bytes) => bytes.toHex().toUpperCase()),
  issuer: word,
});

const header: fc.Arbitrary<FileHeader> = fc.record({
  set: fc.tuple(fc.constantFrom('DA', 'Ab1'), digits(8, 8), digits(3, 6)).map((parts) => parts.join('-')),
  group: fc.constantFrom('DA', 'Ab1', '0'),
  from: eui64,
  sequence: fc.maxSafeNat(),
  created: instant,
});

const product = { manufacturer: word, model: word, firmware: word };
const certificates = fc.record(
  {
    criticalSupplier: certificateId,
    nonCriticalSupplier: certificateId,
    criticalNetworkOperator: certificateId,
    nonCriticalNetworkOperator: certificateId,
  },
  { requiredKeys: ['criticalSupplier', 'nonCriticalSupplier'] },
);
const meter: fc.Arbitrary<MigratingMeter> = fc.record(
  {
    id: eui64,
    ...product,
    mpxn: digits(1, 13),
    esmeVariant: fc.constantFrom(...esmeVariants),
    paymentMode: fc.constantFrom('credit', 'prepayment'),
    supplier: eui64,
    certificates,
  },
  { requiredKeys: ['id', 'manufacturer', 'model', 'firmware', 'mpxn', 'paymentMode', 'supplier', 'certificates'] },
);
export const installation: fc.Arbitrary<MigratingInstallation> = fc.record(
  {
    hub: fc.record({ id: eui64, ...product }),
    gasProxy: eui64,
    esme: meter,
    gsme: meter,
    others: fc.array(fc.record({ id: eui64, type: fc.constantFrom(...deviceTypes) }), { maxLength: 3 }),
    standing: fc.constantFrom(...standings),
    activeMeter: fc.constantFrom('esme', 'gsme'),
    epclEntry: word,
    priority: fc.boolean(),
    leftOut: fc.constant('GT01'),
  },
  { requiredKeys: ['hub', 'esme', 'others', 'standing', 'epclEntry', 'priority'] },
);

const check = fc.record(
  { check: word, passed: fc.boolean(), found: text, expected: text },
  { requiredKeys: ['check', 'passed'] },
);
const step: fc.Arbitrary<StepReport> = fc.record(
  {
    procedure: word,
    step: word,
    device: word,
    result: fc.constantFrom('done', 'failed', 'not-done'),
    code: word,
    found: text,
  },
  { requiredKeys: ['procedure', 'step', 'device', 'result'] },
);
const steps = fc.array(step, { maxLength: 3 });
const keyRole = fc.constantFrom(...keyRoles);

const installations = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<readonly T[]> => fc.array(one, { maxLength: 3 });

/** Any file of each kind. */
export const filesByKind: { readonly [Kind in MigrationFileKind]: fc.Arbitrary<MigrationFileOf<Kind>> } = {
  common: fc.record({ kind: fc.constant('common'), header, installations: installations(installation) }),
  group: fc.record({
    kind: fc.constant('group'),
    header,
    installations: installations(
      fc.record({
        hub: eui64,
        wan: word,
        devices: fc.array(fc.record({ id: eui64, serverSap: fc.nat(0xffff) }), { maxLength: 3 }),
      }),
    ),
  }),
  encrypted: fc.record({
    kind: fc.constant('encrypted'),
    header,
    recipient: keyRole,
    installations: installations(fc.record({ hub: eui64, sealed: fc.uint8Array({ maxLength: 300 }) })),
  }),
  validation: fc.record({
    kind: fc.constant('validation'),
    header,
    of: fc.array(check, { maxLength: 2 }),
    installations: installations(
      fc.record({ hub: eui64, valid: fc.boolean(), checks: fc.array(check, { maxLength: 3 }) }),
    ),
  }),
  viability: fc.record({
    kind: fc.constant('viability'),
    header,
    by: keyRole,
    installations: installations(fc.record({ hub: eui64, viable: fc.boolean(), steps })),
  }),
  decision: fc.record({
    kind: fc.constant('decision'),
    header,
    installations: installations(
      fc.record({ hub: eui64, decision: fc.constantFrom('commission', 'roll-back'), because: text }),
    ),
  }),
  'roll-back': fc.record({
    kind: fc.constant('roll-back'),
    header,
    by: keyRole,
    installations: installations(fc.record({ hub: eui64, done: fc.boolean(), steps })),
  }),
  outcome: fc.record({
    kind: fc.constant('outcome'),
    header,
    installations: installations(
      fc.record(
        {
          hub: eui64,
          standing: fc.constantFrom(...standings),
          outcome: fc.constantFrom(...outcomes),
          code: word,
          found: text,
          attempt: fc.nat(),
          at: instant,
          commissioned: fc.array(eui64, { maxLength: 3 }),
          held: fc.array(eui64, { maxLength: 2 }),
        },
        { requiredKeys: ['hub', 'outcome', 'attempt', 'at', 'commissioned'] },
      ),
    ),
  }),
  readiness: fc.record({
    kind: fc.constant('readiness'),
    header,
    installations: installations(
      fc.record(
        {
          hub: eui64,
          meter: eui64,
          what: fc.constantFrom('configuration', 'firmware'),
          result: fc.constantFrom('done', 'failed', 'not-needed'),
          code: word,
        },
        { requiredKeys: ['hub', 'meter', 'what', 'result'] },
      ),
    ),
  }),
};

export const kinds = Object.keys(filesByKind) as MigrationFileKind[];

export const migrationFile: fc.Arbitrary<MigrationFile> = fc.oneof(...Object.values(filesByKind));

const key = fc.uint8Array({ minLength: 16, maxLength: 16 });
export const keyMaterial: fc.Arbitrary<readonly DeviceKeyMaterial[]> = fc.array(
  fc.record(
    { device: eui64, master: key, keys: fc.record({ encryption: key, authentication: key }) },
    { requiredKeys: ['device', 'keys'] },
  ),
  { maxLength: 6 },
);
