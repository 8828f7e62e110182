import type { Target } from './target.ts';
import { codecTargets } from './targets/codecs.ts';
import { clientTargets } from './targets/cosem-client.ts';
import { serverTargets } from './targets/cosem-server.ts';
import { dwellingTargets } from './targets/dwelling.ts';
import { equivalentStepsTargets } from './targets/equivalent-steps.ts';
import { fileTargets } from './targets/files.ts';
import { firmwareTargets } from './targets/firmware.ts';
import { framingTargets } from './targets/framings.ts';
import { installationFileTargets } from './targets/installation-files.ts';
import { migrationFileTargets } from './targets/migration-files.ts';
import { portTargets } from './targets/ports.ts';
import { recordedFileTargets } from './targets/recorded-files.ts';
import { utrnTargets } from './targets/utrn.ts';
import { wanTargets } from './targets/wan.ts';

/** Everything that takes bytes from outside. */
export const targets: readonly Target[] = [
  ...codecTargets,
  ...framingTargets,
  ...serverTargets,
  ...clientTargets,
  ...portTargets,
  ...equivalentStepsTargets,
  ...fileTargets,
  ...installationFileTargets,
  ...recordedFileTargets,
  ...migrationFileTargets,
  ...firmwareTargets,
  ...utrnTargets,
  ...wanTargets,
  ...dwellingTargets,
];
