import { z } from 'zod';
import { S1benchError } from '../../core/errors.ts';

/** How something is known: published, recalled by those who know the field, or chosen by this project. */
export const evidenceKinds = ['public', 'recalled', 'ours'] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

/** What has to be so, and how that is known; tests trace to it by its id. */
export interface Requirement {
  /** `R-4.1.1-1` */
  readonly id: string;
  readonly text: string;
  readonly evidence: EvidenceKind;
  /** The document and its clause, or why it was chosen. */
  readonly source: string;
}

const requirementId = /^R-[A-Za-z0-9][A-Za-z0-9.-]*$/;

export const requirementSchema: z.ZodType<Requirement> = z.strictObject({
  id: z.string().regex(requirementId, 'an id such as R-4.1.1-1'),
  text: z.string().min(1),
  evidence: z.enum(evidenceKinds),
  source: z.string().min(1),
});

interface Contents {
  readonly requirements: readonly Requirement[];
  readonly tests: readonly { readonly traces: readonly string[] }[];
}

/** Refuses a requirement that nothing proves, and a trace to one that was never declared. */
export function refuseUntraced({ requirements, tests }: Contents, context: z.RefinementCtx): void {
  // Of a test that can't be read it isn't known what it traces to.
  if (context.issues.length > 0) return;
  const declared = new Set(requirements.map(({ id }) => id));
  const traced = new Set(tests.flatMap(({ traces }) => traces));
  requirements.forEach(({ id }, i) => {
    if (!traced.has(id)) refuse(context, ['requirements', i, 'id'], 'pack-requirement-untested', id);
  });
  tests.forEach(({ traces }, i) => {
    for (const [j, trace] of traces.entries()) {
      if (!trace.startsWith('R-') || declared.has(trace)) continue;
      refuse(context, ['tests', i, 'traces', j], 'pack-requirement-undeclared', trace);
    }
  });
}

type Code = 'pack-requirement-untested' | 'pack-requirement-undeclared';

function refuse(context: z.RefinementCtx, path: (string | number)[], code: Code, found: string): void {
  context.addIssue({ code: 'custom', path, message: '', params: { refused: new S1benchError(code, { found }) } });
}
