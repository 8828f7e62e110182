import type { TestPack } from '../harness/pack/test-pack.ts';
import { type SrvCoverage, srvCoverage } from '../harness/traceability/srv-coverage.ts';
import type { Output } from './output.ts';

/** More gaps than these are no gaps: the pack is about something else. */
const MOST_GAPS = 40;

/** A pack for programs. */
export function describePack({ id, title, version, requirements, tests }: TestPack, file: string, name?: string) {
  return {
    id,
    ...(name !== undefined && { name }),
    title,
    version,
    file,
    requirements,
    tests: tests.map(({ id: test, title: what, traces, needs }) => ({ id: test, title: what, traces, needs })),
  };
}

/** A pack for people: its tests, its requirements with the tests that prove them, and the Service Requests it covers. */
export function showPack(pack: TestPack, output: Output): void {
  output.line(output.style('bold', `${pack.id} ${pack.version}  ${pack.title}`));
  if (pack.evidence !== undefined) output.line(pack.evidence.trim());
  for (const { id, title, traces, needs } of pack.tests) {
    output.line(`${id}  ${title}`);
    output.line(output.style('dim', `    traces ${traces.join(', ')}; needs ${needs.join(', ')}`));
  }
  showRequirements(pack, output);
  showCoverage(srvCoverage([pack]), output);
}

function showRequirements({ requirements, tests }: TestPack, output: Output): void {
  if (requirements.length === 0) return;
  output.line();
  output.line(output.style('bold', 'Requirements'));
  for (const { id, text, evidence, source } of requirements) {
    const proving = tests.filter(({ traces }) => traces.includes(id)).map((test) => test.id);
    output.line(`${id}  ${text}`);
    output.line(output.style('dim', `    ${evidence}: ${source}; proved by ${proving.join(', ')}`));
  }
}

function showCoverage(coverage: readonly SrvCoverage[], output: Output): void {
  const bySrv = [...Map.groupBy(coverage, ({ srv }) => srv.srv).values()];
  const covered = bySrv.filter((targets) => targets.some(({ tests }) => tests.length > 0));
  if (covered.length === 0) return;
  const gaps = coverage.filter(({ tests }) => tests.length === 0);
  output.line();
  output.line(output.style('bold', 'Service Requests'));
  output.line(
    `${covered.length} of the ${bySrv.length} of the working set; ` +
      `${coverage.length - gaps.length} of ${coverage.length} with the types of device that they can be sent to`,
  );
  if (gaps.length === 0 || gaps.length > MOST_GAPS) return;
  output.line(`without a test: ${gaps.map(({ srv, target }) => `SRV ${srv.srv} ${target}`).join(', ')}`);
}
