/**
 * The parts of a test, in the order in which they are carried out. `before` and `after` are the snapshots of what has to
 * stay unchanged around its `steps`.
 */
export const phases = ['preconditions', 'before', 'steps', 'after', 'cleanup'] as const;
export type Phase = (typeof phases)[number];

/** What an unmet check, or one that could not be decided, says of the device in each phase. */
export const meaningOfPhase = {
  preconditions: 'nothing',
  before: 'verdict',
  steps: 'verdict',
  after: 'verdict',
  cleanup: 'trouble',
} as const satisfies Record<Phase, 'verdict' | 'nothing' | 'trouble'>;
