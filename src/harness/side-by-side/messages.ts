import type { PackMigrationFiles } from '../migrations/pack-migration.ts';
import type { LoadedPack } from '../runner/plan.ts';
import type { Progress } from '../runner/progress.ts';
import type { RunPlace } from '../runner/run-packs.ts';
import type { Part } from './part.ts';

/** What the runs of several have in common. */
export interface PartOptions {
  readonly packs: readonly LoadedPack[];
  readonly only?: readonly string[];
  readonly repeat?: number;
  readonly failFast: boolean;
  readonly rerunOf?: string;
  readonly services?: string;
  readonly migrationFiles?: PackMigrationFiles;
  readonly tool: string;
}

export interface CarryOutMessage {
  readonly kind: 'carry-out';
  readonly part: Part;
  readonly place: RunPlace;
  /** What those that began before were told meanwhile. */
  readonly stopped: boolean;
  readonly skipped: string | undefined;
}

/** What a worker begins with. */
export interface WorkerData {
  readonly options: PartOptions;
  /** Whether each step is told, or those alone that take their time. */
  readonly everyStep: boolean;
}

/** What a worker is told. */
export type ToWorker =
  | CarryOutMessage
  | { readonly kind: 'stop' }
  | { readonly kind: 'skip-rest'; readonly because: string };

/** What a worker says; the last progress of a run that ended is its conclusion. */
export type FromWorker =
  | { readonly kind: 'progress'; readonly gathered: readonly Progress[] }
  | { readonly kind: 'ended' }
  | { readonly kind: 'failed'; readonly problem: string };
