const REPETITION = /#\d+$/;

/**
 * The name of a test in a run: `pack id/test id`, and of its repetitions `pack id/test id#2`, `pack id/test id#3`. An id
 * has no `#`.
 * @param turn from 1
 */
export function testName(pack: string, test: string, turn = 1): string {
  return turn === 1 ? `${pack}/${test}` : `${pack}/${test}#${turn}`;
}

/** The name without its repetition. */
export function withoutTurn(name: string): string {
  return name.replace(REPETITION, '');
}
