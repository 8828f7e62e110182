import { describe, expect, it } from 'vitest';
import { srvCatalogue } from '../../../src/core/srv/catalogue.ts';
import { readPack } from '../../../src/harness/pack/read-pack.ts';
import { traceCsv, traceMatrix } from '../../../src/harness/traceability/matrix.ts';
import { srvCoverage, targetsOf } from '../../../src/harness/traceability/srv-coverage.ts';

const { pack } = readPack(
  `kind: test-pack
id: small
title: Small
version: 1.0.0
requirements:
  - { id: R-1, text: "The registers are read, in Wh", evidence: public, source: "DUIS 5.4" }
tests:
  - id: A
    title: Reads
    traces: [R-1, SRV 4.1.1, SVTAD 20.15(b)]
    needs: [esme, gsme]
    steps:
      - request: { srv: "4.1.1" }
        expect: { responseCode: I0 }
      - request: { srv: "7.4" }
  - id: B
    title: Says that it proves what it never sends
    traces: [R-1, SRV 7.2]
    needs: [esme]
    steps:
      - request: { srv: "7.4" }
        expect: { responseCode: I0 }
`,
  'small.yaml',
  () => '',
);

describe('the traceability matrix', () => {
  it('has a row for each requirement and each test that traces to it', () => {
    expect(traceMatrix([pack]).filter(({ kind }) => kind === 'requirement')).toMatchObject([
      {
        pack: 'small',
        trace: 'R-1',
        text: 'The registers are read, in Wh',
        evidence: 'public',
        test: 'A',
        verdict: '',
      },
      { pack: 'small', trace: 'R-1', source: 'DUIS 5.4', test: 'B', title: 'Says that it proves what it never sends' },
    ]);
  });

  it('has a row for each Service Request at each type of device, with or without a test', () => {
    const rows = traceMatrix([pack]).filter(({ kind }) => kind === 'service-request');
    expect(rows.filter(({ test }) => test !== '')).toMatchObject([{ trace: 'SRV 4.1.1', device: 'ESME', test: 'A' }]);
    expect(rows.map(({ trace, device }) => `${trace} ${device}`)).toEqual(
      srvCoverage([]).map(({ srv, target }) => `SRV ${srv.srv} ${target}`),
    );
    expect(new Set(rows.map(({ trace }) => trace)).size).toBe(72);
  });

  it('keeps what a test says and does not do among the clauses', () => {
    const rows = traceMatrix([pack]).filter(({ kind }) => kind === 'clause');
    expect(rows.map(({ trace, test }) => [trace, test])).toEqual([
      ['SRV 7.2', 'B'],
      ['SVTAD 20.15(b)', 'A'],
    ]);
  });

  it('has the verdicts of a run, and a row for each repetition', () => {
    const record = (test: string, verdict: 'passed' | 'failed') => ({ test, title: '', traces: [], verdict });
    const records = [record('small/A', 'passed'), record('small/A#2', 'failed')];
    const rows = traceMatrix([pack], records).filter(({ trace }) => trace === 'R-1');
    expect(rows.map(({ test, verdict }) => [test, verdict])).toEqual([
      ['A', 'passed'],
      ['A#2', 'failed'],
      ['B', ''],
    ]);
  });

  it('is CSV with a line of headings', () => {
    const [headings, first] = traceCsv([pack]).split('\r\n');
    expect(headings).toBe('pack,kind,trace,text,evidence,source,device,test,title,verdict');
    expect(first).toBe('small,requirement,R-1,"The registers are read, in Wh",public,DUIS 5.4,,A,Reads,');
  });
});

describe('what Service Requests can be sent to', () => {
  it.each(srvCatalogue.filter(({ smets1 }) => smets1.use === 'working-set'))('SRV $srv: something', (srv) => {
    expect(targetsOf(srv)).not.toEqual([]);
  });
});
