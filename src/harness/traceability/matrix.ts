import { stringify } from 'csv-stringify/sync';
import type { TestRecord } from '../evidence/record.ts';
import { testName, withoutTurn } from '../evidence/test-name.ts';
import type { TestCase, TestPack } from '../pack/test-pack.ts';
import { srvCoverage } from './srv-coverage.ts';

/** What a row is about: a requirement of the pack, a Service Request at a type of device, or a clause or book section. */
export type TraceKind = 'requirement' | 'service-request' | 'clause';

/** Something to be proved, and a test that does; a row without a test says that none does. */
export interface TraceRow {
  readonly pack: string;
  readonly kind: TraceKind;
  /** `R-4.1.1-1`, `SRV 4.1.1`, `SVTAD 20.15(b)` */
  readonly trace: string;
  readonly text: string;
  readonly evidence: string;
  readonly source: string;
  /** Type of device, of a Service Request. */
  readonly device: string;
  /** Id of the test, with its repetition. */
  readonly test: string;
  readonly title: string;
  /** Of a run; empty where the test was no part of it. */
  readonly verdict: string;
}

const columns = ['pack', 'kind', 'trace', 'text', 'evidence', 'source', 'device', 'test', 'title', 'verdict'] as const;

/**
 * The matrix of what packs prove by which test, one row for each crossing: requirements, Service Requests at each type of
 * device that can have them, clauses and book sections.
 * @param records the tests of a run, for their verdicts
 */
export function traceMatrix(packs: readonly TestPack[], records: readonly TestRecord[] = []): readonly TraceRow[] {
  const turns = Map.groupBy(records, ({ test }) => withoutTurn(test));
  return packs.flatMap((pack) => rowsOf(pack).flatMap((row) => withVerdicts(row, turns)));
}

/** The matrix as CSV, with a line of headings. */
export function traceCsv(packs: readonly TestPack[], records: readonly TestRecord[] = []): string {
  const rows = traceMatrix(packs, records).map((row) => columns.map((column) => row[column]));
  return stringify([[...columns], ...rows], { record_delimiter: 'windows' });
}

/** Those of a pack are the same for every installation that it is run on. */
const known = new WeakMap<TestPack, readonly TraceRow[]>();

function rowsOf(pack: TestPack): readonly TraceRow[] {
  const rows = known.get(pack) ?? makeRows(pack);
  known.set(pack, rows);
  return rows;
}

function makeRows(pack: TestPack): TraceRow[] {
  const tracing = testsByTrace(pack);
  const requests = serviceRequestRows(pack);
  return [...requirementRows(pack, tracing), ...requests, ...clauseRows(pack, tracing, requests)];
}

type TestsByTrace = ReadonlyMap<string, readonly TestCase[]>;

function testsByTrace({ tests }: TestPack): TestsByTrace {
  const traced = tests.flatMap((test) => Array.from(new Set(test.traces), (trace) => ({ trace, test })));
  const groups = Map.groupBy(traced, ({ trace }) => trace);
  return new Map(Array.from(groups, ([trace, group]) => [trace, group.map(({ test }) => test)]));
}

function requirementRows({ id: pack, requirements }: TestPack, tracing: TestsByTrace): TraceRow[] {
  return requirements.flatMap(({ id: trace, text, evidence, source }) =>
    rows({ pack, kind: 'requirement', trace, text, evidence, source, device: '' }, tracing.get(trace) ?? []),
  );
}

function serviceRequestRows(pack: TestPack): TraceRow[] {
  return srvCoverage([pack]).flatMap(({ srv, target, tests }) => {
    const { name, smets1 } = srv;
    const trace = `SRV ${srv.srv}`;
    const [evidence = '', source = ''] = smets1.evidence.split(': ');
    return rows({ pack: pack.id, kind: 'service-request', trace, text: name, evidence, source, device: target }, tests);
  });
}

/** A trace to a Service Request that its test doesn't send is one of these, too. */
function clauseRows(
  { id: pack, requirements }: TestPack,
  tracing: TestsByTrace,
  told: readonly TraceRow[],
): TraceRow[] {
  const declared = new Set(requirements.map(({ id }) => id));
  const clauses = Array.from(tracing.keys()).filter((trace) => !declared.has(trace));
  const isTold = new Set(told.map(({ trace, test }) => `${trace} ${test}`));
  return clauses.sort().flatMap((trace) => {
    const proving = (tracing.get(trace) ?? []).filter(({ id }) => !isTold.has(`${trace} ${id}`));
    const subject = { pack, kind: 'clause' as const, trace, text: '', evidence: '', source: '', device: '' };
    return proving.length === 0 ? [] : rows(subject, proving);
  });
}

type Subject = Omit<TraceRow, 'test' | 'title' | 'verdict'>;

function rows(subject: Subject, tests: readonly TestCase[]): TraceRow[] {
  if (tests.length === 0) return [{ ...subject, test: '', title: '', verdict: '' }];
  return tests.map(({ id, title }) => ({ ...subject, test: id, title, verdict: '' }));
}

/** A row for each time that its test was run. */
function withVerdicts(row: TraceRow, turns: ReadonlyMap<string, readonly TestRecord[]>): readonly TraceRow[] {
  const records = turns.get(testName(row.pack, row.test));
  if (records === undefined) return [row];
  return records.map(({ test, verdict = '' }) => ({ ...row, test: test.slice(row.pack.length + 1), verdict }));
}
