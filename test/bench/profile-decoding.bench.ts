import { decodeData, encodeData } from '../../src/protocol/cosem/axdr.ts';
import type { Data } from '../../src/protocol/cosem/data.ts';
import { dateTimeFromInstant, encodeDateTime } from '../../src/protocol/cosem/date-time.ts';
import { type Benchmark, timed } from './benchmark.ts';

const ROWS = 1000;
const REPEATS = 200;

interface Row {
  readonly at: Temporal.Instant;
  readonly activeImport: number;
  readonly reactiveImport: number;
}

const start = Temporal.Instant.from('2026-01-01T00:00:00Z');
const rows: readonly Row[] = Array.from({ length: ROWS }, (_, i) => ({
  at: start.add({ minutes: 30 * i }),
  activeImport: 1_234_567 + 123 * i,
  reactiveImport: 45_678 + 9 * i,
}));

function rowData({ at, activeImport, reactiveImport }: Row): Data {
  return {
    type: 'structure',
    value: [
      { type: 'octet-string', value: encodeDateTime(dateTimeFromInstant(at)) },
      { type: 'double-long-unsigned', value: activeImport },
      { type: 'double-long-unsigned', value: reactiveImport },
    ],
  };
}

const encoded = encodeData({ type: 'array', value: rows.map(rowData) });
const json = JSON.stringify(rows.map(({ at, activeImport, reactiveImport }) => [at, activeImport, reactiveImport]));

export const profileDecoding: readonly Benchmark[] = [
  {
    what: `decode a profile of ${ROWS} rows`,
    yardstick: '`JSON.parse` of the same rows',
    measure: 'time',
    reach: 2,
    run: (collect) =>
      collect(() => ({
        ours: timed(() => repeat(() => decodeData(encoded))),
        yardstick: timed(() => repeat(() => JSON.parse(json))),
      })),
  },
];

function repeat(work: () => unknown): void {
  for (let i = 0; i < REPEATS; i++) work();
}
