import { type Eui64, parseEui64 } from '../../../src/core/identifiers.ts';
import { Random } from '../../../src/core/random.ts';
import type { EncryptedFile, GroupFile } from '../../../src/migration/files/contents.ts';
import type { MigratingInstallation, MigratingMeter } from '../../../src/migration/model/installation.ts';
import type { CertificateFault } from '../../../src/migration/pki/certificate-fault.ts';
import { eligibleProductsOf, plannedEntry } from '../../../src/migration/planning/eligible-products.ts';
import { combinationOf } from '../../../src/migration/planning/firmware-upgrades.ts';
import { notifiedCertificates } from '../../../src/migration/planning/notified-certificates.ts';
import type { InstallationCheckName } from '../../../src/migration/rules/checks.ts';
import { type Mutation, withGroup } from './mutation.ts';
import {
  contextFor,
  group,
  installationAt,
  materialOf,
  now,
  pki,
  registrations,
  type SetSpec,
  withInstallation,
} from './sound-set.ts';

const otherSupplier = parseEui64('00-00-5E-EF-10-00-03-01');
const otherOperator = parseEui64('00-00-5E-EF-10-00-03-04');

export const installationMutations: readonly Mutation<InstallationCheckName>[] = [
  ofInstallation('devices-once', 'a meter is a PPMID too', ({ esme }) => ({
    others: [{ id: esme.id, type: 'PPMID' }],
  })),
  ofInstallation('consistent', 'a GSME without a GPF', () => ({ gasProxy: undefined })),
  ofInstallation('consistent', 'HCALCS behind a SMETS1 hub', ({ others }) => ({
    others: others.map(({ id }) => ({ id, type: 'HCALCS' })),
  })),
  ofInstallation('consistent', 'dormant, with an active meter', () => ({ activeMeter: 'esme' }), 'dormant'),
  ofInstallation('consistent', 'mixed, without one', () => ({ activeMeter: undefined }), 'mixed'),
  ofInstallation('consistent', 'gas left out where there is none', alone, 'dormant'),
  ofInstallation('consistent', 'mixed, with one meter', aloneWithoutCode, 'mixed'),
  {
    check: 'standing',
    title: 'a standing that its group has not',
    standing: 'dormant',
    change: (spec, hub) => {
      const standing = spec.installations.find((each) => each.hub.id === hub)?.standing;
      const standings = (['active', 'dormant', 'mixed'] as const).filter((each) => each !== standing);
      return { ...spec, context: { ...spec.context, rules: withGroup({ standings }) } };
    },
  },
  ofMeter('mpxn-form', 'wrong check digit', (meter) => ({ mpxn: otherCheckDigit(meter.mpxn) })),
  {
    check: 'mpxn-registered',
    title: 'unknown metering point',
    change: (spec, hub) => {
      const mpxn = esmeIn(spec, hub).mpxn;
      const of: typeof registrations.of = (each, at) => (each === mpxn ? [] : registrations.of(each, at));
      return { ...spec, context: { ...spec.context, registrations: { of } } };
    },
  },
  {
    check: 'responsible-supplier',
    title: 'registered to another supplier',
    change: (spec, hub) => {
      const mpxn = esmeIn(spec, hub).mpxn;
      const of: typeof registrations.of = (each, at) =>
        registrations
          .of(each, at)
          .map((one) => (each === mpxn && one.role === 'IS' ? { ...one, user: otherSupplier } : one));
      return { ...spec, context: { ...spec.context, registrations: { of } } };
    },
  },
  ofInstallation('eligible-product', 'no such entry', () => ({ epclEntry: 'none' })),
  {
    check: 'eligible-product',
    title: 'entry of another standing',
    change: (spec, hub) => {
      const products = spec.installations.map((each) => plannedEntry(combinationOf(group, each)));
      // An entry of its own: what an installation of the same products names stays as it is.
      const others = spec.installations.flatMap((each, i) => {
        const product = products[i];
        const standing = each.standing === 'active' ? ('dormant' as const) : ('active' as const);
        return each.hub.id === hub && product !== undefined ? [{ ...product, entry: 'of-another', standing }] : [];
      });
      const changed = withInstallation(spec, hub, () => ({ epclEntry: 'of-another' }));
      return { ...changed, context: { ...spec.context, eligible: eligibleProductsOf([...products, ...others]) } };
    },
  },
  ...(['hub', 'esme', 'gsme'] as const).map((device) => ({
    check: 'eligible-product' as const,
    title: `another firmware of its ${device}`,
    change: (spec: SetSpec, hub: Eui64) => {
      const { eligible } = contextFor('commissioning-party', spec);
      const changed = withInstallation(spec, hub, (each) => ({ [device]: { ...each[device], firmware: '0F000000' } }));
      return { ...changed, context: { ...spec.context, eligible } };
    },
  })),
  {
    check: 'not-enrolled',
    title: 'a meter that the DCC has',
    change: (spec, hub) => {
      const { id } = esmeIn(spec, hub);
      return { ...spec, context: { ...spec.context, enrolled: { holds: (device) => device === id } } };
    },
  },
  {
    check: 'not-under-way',
    title: 'a meter in another set',
    change: (spec, hub) => {
      const { id } = esmeIn(spec, hub);
      const setOf = (device: Eui64) => (device === id ? 'DA-20260114-001' : undefined);
      return { ...spec, context: { ...spec.context, underWay: { setOf } } };
    },
  },
  {
    check: 'not-excluded',
    title: 'an excluded category',
    change: (spec, hub) => {
      const codeOf = (each: MigratingInstallation) => (each.hub.id === hub ? 'AT05' : undefined);
      return { ...spec, context: { ...spec.context, excluded: { codeOf } } };
    },
  },
  ...[[], [otherSupplier]].map((suppliers) => ({
    check: 'authorised' as const,
    title: suppliers.length === 0 ? 'nobody has authorised it' : 'another supplier has',
    standing: 'active' as const,
    change: (spec: SetSpec, hub: Eui64) => {
      const { authorisations } = contextFor('commissioning-party', spec);
      const suppliersOf = (each: Eui64, meter: Eui64) =>
        each === hub ? suppliers : authorisations.suppliersOf(each, meter);
      return { ...spec, context: { ...spec.context, authorisations: { suppliersOf } } };
    },
  })),
  {
    check: 'ready',
    title: 'a dormant meter that is not ready',
    standing: 'mixed',
    change: (spec, hub) => {
      const meter = spec.installations.find((each) => each.hub.id === hub)?.gsme?.id;
      const isReady = (_: Eui64, each: Eui64) => each !== meter;
      return { ...spec, context: { ...spec.context, readiness: { isReady } } };
    },
  },
  ...(await Promise.all(
    (['expired', 'revoked', 'not-yet-valid', 'wrong-issuer'] as const).flatMap((fault) => [
      faultyCertificate('supplier-certificates-valid', 'criticalSupplier', fault),
      faultyCertificate('dno-certificates-valid', 'nonCriticalNetworkOperator', fault),
    ]),
  )),
  ofMeter('supplier-certificates-valid', 'certificate that nobody knows', ({ certificates }) => ({
    certificates: { ...certificates, nonCriticalSupplier: { serial: 'FF', issuer: 'nobody' } },
  })),
  ofMeter('supplier-certificates-owner', 'certificate of another supplier', ({ certificates, mpxn }) => {
    const other = notifiedCertificates({ supplier: otherSupplier, mpxn }, pki.trust, registrations, now);
    return {
      certificates: {
        ...certificates,
        nonCriticalSupplier: other?.nonCriticalSupplier ?? certificates.criticalSupplier,
      },
    };
  }),
  ...(['criticalNetworkOperator', 'nonCriticalNetworkOperator'] as const).map((which) =>
    ofMeter('dno-certificates-present', `no ${which}`, ({ certificates }) => ({
      certificates: { ...certificates, [which]: undefined },
    })),
  ),
  ofMeter('dno-certificates-owner', 'certificate of another Network Operator', ({ certificates }) => ({
    certificates: {
      ...certificates,
      criticalNetworkOperator: pki.keysOf('network-operator', otherOperator).signing.certificate.id,
    },
  })),
  inGroupFile('nothing of how it is reached', () => []),
  inGroupFile('twice how it is reached', (entry) => [entry, entry]),
  inGroupFile('a device missing', (entry) => [{ ...entry, devices: entry.devices.slice(1) }]),
  inGroupFile('a device that is not its own', (entry) => [
    { ...entry, devices: [...entry.devices, { id: otherSupplier, serverSap: 1 }] },
  ]),
  inEncryptedFile('nothing sealed', () => []),
  inEncryptedFile('a bit flipped', (entry) => [
    { ...entry, sealed: entry.sealed.map((byte, i) => (i === 80 ? byte ^ 1 : byte)) },
  ]),
  inEncryptedFile('twice', (entry) => [entry, entry]),
  {
    check: 'keys-complete',
    title: 'no keys of a device',
    change: (spec, hub) => inMaterial(spec, hub, (material) => material.slice(1)),
  },
  {
    check: 'keys-complete',
    title: 'keys of another device',
    change: (spec, hub) => inMaterial(spec, hub, (material) => [...material, materialOf(otherSupplier)]),
  },
  {
    check: 'master-keys',
    title: 'no master key of a device',
    change: (spec, hub) =>
      inMaterial(spec, hub, (material) => material.map((each, i) => (i === 1 ? { ...each, master: undefined } : each))),
  },
];

function ofInstallation(
  check: InstallationCheckName,
  title: string,
  change: (installation: MigratingInstallation) => Partial<MigratingInstallation>,
  standing?: 'dormant' | 'active' | 'mixed',
): Mutation<InstallationCheckName> {
  return { check, title, change: (spec, hub) => withInstallation(spec, hub, change), ...(standing && { standing }) };
}

function ofMeter(
  check: InstallationCheckName,
  title: string,
  change: (meter: MigratingMeter) => Partial<MigratingMeter>,
): Mutation<InstallationCheckName> {
  return ofInstallation(check, title, ({ esme }) => ({ esme: { ...esme, ...change(esme) } }));
}

function alone(): Partial<MigratingInstallation> {
  return { ...aloneWithoutCode(installationAt(0, 'dormant')), leftOut: 'GT01' };
}

function aloneWithoutCode(installation: MigratingInstallation): Partial<MigratingInstallation> {
  const without = { ...installation, gsme: undefined, gasProxy: undefined };
  return { gsme: undefined, gasProxy: undefined, epclEntry: plannedEntry(combinationOf(group, without)).entry };
}

function esmeIn({ installations }: SetSpec, hub: Eui64): MigratingMeter {
  const found = installations.find((each) => each.hub.id === hub)?.esme;
  if (found === undefined) throw new Error('no such installation');
  return found;
}

function otherCheckDigit(mpan: string): string {
  return mpan.slice(0, -1) + ((Number(mpan.at(-1)) + 1) % 10);
}

async function faultyCertificate(
  check: InstallationCheckName,
  which: 'criticalSupplier' | 'nonCriticalNetworkOperator',
  fault: CertificateFault,
): Promise<Mutation<InstallationCheckName>> {
  const role = which === 'criticalSupplier' ? 'responsible-supplier' : 'network-operator';
  const { pki: other, added } = await pki.issue(pki.party(role), new Random(`${role} ${fault}`), fault);
  return {
    check,
    title: `${which} ${fault}`,
    change: (spec, hub) => {
      const [certificate] = added;
      if (certificate === undefined) throw new Error('nothing issued');
      const changed = withInstallation(spec, hub, ({ esme }) => ({
        esme: { ...esme, certificates: { ...esme.certificates, [which]: certificate.certificate.id } },
      }));
      return { ...changed, context: { ...spec.context, trust: other.trust } };
    },
  };
}

function inGroupFile(
  title: string,
  change: (entry: GroupFile['installations'][number]) => GroupFile['installations'],
): Mutation<InstallationCheckName> {
  return {
    check: 'addressed',
    title,
    change: (spec, hub) => ({
      ...spec,
      changeGroup: (file) => {
        const before = spec.changeGroup(file);
        return {
          ...before,
          installations: before.installations.flatMap((each) => (each.hub === hub ? change(each) : [each])),
        };
      },
    }),
  };
}

function inEncryptedFile(
  title: string,
  change: (entry: EncryptedFile['installations'][number]) => EncryptedFile['installations'],
): Mutation<InstallationCheckName> {
  return {
    check: 'sealed-part',
    title,
    change: (spec, hub) => ({
      ...spec,
      changeEncrypted: (file) => {
        const before = spec.changeEncrypted(file);
        return {
          ...before,
          installations: before.installations.flatMap((each) => (each.hub === hub ? change(each) : [each])),
        };
      },
    }),
  };
}

function inMaterial(
  spec: SetSpec,
  hub: Eui64,
  change: (material: readonly ReturnType<typeof materialOf>[]) => readonly ReturnType<typeof materialOf>[],
): SetSpec {
  return {
    ...spec,
    changeMaterial: (each, material) => {
      const before = spec.changeMaterial(each, material);
      return each === hub ? change(before) : before;
    },
  };
}
