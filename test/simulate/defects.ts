import type { Cast } from '../../src/migration/process/cast.ts';
import type { MigrationParts } from '../../src/migration/process/migration.ts';
import type { Simulation } from './simulation.ts';

/** A wrong behaviour of the process: a change of what sound parts are put together from, and of nothing else. */
export interface ProcessDefect {
  readonly name: string;
  readonly description: string;
  /** Other parts in place of sound ones. */
  readonly parts?: (parts: MigrationParts, simulation: Simulation) => MigrationParts;
  /** Parties that do otherwise. @returns what puts back what isn't theirs alone */
  readonly cast?: (cast: Cast, parts: MigrationParts, simulation: Simulation) => (() => void) | undefined;
}
