import { acting, type ProcessDefect, ruled } from './defect.ts';

/** A check that every installation and every file passes. */
function unchecked(check: string): ProcessDefect {
  return ruled(`unchecked-${check}`, `The check ${check} always passes`, ({ checks }) => ({
    checks: checks.filter((each) => each.check !== check),
  }));
}

/** What files of a set are let through. */
export const checkDefects: readonly ProcessDefect[] = [
  acting('set-taken-twice', 'A set is validated whatever was taken before', (cast) => {
    for (const party of [cast.commissioningParty, cast.s1sp, cast.dco])
      party.validation.register.begin = () => undefined;
  }),
  ...(
    [
      'signature',
      'signer',
      'replay',
      'devices-once',
      'standing',
      'mpxn-registered',
      'responsible-supplier',
      'eligible-product',
      'not-enrolled',
      'not-excluded',
      'authorised',
      'ready',
      'supplier-certificates-owner',
      'dno-certificates-present',
      'dno-certificates-owner',
      'sealed-part',
      'keys-complete',
      'master-keys',
    ] as const
  ).map(unchecked),
];
