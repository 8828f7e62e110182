import { deviceTypes } from '../../../core/srv/catalogue.ts';
import { esmeVariants } from '../../../dcc/inventory.ts';
import {
  type CertificateId,
  GAS_LEFT_OUT,
  type MigratingInstallation,
  type MigratingMeter,
  type NotifiedCertificates,
  standings,
} from '../../model/installation.ts';
import { type CheckResult, outcomes, type StepReport } from '../../model/outcome.ts';
import { keyRoles } from '../../model/parties.ts';
import type {
  FileHeader,
  MigrationFile,
  MigrationFileKind,
  MigrationFileOf,
  OutcomeEntry,
  OutcomeFile,
} from '../contents.ts';
import * as scalar from './scalars.ts';
import type { Described } from './schema.ts';
import { attribute, child, list, optionalAttribute, optionalChild, type Shape, shape } from './shape.ts';

type InstallationOf<Kind extends MigrationFileKind> = MigrationFileOf<Kind>['installations'][number];
type Rest<Kind extends MigrationFileKind> = Omit<MigrationFileOf<Kind>, 'kind'>;

const standing = scalar.oneOf('Standing', standings);
const keyRole = scalar.oneOf('KeyRole', keyRoles);
const hub = attribute(scalar.eui64);

const header = child<FileHeader>(
  'Header',
  shape('Header', {
    set: attribute(scalar.setName),
    group: attribute(scalar.group),
    from: attribute(scalar.eui64),
    sequence: attribute(scalar.count),
    created: attribute(scalar.instant),
  }),
);

const certificate = shape<CertificateId>('CertificateId', {
  serial: attribute(scalar.serial),
  issuer: attribute(scalar.word),
});

const certificates = shape<NotifiedCertificates>('NotifiedCertificates', {
  criticalSupplier: child('CriticalSupplier', certificate),
  nonCriticalSupplier: child('NonCriticalSupplier', certificate),
  criticalNetworkOperator: optionalChild('CriticalNetworkOperator', certificate),
  nonCriticalNetworkOperator: optionalChild('NonCriticalNetworkOperator', certificate),
});

const product = {
  manufacturer: attribute(scalar.word),
  model: attribute(scalar.word),
  firmware: attribute(scalar.word),
} as const;

const meter = shape<MigratingMeter>('Meter', {
  id: attribute(scalar.eui64),
  ...product,
  mpxn: attribute(scalar.mpxn),
  esmeVariant: optionalAttribute(scalar.oneOf('EsmeVariant', esmeVariants)),
  paymentMode: attribute(scalar.oneOf('PaymentMode', ['credit', 'prepayment'] as const)),
  supplier: attribute(scalar.eui64),
  certificates: child('Certificates', certificates),
});

const installation = shape<MigratingInstallation>('Installation', {
  hub: child('Hub', shape('Hub', { id: attribute(scalar.eui64), ...product })),
  gasProxy: optionalAttribute(scalar.eui64),
  esme: child('Esme', meter),
  gsme: optionalChild('Gsme', meter),
  others: list(
    'Other',
    shape('Other', {
      id: attribute(scalar.eui64),
      type: attribute(scalar.oneOf('DeviceType', deviceTypes)),
    }),
  ),
  standing: attribute(standing),
  activeMeter: optionalAttribute(scalar.oneOf('MeterRole', ['esme', 'gsme'] as const)),
  epclEntry: attribute(scalar.word),
  priority: attribute(scalar.flag),
  leftOut: optionalAttribute(scalar.oneOf('LeftOut', [GAS_LEFT_OUT] as const)),
});

const check = shape<CheckResult>('Check', {
  check: attribute(scalar.word),
  passed: attribute(scalar.flag),
  found: optionalAttribute(scalar.text),
  expected: optionalAttribute(scalar.text),
});

const step = shape<StepReport>('Step', {
  procedure: attribute(scalar.word),
  step: attribute(scalar.word),
  device: attribute(scalar.word),
  result: attribute(scalar.oneOf('StepResult', ['done', 'failed', 'not-done'] as const)),
  code: optionalAttribute(scalar.word),
  found: optionalAttribute(scalar.text),
});

const outcomeEntry = shape<OutcomeEntry>('OutcomeInstallation', {
  hub,
  standing: optionalAttribute(standing),
  outcome: attribute(scalar.oneOf('OutcomeName', outcomes)),
  code: optionalAttribute(scalar.word),
  found: optionalAttribute(scalar.text),
  attempt: attribute(scalar.count),
  at: attribute(scalar.instant),
  commissioned: attribute(scalar.eui64List),
  held: optionalAttribute(scalar.eui64List),
});

/** The shape of each kind of file: the element that it is. */
export const shapes: { readonly [Kind in MigrationFileKind]: Shape<Rest<Kind>> } = {
  common: shape<Rest<'common'>>('CommonFile', { header, installations: list('Installation', installation) }),
  group: shape<Rest<'group'>>('GroupFile', {
    header,
    installations: list(
      'Installation',
      shape<InstallationOf<'group'>>('GroupInstallation', {
        hub,
        wan: attribute(scalar.word),
        devices: list('Device', shape('Device', { id: attribute(scalar.eui64), serverSap: attribute(scalar.count) })),
      }),
    ),
  }),
  encrypted: shape<Rest<'encrypted'>>('EncryptedFile', {
    header,
    recipient: attribute(keyRole),
    installations: list('Installation', shape('EncryptedInstallation', { hub, sealed: attribute(scalar.bytes) })),
  }),
  validation: shape<Rest<'validation'>>('ValidationFile', {
    header,
    of: list('FileCheck', check),
    installations: list(
      'Installation',
      shape<InstallationOf<'validation'>>('ValidationInstallation', {
        hub,
        valid: attribute(scalar.flag),
        checks: list('Check', check),
      }),
    ),
  }),
  viability: shape<Rest<'viability'>>('ViabilityFile', {
    header,
    by: attribute(keyRole),
    installations: list(
      'Installation',
      shape<InstallationOf<'viability'>>('ViabilityInstallation', {
        hub,
        viable: attribute(scalar.flag),
        steps: list('Step', step),
      }),
    ),
  }),
  decision: shape<Rest<'decision'>>('DecisionFile', {
    header,
    installations: list(
      'Installation',
      shape<InstallationOf<'decision'>>('DecisionInstallation', {
        hub,
        decision: attribute(scalar.oneOf('Decision', ['commission', 'roll-back'] as const)),
        because: attribute(scalar.text),
      }),
    ),
  }),
  'roll-back': shape<Rest<'roll-back'>>('RollBackFile', {
    header,
    by: attribute(keyRole),
    installations: list(
      'Installation',
      shape<InstallationOf<'roll-back'>>('RollBackInstallation', {
        hub,
        done: attribute(scalar.flag),
        steps: list('Step', step),
      }),
    ),
  }),
  outcome: shape<Omit<OutcomeFile, 'kind'>>('OutcomeFile', {
    header,
    installations: list('Installation', outcomeEntry),
  }),
  readiness: shape<Rest<'readiness'>>('ReadinessFile', {
    header,
    installations: list(
      'Installation',
      shape<InstallationOf<'readiness'>>('ReadinessInstallation', {
        hub,
        meter: attribute(scalar.eui64),
        what: attribute(scalar.oneOf('Readiness', ['configuration', 'firmware'] as const)),
        result: attribute(scalar.oneOf('ReadinessResult', ['done', 'failed', 'not-needed'] as const)),
        code: optionalAttribute(scalar.word),
      }),
    ),
  }),
};

/** That some bytes, a CSV file's, are those that a party gave: the signature of what is not XML. */
export interface DetachedSignature {
  /** Name of the file. */
  readonly file: string;
  /** Of its bytes, upper-case hexadecimal. */
  readonly sha256: string;
  readonly from: MigrationFile['header']['from'];
  readonly created: Temporal.Instant;
}

export const detachedSignature = shape<DetachedSignature>('DetachedSignature', {
  file: attribute(scalar.word),
  sha256: attribute(scalar.sha256),
  from: attribute(scalar.eui64),
  created: attribute(scalar.instant),
});

/** The shape of every root element, by its name: that is the name of its type. */
export const roots: Readonly<Record<string, Described>> = Object.fromEntries(
  [...Object.values(shapes), detachedSignature].map((each) => [each.type, each]),
);
