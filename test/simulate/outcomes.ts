import type { Eui64 } from '../../src/core/identifiers.ts';
import { readMigrationFile } from '../../src/migration/files/migration-file.ts';
import { NOT_READY } from '../../src/migration/parties/requesting-party-description.ts';
import type { PlannedSet } from '../../src/migration/planning/plan-days.ts';
import { type OutcomeRow, Totals } from '../../src/migration/reports/outcome-report.ts';
import type { Simulation } from './simulation.ts';
import type { Expected } from './troubles.ts';

/** How outcomes contradict each other, the files, the plan, the rules, or what was to be expected. */
export function outcomesWrong(simulation: Simulation, outcomes: readonly OutcomeRow[]): readonly string[] {
  const broken: string[] = [];
  const byHub = Map.groupBy(outcomes, ({ hub }) => hub);
  for (const hub of simulation.devices.installations.keys()) {
    broken.push(...attemptsWrong(simulation, hub, byHub.get(hub) ?? []));
  }
  broken.push(
    ...filesWrong(simulation, outcomes),
    ...planWrong(simulation, outcomes),
    ...totalsWrong(simulation, outcomes),
  );
  return broken;
}

function attemptsWrong(simulation: Simulation, hub: Eui64, rows: readonly OutcomeRow[]): readonly string[] {
  const broken: string[] = [];
  const { attempts } = simulation.rules.strategy;
  const { expected, trouble, authorisation } = simulation.caseOf(hub);
  const say = (what: string): void => {
    broken.push(`${hub} (${trouble.name}, ${authorisation}): ${what}`);
  };
  const last = rows.at(-1);
  if (last === undefined) return [`${hub} (${trouble.name}): no outcome`];
  const isFinal = (row: OutcomeRow): boolean => !isTriedAgain(simulation, row);
  if (rows.filter(isFinal).length !== 1 || !isFinal(last))
    say(`outcomes ${rows.map(({ outcome }) => outcome).join(', ')}`);
  if (rows.some(({ attempt }, i) => attempt !== i + 1))
    say(`attempts ${rows.map(({ attempt }) => attempt).join(', ')}`);
  // What isn't resolved is tried as often, and once more by each process that takes it up again.
  const unresolved = rows.filter(({ outcome }) => outcome === 'unresolved').length;
  if (rows.length - unresolved > attempts + 1 || unresolved > attempts + simulation.lives)
    say(`${rows.length} attempts`);
  const isEarly = rows.length < attempts + 1 || (rows.length > attempts + 1 && unresolved === 0);
  if (last.code === 'AT05' && isEarly) say(`excluded after ${rows.length - 1} attempts`);
  if (new Set(rows.map(({ set }) => set)).size !== rows.length) say('a set comes twice');
  if (!isExpected(expected, last))
    say(`${last.outcome} ${last.code ?? ''}, expected ${expected.outcome} ${expected.code ?? ''}`);
  if (expected.outcome === 'commissioned' && expected.isRetried !== true && rows.length > 1)
    say(`${rows.length} attempts without a fault`);
  const { esme, gsme } = simulation.caseOf(hub).installation.devices;
  const meters = [esme, gsme].flatMap((meter) => meter?.eui64 ?? []).sort();
  const isWhole = last.commissioned.toSorted().join() === meters.join();
  if (expected.outcome === 'commissioned' && expected.isRetried !== true && !isWhole)
    say(`commissioned: ${last.commissioned.join(', ')}`);
  if (last.outcome === 'commissioned' && !last.commissioned.includes(esme.eui64))
    say('its electricity meter is not commissioned');
  for (const row of rows)
    if (row.outcome !== 'commissioned' && row.commissioned.length > 0) say(`${row.outcome}, and meters commissioned`);
  const isGasLeftOut = last.outcome === 'commissioned' && !isWhole;
  if (isGasLeftOut && rows.length < 1 + simulation.rules.strategy['gas-attempts']) say('gas is left out too early');
  return broken;
}

/** What was rolled back, couldn't be yet, or wasn't ready. */
function isTriedAgain({ rules }: Simulation, { outcome, code }: OutcomeRow): boolean {
  const ofReadiness = rules.checks.filter(({ check }) => check === 'ready').map((check) => check.code);
  const isUnready = code !== undefined && [NOT_READY, ...ofReadiness].includes(code);
  return outcome === 'rolled-back' || outcome === 'unresolved' || (outcome === 'refused' && isUnready);
}

function isExpected({ outcome, code }: Expected, row: OutcomeRow): boolean {
  if (code !== undefined && row.code !== code) return false;
  if (outcome === 'either') return true;
  return outcome === 'not commissioned' ? row.outcome !== 'commissioned' : row.outcome === outcome;
}

/** The outcome files and the history say the same. */
function filesWrong({ exchange }: Simulation, outcomes: readonly OutcomeRow[]): readonly string[] {
  const inFiles = exchange.names().flatMap((name) => {
    if (!name.endsWith('_outcome.xml')) return [];
    const { header, installations } = readMigrationFile(exchange.get(name) as Uint8Array, name, 'outcome').file;
    return installations.map((each) => textOf({ ...each, set: header.set }));
  });
  const inHistory = outcomes.map(textOf);
  const others = new Set(inFiles).symmetricDifference(new Set(inHistory));
  const repeated = inFiles.length !== new Set(inFiles).size ? ['an outcome comes twice'] : [];
  return [...repeated, ...[...others].map((text) => `outcome files and history differ in ${text}`)];
}

function textOf({
  hub,
  set,
  outcome,
  code,
  attempt,
  commissioned,
}: Omit<OutcomeRow, 'group' | 'standing' | 'at'>): string {
  return [set, hub, attempt, outcome, code ?? '', ...commissioned].join(' ');
}

function planWrong(simulation: Simulation, outcomes: readonly OutcomeRow[]): readonly string[] {
  const { strategy } = simulation.rules;
  const days = simulation.plan.table<{ readonly date: string; readonly sets: readonly PlannedSet[] }>('days');
  const broken: string[] = [];
  for (const date of days.keys()) {
    const sets = days.get(date)?.sets ?? [];
    const hubs = sets.flatMap((set) => set.hubs);
    if (hubs.length > strategy['daily-capacity']) broken.push(`${date}: ${hubs.length} installations`);
    if (new Set(hubs).size !== hubs.length) broken.push(`${date}: an installation twice`);
    for (const { name, hubs: of } of sets) if (of.length > strategy['set-size']) broken.push(`${name}: ${of.length}`);
    const priorities = hubs.map((hub) => isFirst(simulation, hub));
    if (priorities.lastIndexOf(true) > priorities.indexOf(false) && priorities.includes(false)) {
      broken.push(`${date}: one with priority comes after one without`);
    }
    for (const { name, hubs: of } of sets) {
      for (const hub of of) {
        if (outcomes.filter((row) => row.hub === hub && row.set === name).length !== 1)
          broken.push(`${name}: ${hub} without outcome`);
      }
    }
  }
  return broken;
}

function isFirst(simulation: Simulation, hub: Eui64): boolean {
  const { authorisation, installation } = simulation.caseOf(hub);
  return authorisation === 'priority' && installation.status !== 'dormant';
}

function totalsWrong({ devices }: Simulation, outcomes: readonly OutcomeRow[]): readonly string[] {
  const totals = new Totals();
  for (const row of outcomes) totals.add(row);
  const { installations, attempts, outcomes: by, codes } = totals.end();
  const broken: string[] = [];
  const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);
  if (installations !== devices.installations.size) broken.push(`the report has ${installations} installations`);
  if (attempts !== outcomes.length) broken.push(`the report has ${attempts} attempts of ${outcomes.length}`);
  if (sum(by) !== installations) broken.push(`the outcomes of the report add up to ${sum(by)}`);
  const last = new Map(outcomes.map((row) => [row.hub, row]));
  const coded = [...last.values()].filter(({ outcome, code }) => outcome !== 'commissioned' || code !== undefined);
  if (sum(codes) !== coded.length) broken.push(`the codes of the report add up to ${sum(codes)}`);
  return broken;
}
