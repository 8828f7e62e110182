import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Eui64 } from '../../../src/core/identifiers.ts';
import { type Validator, validators } from '../../../src/migration/model/parties.ts';
import { type CheckName, fileChecks, installationChecks, isFileCheck } from '../../../src/migration/rules/checks.ts';
import { type Validation, validateSet } from '../../../src/migration/validation/validate-set.ts';
import { fileMutations } from './file-mutations.ts';
import { installationMutations } from './installation-mutations.ts';
import type { Mutation } from './mutation.ts';
import { contextFor, filesFor, installationAt, rules, type SetSpec, soundSpec } from './sound-set.ts';

function validate(party: Validator, spec: SetSpec): Validation {
  return validateSet(party, filesFor(party, spec), contextFor(party, spec));
}

const codes = new Map(rules.checks.map(({ check, code }) => [check, code] as const));

function failuresOf(results: readonly { readonly check: string; readonly passed: boolean }[]): readonly string[] {
  return results.filter(({ passed }) => !passed).map(({ check }) => check);
}

/** Those who make a check, and can see what was changed. */
function makersOf({ check, title }: Mutation<CheckName>): readonly Validator[] {
  const by = rules.checks.find((each) => each.check === check)?.by ?? [];
  if (/group file/.test(title)) return by.filter((party) => party === 's1sp');
  return /encrypted/.test(title) ? by.filter((party) => party !== 'commissioning-party') : by;
}

function hubFor({ standing }: Mutation<CheckName>, { installations }: SetSpec): Eui64 {
  const found = installations.find((each) => standing === undefined || each.standing === standing);
  if (found === undefined) throw new Error(`no ${standing} one`);
  return found.hub.id;
}

describe('a sound set', () => {
  it.each(validators)('is valid for the %s, who reports every check in the order of the rules', (party) => {
    const { of, installations } = validate(party, soundSpec());
    const mine = rules.checks.filter(({ by }) => by.includes(party));
    const names = (ofFile: boolean) =>
      mine.filter(({ check }) => isFileCheck(check) === ofFile).map(({ code }) => code);
    expect(of).toEqual(names(true).map((check) => ({ check, passed: true })));
    for (const { valid, checks } of installations) {
      expect(checks).toEqual(names(false).map((check) => ({ check, passed: true })));
      expect(valid).toBe(true);
    }
  });

  it('is no replay of itself: whoever goes on after a crash is given the same files', () => {
    const spec = soundSpec();
    const files = filesFor('commissioning-party', spec);
    const digest = files.common !== undefined && 'file' in files.common ? files.common.signedBytesSha256.toHex() : '';
    const taken = { digestOf: () => digest, lastSequence: () => 9 };
    const { of } = validateSet('commissioning-party', files, { ...contextFor('commissioning-party', spec), taken });
    expect(failuresOf(of)).toEqual([]);
  });

  it('a gas meter that is left out (GT01) needs no authorisation, no readiness and no keys', () => {
    const [first] = soundSpec().installations;
    if (first === undefined) throw new Error('nothing');
    const spec = soundSpec([{ ...first, leftOut: 'GT01' }]);
    for (const party of validators) {
      const isReady = (_: Eui64, meter: Eui64) => meter !== first.gsme?.id;
      expect(validate(party, { ...spec, context: { readiness: { isReady } } }).installations[0]?.valid).toBe(true);
    }
  });
});

describe('each check of the files, failed alone, makes every installation invalid', () => {
  it.each(fileMutations.map((mutation) => [`${mutation.check}: ${mutation.title}`, mutation] as const))(
    '%s',
    (_, mutation) => {
      const makers = makersOf(mutation);
      expect(makers).not.toEqual([]);
      for (const party of makers) {
        const spec = soundSpec();
        const found = validate(party, mutation.change(spec, hubFor(mutation, spec)));
        expect(failuresOf(found.of)).toEqual([codes.get(mutation.check)]);
        expect(found.installations.filter(({ valid }) => valid)).toEqual([]);
        const failed = found.installations.flatMap(({ checks }) => failuresOf(checks));
        expect(failed.filter((code) => code !== codes.get('sealed-part'))).toEqual([]);
      }
    },
  );

  it('none of them is without a mutation', () => {
    expect(fileChecks.filter((name) => !fileMutations.some(({ check }) => check === name))).toEqual([]);
  });
});

describe('each check of an installation, failed alone, makes that one invalid and no other', () => {
  it.each(installationMutations.map((mutation) => [`${mutation.check}: ${mutation.title}`, mutation] as const))(
    '%s',
    (_, mutation) => {
      for (const party of makersOf(mutation)) {
        const spec = soundSpec();
        const hub = hubFor(mutation, spec);
        const { of, installations } = validate(party, mutation.change(spec, hub));
        expect(failuresOf(of)).toEqual([]);
        for (const each of installations) {
          expect([each.hub, failuresOf(each.checks)]).toEqual([
            each.hub,
            each.hub === hub ? [codes.get(mutation.check)] : [],
          ]);
          expect(each.valid).toBe(each.hub !== hub);
        }
        const failed = installations.find((each) => each.hub === hub)?.checks.find(({ passed }) => !passed);
        expect(failed?.found).toMatch(/./);
      }
    },
  );

  it('none of them is without a mutation', () => {
    expect(installationChecks.filter((name) => !installationMutations.some(({ check }) => check === name))).toEqual([]);
  });
});

describe('installations of a set', () => {
  const party = fc.constantFrom(...validators);
  const damage = fc.record({
    at: fc.nat({ max: 5 }),
    mutation: fc.constantFrom(...installationMutations.filter(({ check }) => check !== 'standing')),
  });

  it('in whatever order they stand, the same is found of each', () => {
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(party, order, damage, (by, ks, { at, mutation }) => {
        const { standing } = mutation;
        const installations = [0, 1, 2, 3, 4, 5].map((k) => installationAt(k, standing));
        const hub = installations[at]?.hub.id as Eui64;
        const shuffled = ks.map((k) => installations[k] as (typeof installations)[number]);
        const byHub = (spec: SetSpec) =>
          validate(by, mutation.change(spec, hub)).installations.toSorted((a, b) => (a.hub < b.hub ? -1 : 1));
        expect(byHub(soundSpec(shuffled))).toEqual(byHub(soundSpec(installations)));
      }),
      { numRuns: 30 },
    );
  });

  it('a bad one more changes nothing for the others', () => {
    fc.assert(
      fc.property(party, damage, damage, (by, one, other) => {
        const installations = [0, 1, 2].map((k) => installationAt(k, one.mutation.standing));
        const more = installationAt(9, other.mutation.standing);
        const hub = installations[one.at % 3]?.hub.id as Eui64;
        const before = one.mutation.change(soundSpec(installations), hub);
        const alone = other.mutation.change(soundSpec([more]), more.hub.id);
        const isOfContext = Object.keys(alone.context).length > 0 || Object.keys(before.context).length > 0;
        fc.pre(!isOfContext);
        const both = one.mutation.change(other.mutation.change(soundSpec([...installations, more]), more.hub.id), hub);
        expect(validate(by, both).installations.slice(0, 3)).toEqual(validate(by, before).installations);
      }),
      { numRuns: 30 },
    );
  });

  it('a hundred thousand are checked, looking up each a few times', () => {
    const count = 100_000;
    const spec = soundSpec();
    const files = filesFor('commissioning-party', spec);
    const installations = Array.from({ length: count }, (_, k) => installationAt(k, 'dormant'));
    const { common } = files;
    if (common === undefined || !('file' in common)) throw new Error('not read');
    let lookups = 0;
    const context = {
      ...contextFor('commissioning-party', { ...spec, installations: installations.slice(0, 1) }),
      rules: { ...rules, strategy: { ...rules.strategy, 'set-size': count } },
      enrolled: {
        holds: () => {
          lookups++;
          return false;
        },
      },
    };
    const found = validateSet(
      'commissioning-party',
      { ...files, common: { ...common, file: { ...common.file, installations } } },
      context,
    );
    expect(found.installations.filter(({ valid }) => valid)).toHaveLength(count);
    expect(lookups).toBe(5 * count);
  });
});
