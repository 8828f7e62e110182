import { describe, expect, it } from 'vitest';
import { loadPacks } from '../../../src/harness/runner/plan.ts';
import { traceMatrix } from '../../../src/harness/traceability/matrix.ts';
import { srvCoverage } from '../../../src/harness/traceability/srv-coverage.ts';

describe.each(['ioc', 'moc', 'foc'])('standard-dmct-srv/%s', async (release) => {
  const packs = (await loadPacks([`testpacks/standard-dmct-srv/${release}.yaml`])).map(({ pack }) => pack);
  const coverage = srvCoverage(packs);

  it('SVTAD 20.15(b): traces each of the 72 SRVs of the working set, on each type of device that it can be sent to', () => {
    expect(new Set(coverage.map(({ srv }) => srv.srv)).size).toBe(72);
    const gaps = coverage.filter(({ tests }) => tests.length === 0);
    expect(gaps.map(({ srv, target }) => `SRV ${srv.srv} ${target}`)).toEqual([]);
  });

  it('has no requirement that no test proves', () => {
    const requirements = traceMatrix(packs).filter(({ kind }) => kind === 'requirement');
    expect(requirements.length).toBeGreaterThan(100);
    expect(requirements.filter(({ test }) => test === '')).toEqual([]);
  });
});
