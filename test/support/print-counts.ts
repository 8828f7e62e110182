import { existsSync, readFileSync } from 'node:fs';

/** What is read here of vitest's JSON report. */
interface Report {
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/** Prints `N passed, N failed`, with `, N skipped` where any was, from the report that is named on the command line. */
const path = process.argv[2] as string;
const { testResults } = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Report) : { testResults: [] };
const counts = { passed: 0, failed: 0, skipped: 0 };
for (const { status, assertionResults } of testResults) {
  const results = assertionResults.map((result) => result.status);
  for (const result of results) counts[result === 'passed' || result === 'failed' ? result : 'skipped'] += 1;
  // A file that could not even be loaded failed without a test to count.
  if (status === 'failed' && !results.includes('failed')) counts.failed += 1;
}
const { passed, failed, skipped } = counts;
console.log(`${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`);
