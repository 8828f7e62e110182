import { S1benchError } from '../../core/errors.ts';

/** How many arrays, structures and compact arrays may enclose one another. COSEM objects need fewer than ten. */
const MAX_NESTING = 32;

/** @throws `axdr-too-deep` where `depth` others already enclose this array or structure */
export function refuseNesting(depth: number, offset?: number): void {
  if (depth < MAX_NESTING) return;
  throw new S1benchError('axdr-too-deep', {
    ...(offset !== undefined && { where: { offset } }),
    expected: `at most ${MAX_NESTING} levels`,
  });
}
