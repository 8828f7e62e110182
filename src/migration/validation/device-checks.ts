import type { DeviceType } from '../../core/srv/catalogue.ts';
import { keyedDevicesOf, type MigratingInstallation, type Product } from '../model/installation.ts';
import { formatProduct } from '../planning/eligible-products.ts';
import { activeMetersOf, dormantMetersOf } from '../planning/meters.ts';
import { namesIn } from './prepared-set.ts';
import { firstProblem, type InstallationCheck, type Problem } from './problem.ts';

/** Devices of the consumer's, which have no keys that are migrated. */
const consumerDevices: readonly DeviceType[] = ['PPMID', 'IHD', 'CAD'];

export const devicesOnce: InstallationCheck = (installation, set) => {
  const repeated = namesIn(installation).find((name) => set.timesNamed(name) > 1);
  return repeated === undefined ? undefined : { found: `${repeated} ${set.timesNamed(repeated)} times` };
};

export const consistent: InstallationCheck = ({ gasProxy, gsme, standing, activeMeter, leftOut, others }) => {
  if (gsme !== undefined && gasProxy === undefined) return { found: 'a GSME without a GPF' };
  if (leftOut !== undefined && gsme === undefined) return { found: `${leftOut} without a GSME` };
  if (standing !== 'mixed' && activeMeter !== undefined) return { found: `${standing}, with one active meter` };
  if (standing === 'mixed' && activeMeter === undefined) return { found: 'mixed, without an active meter' };
  if (standing === 'mixed' && (gsme === undefined || leftOut !== undefined)) return { found: 'mixed, with one meter' };
  const strange = others.find(({ type }) => !consumerDevices.includes(type));
  return strange && { found: `${strange.type} ${strange.id}`, expected: consumerDevices.join(', ') };
};

export const standingAllowed: InstallationCheck = ({ standing }, { common }, { rules }) => {
  const group = rules.groups.find(({ id }) => id === common.header.group);
  if (group === undefined || group.standings.includes(standing)) return undefined;
  return { found: standing, expected: group.standings.join(', ') };
};

export const eligibleProduct: InstallationCheck = (installation, { common }, { eligible }) => {
  const { epclEntry, standing, leftOut } = installation;
  const { group } = common.header;
  const entry = eligible.find(epclEntry);
  if (entry === undefined) return { found: epclEntry, expected: 'an entry of the EPCL' };
  if (entry.group !== group || entry.standing !== standing) {
    return { found: `${epclEntry} for ${entry.group}, ${entry.standing}`, expected: `${group}, ${standing}` };
  }
  return (
    differenceOf('hub', installation.hub, entry.hub) ??
    differenceOf('ESME', installation.esme, entry.esme) ??
    (leftOut === undefined ? differenceOf('GSME', installation.gsme, entry.gsme) : undefined)
  );
};

export const notEnrolled: InstallationCheck = (installation, _, { enrolled }) =>
  firstProblem(migratingDevicesOf(installation), (id) => (enrolled.holds(id) ? { found: id } : undefined));

export const notUnderWay: InstallationCheck = (installation, { name }, { underWay }) =>
  firstProblem(migratingDevicesOf(installation), (id) => {
    const set = underWay.setOf(id);
    return set === undefined || set === name ? undefined : { found: `${id} in ${set}` };
  });

export const notExcluded: InstallationCheck = (installation, _, { excluded }) => {
  const code = excluded.codeOf(installation);
  return code === undefined ? undefined : { found: code };
};

export const authorised: InstallationCheck = (installation, _, { authorisations }) =>
  firstProblem(activeMetersOf(installation), ({ id, supplier }) => {
    const suppliers = authorisations.suppliersOf(installation.hub.id, id);
    if (suppliers.includes(supplier)) return undefined;
    return { found: `${id}: ${suppliers.join(', ') || 'nobody'}`, expected: `authorisation by ${supplier}` };
  });

export const ready: InstallationCheck = (installation, _, { readiness }) =>
  firstProblem(dormantMetersOf(installation), ({ id }) =>
    readiness.isReady(installation.hub.id, id) ? undefined : { found: `${id} was not made ready` },
  );

function migratingDevicesOf(installation: MigratingInstallation) {
  return [...keyedDevicesOf(installation), ...installation.others.map(({ id }) => id)];
}

function differenceOf(type: string, found: Product | undefined, expected: Product | undefined): Problem | undefined {
  const [is, ought] = [formatProduct(found), formatProduct(expected)];
  return is === ought ? undefined : { found: `${type}: ${is}`, expected: ought };
}
