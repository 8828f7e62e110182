import type { Eui64 } from '../../core/identifiers.ts';
import type { ValidationFile } from '../files/contents.ts';
import type { CheckResult } from '../model/outcome.ts';
import type { Validator } from '../model/parties.ts';
import { type Check, type InstallationCheckName, isFileCheck, isReadingCheck } from '../rules/checks.ts';
import type { ValidationContext } from './context.ts';
import * as devices from './device-checks.ts';
import { fileCheckTable } from './file-checks.ts';
import { PreparedSet, type SetFiles } from './prepared-set.ts';
import type { InstallationCheck, Problem } from './problem.ts';
import * as supply from './supply-checks.ts';
import * as takeover from './takeover-checks.ts';
import { wholeSet } from './whole-set.ts';

export type Validation = Pick<ValidationFile, 'of' | 'installations'>;

/** Every check of an installation, by the name under which the rules ask for it. */
const installationCheckTable: Readonly<Record<InstallationCheckName, InstallationCheck>> = {
  'devices-once': devices.devicesOnce,
  consistent: devices.consistent,
  standing: devices.standingAllowed,
  'mpxn-form': supply.mpxnForm,
  'mpxn-registered': supply.mpxnRegistered,
  'responsible-supplier': supply.responsibleSupplier,
  'eligible-product': devices.eligibleProduct,
  'not-enrolled': devices.notEnrolled,
  'not-under-way': devices.notUnderWay,
  'not-excluded': devices.notExcluded,
  authorised: devices.authorised,
  ready: devices.ready,
  'supplier-certificates-valid': supply.supplierCertificatesValid,
  'supplier-certificates-owner': supply.supplierCertificatesOwner,
  'dno-certificates-present': supply.dnoCertificatesPresent,
  'dno-certificates-valid': supply.dnoCertificatesValid,
  'dno-certificates-owner': supply.dnoCertificatesOwner,
  addressed: takeover.addressed,
  'sealed-part': takeover.sealedPart,
  'keys-complete': takeover.keysComplete,
  'master-keys': takeover.masterKeys,
};

/**
 * What one of those who validate a set finds in its files: of the set, and of each installation by itself. Results stand
 * in the order of the rules. Where a file is missing or can't be read, no other check is made, and has no result; where
 * any check of the files isn't passed, no installation is valid.
 */
export function validateSet(party: Validator, files: SetFiles, context: ValidationContext): Validation {
  const checks = context.rules.checks.filter(({ by }) => by.includes(party));
  const set = wholeSet(party, files);
  if (!(set instanceof PreparedSet)) {
    const of = checks.filter(({ check }) => check === set.check).map(({ code }) => resultOf(code, set.problem));
    return { of, installations: hubsIn(files).map((hub) => ({ hub, valid: false, checks: [] })) };
  }
  const of = checks.flatMap(({ code, check }) => {
    if (!isFileCheck(check)) return [];
    return [resultOf(code, isReadingCheck(check) ? undefined : fileCheckTable[check](set, context))];
  });
  const isSound = of.every(({ passed }) => passed);
  const checkInstallation = installationChecker(checks);
  return {
    of,
    installations: set.common.installations.map((installation) => {
      const results = checkInstallation(installation, set, context);
      return { hub: installation.hub.id, valid: isSound && results.every(({ passed }) => passed), checks: results };
    }),
  };
}

/** Makes all checks of an installation; what is passed has one result for all of them, as there are many. */
function installationChecker(checks: readonly Check[]) {
  const mine = checks.flatMap(({ code, check }) =>
    isFileCheck(check) ? [] : [{ code, problemOf: installationCheckTable[check], passed: resultOf(code, undefined) }],
  );
  return (...[installation, set, context]: Parameters<InstallationCheck>): readonly CheckResult[] =>
    mine.map(({ code, problemOf, passed }) => {
      const problem = problemOf(installation, set, context);
      return problem === undefined ? passed : resultOf(code, problem);
    });
}

function resultOf(check: string, problem: Problem | undefined): CheckResult {
  return problem === undefined ? { check, passed: true } : { check, passed: false, ...problem };
}

function hubsIn({ common }: SetFiles): readonly Eui64[] {
  return common !== undefined && 'file' in common ? common.file.installations.map(({ hub }) => hub.id) : [];
}
