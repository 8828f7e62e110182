import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type EventDefinition, type EventName, events } from '../../../src/sim/device/events.ts';
import { root } from '../../support/project-files.ts';
import { causes, World } from './causes.ts';

const names = Object.keys(events) as EventName[];
const table: Readonly<Record<EventName, EventDefinition>> = events;

function textOf(pattern: string, without: RegExp): string {
  return globSync(pattern, { cwd: root })
    .filter((file) => !without.test(file))
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n');
}

const hex = (code: number): string => code.toString(16).padStart(4, '0');

it('events: at least 40 different alert codes of GBCS are logged', () => {
  const codes = Object.values(table).map(({ code }) => code);
  expect(new Set(codes.filter((code) => code >= 0x8000)).size).toBeGreaterThanOrEqual(40);
});

it('events: at least 30 different alert codes are told without being asked for', () => {
  const told = Object.values(table).filter(({ alert, code }) => alert === true && code >= 0x8000);
  expect(new Set(told.map(({ code }) => code)).size).toBeGreaterThanOrEqual(30);
});

it('events: a code of this project has one event; one of GBCS that several have means the same of each', () => {
  for (const [code, found] of Map.groupBy(Object.values(table), ({ code }) => code)) {
    const meanings = new Set(found.map(({ meaning }) => meaning));
    expect([hex(code), code < 0x8000 ? found.length : meanings.size]).toEqual([hex(code), 1]);
  }
});

it.each(Object.entries(causes))('events: %s has a cause that a device can meet', (name, cause) => {
  const world = new World();
  cause(world);
  expect([...world.logged()].map(hex)).toContain(hex(table[name as EventName].code));
});

it('events: each is written to a log somewhere, and its cause is in the table above or proved by another test', () => {
  const sources = textOf('src/sim/**/*.ts', /device.events\.ts$/);
  expect(names.filter((name) => !sources.includes(`'${name}'`))).toEqual([]);
  const tests = textOf('test/{sim,harness,dcc}/**/*.ts', /device.(events\.test|causes)\.ts$/);
  const isProved = (name: EventName): boolean =>
    causes[name] !== undefined || tests.includes(`'${name}'`) || tests.includes(`0x${hex(table[name].code)}`);
  expect(names.filter((name) => !isProved(name))).toEqual([]);
});

/** Where the table stands in a page that people write. */
const PAGE = join(root, 'docs/reference/alerts.md');
const BEGINS = '<!-- The table of events: written by its test. -->';
const ENDS = '<!-- End of the table of events. -->';

it('events: docs/reference/alerts.md lists them all', async () => {
  const rows = Object.entries(table)
    .sort(([a], [b]) => table[b as EventName].code - table[a as EventName].code || (a < b ? -1 : 1))
    .map(
      ([name, { log, code, meaning, alert }]) =>
        `| ${hex(code).toUpperCase()} | \`${name}\` | ${meaning} | ${log} | ${alert === true ? 'yes' : ''} |`,
    );
  const [before, after] = readFileSync(PAGE, 'utf8').split(new RegExp(`(?<=${BEGINS}\\n)[^]*(?=${ENDS})`));
  expect(after, `a page with the lines ${BEGINS} and ${ENDS}`).toBeDefined();
  const head = ['', '| code | name | meaning | log | alert |', '|---|---|---|---|---|'];
  await expect([`${before}${head.join('\n')}`, ...rows, '', after].join('\n')).toMatchFileSnapshot(PAGE);
});
