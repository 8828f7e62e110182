/**
 * An ExecutionDateTime that stands for none: a request with it takes back one that waits. Public for tariffs, as in the
 * DCC's templates of SRV 1.1.1 and 1.2.1; recalled for others.
 */
const CANCELLATION = Temporal.Instant.from('3000-12-31T00:00:00Z');

export function isCancellation(at: Temporal.Instant | undefined): boolean {
  return at?.equals(CANCELLATION) === true;
}
