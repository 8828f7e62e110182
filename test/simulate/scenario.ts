import { join } from 'node:path';
import type { Eui64, Mpan, Mprn } from '../../src/core/identifiers.ts';
import { parseEui64 } from '../../src/core/identifiers.ts';
import { Random } from '../../src/core/random.ts';
import { loadTemplate } from '../../src/sim/files/load.ts';
import { DerivedKeys } from '../../src/sim/fleet/derived-keys.ts';
import { nthMpan, nthMprn } from '../../src/sim/fleet/numbers.ts';
import type { Installation } from '../../src/sim/installation/entries.ts';
import { promptly } from '../../src/sim/installation/promptly.ts';
import { root } from '../support/project-files.ts';
import { type Interference, interfered, revocable } from './interference.ts';
import { type Death, pointKinds } from './life.ts';
import { type Expected, type Trouble, troubles } from './troubles.ts';

const bases = [
  'moc-secure-dormant',
  'moc-mds-dormant',
  'ioc-elster-dormant',
  'ioc-itron-dormant',
  'foc-bg-dormant',
  'foc-np-dormant',
  'electricity-only-dormant',
  'ioc-elster-active',
  'ioc-itron-mixed-esme',
  'foc-bg-mixed-gsme',
  'prepayment-active',
] as const;

/** What suppliers have to say of an active meter. */
export const authorisationModes = [
  'authorised',
  'priority',
  'twice',
  'contradictory',
  'also by another',
  'by another',
  'never',
] as const;
export type AuthorisationMode = (typeof authorisationModes)[number];

export interface SimulatedCase {
  readonly installation: Installation;
  readonly trouble: Trouble;
  readonly authorisation: AuthorisationMode;
  readonly expected: Expected;
}

/** All that one seed decides. */
export interface Scenario {
  readonly seed: number;
  readonly start: Temporal.Instant;
  readonly cases: readonly SimulatedCase[];
  /** Where nobody gives an authorisation, every supplier authorises its own. */
  readonly isAuthorisedByAll: boolean;
  /** Whether authorisations have passwords: they take longer to make and to read than all the rest. */
  readonly isProtected: boolean;
  /** By metering point, where it isn't the usual one. */
  readonly suppliers: ReadonlyMap<string, Eui64>;
  readonly deaths: readonly Death[];
  readonly interference: Interference;
  readonly atOnce: number;
  readonly setSize: number;
  readonly capacity: number;
  /** Failed ones after which an installation is excluded. */
  readonly attempts: number;
  /** On disk, as the command has it. */
  readonly onDisk: boolean;
}

const otherSupplier = parseEui64('00-00-5E-EF-10-00-03-01');
const areas = ['12', '10'] as const;
const loaded = new Map<string, Promise<Installation>>();

function baseOf(name: string): Promise<Installation> {
  const known =
    loaded.get(name) ?? loadTemplate(join(root, 'hardware/installations', `${name}.yaml`)).then((of) => of.at(0));
  loaded.set(name, known);
  return known;
}

export async function scenarioOf(seed: number): Promise<Scenario> {
  const random = new Random(`simulated migration ${seed}`);
  const chance = (percent: number): boolean => random.below(100) < percent;
  const count = 1 + Math.min(random.below(6), random.below(6));
  const isAuthorisedByAll = chance(10);
  const cases: SimulatedCase[] = [];
  const suppliers = new Map<string, Eui64>();
  for (let i = 0; i < count; i++) {
    const base = await baseOf(pick(bases, random));
    const named = renamed(base, seed, i, random);
    const trouble = weighted(
      troubles.filter(({ applies }) => applies?.(named) ?? true),
      random,
    );
    const changed = trouble.change(named, random.fork(`trouble ${i}`));
    const installation = chance(85) ? promptly(changed) : changed;
    const { esme, gsme } = installation.devices;
    for (const meter of [esme, gsme]) if (meter && chance(15)) suppliers.set(meter.meteringPoint, otherSupplier);
    const authorisation = isAuthorisedByAll || chance(50) ? 'authorised' : pick(authorisationModes, random);
    cases.push({ installation, trouble, authorisation, expected: expectedOf(installation, trouble, authorisation) });
  }
  const deaths = chance(85) ? Array.from({ length: 1 + random.below(4) }, () => deathBy(random)) : [];
  const scenario = {
    seed,
    start: (cases[0] as SimulatedCase).installation.start,
    cases,
    isAuthorisedByAll,
    isProtected: chance(3),
    suppliers,
    deaths,
    atOnce: 1 + random.below(4),
    setSize: 1 + random.below(4),
    capacity: 2 + random.below(6),
    attempts: 3 + random.below(3),
    onDisk: seed % 50 === 7,
  };
  return withInterference(scenario, interferenceBy(random));
}

/** Of a scenario without any. */
export function withInterference(scenario: Omit<Scenario, 'interference'>, interference: Interference): Scenario {
  const { revoked, isReplayed } = interference;
  if (revoked === undefined && !isReplayed) return { ...scenario, interference };
  const cases = scenario.cases.map((each) => ({ ...each, expected: interfered(each.expected) }));
  return { ...scenario, cases, interference };
}

/** One installation that ships, and what is the matter with it; nobody dies. */
export async function scenarioOfOne(name: string, trouble: string): Promise<Scenario> {
  const { start, ...named } = renamed(await baseOf(name), 0, 0, new Random(name));
  const found = troubles.find((each) => each.name === trouble) as Trouble;
  const installation = promptly(found.change({ start, ...named }, new Random(trouble)));
  const expected = found.expected(installation);
  return {
    seed: 0,
    start,
    cases: [{ installation, trouble: found, authorisation: 'authorised', expected }],
    isAuthorisedByAll: false,
    isProtected: false,
    suppliers: new Map(),
    deaths: [],
    atOnce: 1,
    setSize: 1,
    capacity: 2,
    attempts: 1,
    onDisk: false,
    interference: { isReplayed: false },
  };
}

function expectedOf(installation: Installation, trouble: Trouble, authorisation: AuthorisationMode): Expected {
  const expected = trouble.expected(installation);
  const isActive = installation.status !== 'dormant';
  const isAuthorised = !['contradictory', 'by another', 'never'].includes(authorisation);
  if (expected.outcome === 'excluded' || !isActive || isAuthorised) return expected;
  // A gas meter that is left out needs no authorisation.
  return installation.activeMeter === 'gsme' ? { outcome: 'either' } : { outcome: 'not commissioned' };
}

function deathBy(random: Random): Death {
  const at = random.below(3) === 0 ? 'any' : pick(pointKinds, random);
  const after = random.below(10 ** (1 + random.below(3)));
  return { at, after, devices: random.below(2) === 0 ? 'go on' : 'as kept' };
}

function interferenceBy(random: Random): Interference {
  const isReplayed = random.below(100) < 8;
  if (random.below(100) >= 15) return { isReplayed };
  const as = random.below(2) === 0 ? 'revoked' : 'expired';
  return {
    isReplayed,
    revoked: { role: pick(revocable, random), after: random.below(10 ** (1 + random.below(3))), as },
  };
}

/** As it is, with identities and keys of its own. */
function renamed(base: Installation, seed: number, i: number, random: Random): Installation {
  const { hub, esme, gsme, others } = base.devices;
  const id = (k: number): Eui64 => parseEui64(`00-00-5E-EF-10-02-${hex(i)}-${hex(k)}`);
  const own = <Entry extends { eui64: Eui64 }>(entry: Entry, k: number): Entry => ({
    ...entry,
    eui64: id(k),
    keys: new DerivedKeys(`simulated ${seed}`, id(k)),
  });
  const area = pick(areas, random);
  return {
    ...base,
    name: `${base.name}-${i}`,
    seed: `${seed}/${i}`,
    devices: {
      ...(hub !== undefined && { hub: { ...own(hub, 0), gpf: hub.gpf === undefined ? undefined : id(3) } }),
      esme: { ...own(esme, 1), meteringPoint: nthMpan(`${area}00009000000` as Mpan, i + 1) },
      ...(gsme !== undefined && {
        gsme: { ...own(gsme, 2), meteringPoint: nthMprn('4001900007' as Mprn, i + 1) },
      }),
      ...(others !== undefined && { others: others.map((each, k) => ({ ...each, eui64: id(4 + k) })) }),
    },
  };
}

function hex(number: number): string {
  return number.toString(16).padStart(2, '0').toUpperCase();
}

export function pick<T>(all: readonly T[], random: Random): T {
  return all[random.below(all.length)] as T;
}

function weighted(all: readonly Trouble[], random: Random): Trouble {
  const each = all.flatMap((trouble) => Array.from({ length: trouble.weight }, () => trouble));
  return pick(each, random);
}
