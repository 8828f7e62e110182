import type { Eui64 } from '../../../src/core/identifiers.ts';
import { testSteps } from '../../../src/migration/device-testing/test-steps.ts';
import type { Exchange } from '../../../src/migration/exchange/exchange.ts';
import { keyRoles } from '../../../src/migration/model/parties.ts';
import type { Cast } from '../../../src/migration/process/cast.ts';
import { Migration, type MigrationParts } from '../../../src/migration/process/migration.ts';

/** A wrong behaviour of the process: a change of what sound parts are put together from, and of nothing else. */
export interface ProcessDefect {
  readonly name: string;
  readonly description: string;
  /** Other parts in place of sound ones. */
  readonly parts?: (parts: MigrationParts) => MigrationParts;
  /** Parties that do otherwise. @returns what puts back what isn't theirs alone */
  readonly cast?: (cast: Cast, parts: MigrationParts) => (() => void) | undefined;
}

/** One process of a migration that does wrong, until it has ended. */
export function beginWith(defect: ProcessDefect, sound: MigrationParts): Migration {
  const parts = defect.parts?.(sound) ?? sound;
  const migration = new Migration(parts);
  const run = migration.run.bind(migration);
  migration.run = async () => {
    const restore = defect.cast?.(migration.cast, parts);
    try {
      await run();
    } finally {
      restore?.();
    }
  };
  return migration;
}

export type Put = (name: string, bytes: Uint8Array) => void;

/** Files are given otherwise. */
export function giving(
  name: string,
  description: string,
  give: (name: string, bytes: Uint8Array, put: Put, parts: MigrationParts) => void,
): ProcessDefect {
  const wrapped = (exchange: Exchange, parts: MigrationParts): Exchange => ({
    put: (file, bytes) => give(file, bytes, (as, other) => exchange.put(as, other), parts),
    get: (file) => exchange.get(file),
    names: () => exchange.names(),
  });
  return { name, description, parts: (parts) => ({ ...parts, exchange: wrapped(parts.exchange, parts) }) };
}

/** Rules are others. */
export function ruled(
  name: string,
  description: string,
  change: (rules: MigrationParts['rules']) => Partial<MigrationParts['rules']>,
): ProcessDefect {
  return {
    name,
    description,
    parts: (parts) => ({ ...parts, rules: { ...parts.rules, ...change(parts.rules) } }),
  };
}

/** The strategy is another. */
export function strategically(
  name: string,
  description: string,
  change: Partial<MigrationParts['rules']['strategy']>,
): ProcessDefect {
  return ruled(name, description, ({ strategy }) => ({ strategy: { ...strategy, ...change } }));
}

/** Parties do otherwise. */
export function acting(
  name: string,
  description: string,
  change: (cast: Cast, parts: MigrationParts) => void,
): ProcessDefect {
  const cast: NonNullable<ProcessDefect['cast']> = (of, parts) => {
    change(of, parts);
    return undefined;
  };
  return { name, description, cast };
}

/** What all processes share is otherwise, as long as one that does wrong is at work. */
export function patching<Target extends object, Name extends keyof Target>(
  name: string,
  description: string,
  [target, member]: readonly [Target, Name],
  other: (sound: Target[Name]) => Target[Name],
): ProcessDefect {
  return {
    name,
    description,
    cast: () => {
      const sound = target[member];
      target[member] = other(sound);
      return () => {
        target[member] = sound;
      };
    },
  };
}

type Step = keyof typeof testSteps;
export type Perform = (typeof testSteps)[Step];

/** A step at a device is carried out otherwise. */
export function stepping(
  name: string,
  description: string,
  step: Step,
  other: (sound: Perform) => Perform,
): ProcessDefect {
  return patching(name, description, [testSteps as Record<Step, Perform>, step], other);
}

export const skipped = (): Perform => async () => undefined;

export function vaults(cast: Cast) {
  return keyRoles.map((role) => cast[role].vault);
}

/** A supplier who has nothing to do with any installation of the bench. */
export const anotherSupplier = '00-00-5E-EF-10-00-03-01' as Eui64;
