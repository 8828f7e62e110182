import { prepareRuns, type RunsOptions } from '../../../src/harness/side-by-side/prepare.ts';
import { plannedFor } from '../../../src/harness/side-by-side/requested.ts';
import {
  runSideBySide,
  type SideBySideOptions,
  type SideBySideProgress,
} from '../../../src/harness/side-by-side/run-side-by-side.ts';
import { verifySeveral } from '../../../src/harness/side-by-side/verify.ts';
import { newFile, newPath } from '../../support/scratch.ts';

export const installation = 'hardware/installations/first-light.yaml';

/** A pack of tests that read the clock, each expecting the type that is named. */
export function clockPack(types: Readonly<Record<string, string>>): string {
  const tests = Object.entries(types).map(
    ([id, type]) => `
  - id: ${id}
    title: Reads the clock
    traces: [Blue Book 4.5.1]
    needs: [esme]
    steps:
      - associate: { client: public }
      - get: { class: 8, object: 0.0.1.0.0.255, attribute: 2 }
        expect: { type: ${type} }`,
  );
  return newFile('small.yaml', `kind: test-pack\nid: small\ntitle: Small\nversion: 1.0.0\ntests:${tests.join('')}\n`);
}

export type Told = SideBySideProgress;

/** Carries out several runs of a pack against installations of one file, and verifies what they left. */
export async function runSeveral(
  pack: string,
  count: number,
  options: SideBySideOptions & Partial<RunsOptions> & { readonly way?: 'threads' | 'in-turn' | 'at-once' } = {},
) {
  const { way, failFast = false, ...others } = options;
  const planned = await plannedFor({ sims: [installation], count });
  const parts = 'several' in planned ? planned.several : [];
  const prepared = await prepareRuns({ packs: [pack], tool: 's1bench 0', parts, failFast, ...others });
  const told: Told[] = [];
  const summary = await runSideBySide(way === undefined ? prepared : { ...prepared, way }, {
    out: newPath(),
    ...others,
    onProgress: (progress) => {
      told.push(progress);
      options.onProgress?.(progress);
    },
  });
  return { ...summary, told, verification: verifySeveral(summary.folder) };
}
