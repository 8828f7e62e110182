import { VirtualClock } from '../../src/core/clock.ts';
import type { Installation } from '../../src/sim/installation/entries.ts';
import type { Fault } from '../../src/sim/installation/faults.ts';
import type { InstallationStates } from '../../src/sim/installation/population.ts';
import { SimulatedInstallation } from '../../src/sim/installation/simulated-installation.ts';
import { Meter } from '../../src/sim/meter/meter.ts';
import { ledgerAt } from '../../src/sim/payment/account.ts';
import { beginningOf, type Devices } from './simulated-world.ts';

interface LogEntry {
  readonly time: number;
  readonly code: number;
}

/** A thousandth of a kilowatt-hour: a register is read at whole units. */
const REGISTER_MARGIN = 2;
/** A pound, in millionths of a penny: what a clock that was set moves from one tariff or day to another. */
const BALANCE_MARGIN = 100_000_000;

/**
 * What got lost of what an installation had recorded, as against one that nobody migrated.
 * @param outages what befell both besides
 */
export function dataLost(
  { start }: Pick<Devices, 'start'>,
  installation: Installation,
  end: Temporal.Instant,
  states: InstallationStates,
  outages: readonly Fault[],
): readonly string[] {
  const before = beginningOf(installation, start);
  const untouched = { ...installation, faults: [...(installation.faults ?? []), ...outages] };
  return [
    ...logsLost(installation, before, states),
    ...countsLost(installation, start, end, [
      metersOf(untouched, structuredClone(before), start, end),
      metersOf(installation, states, start, end),
    ]),
  ];
}

function logsLost({ name }: Installation, before: InstallationStates, after: InstallationStates): readonly string[] {
  return Object.entries(before).flatMap(([device, state]) => {
    const was = logsOf(state);
    const is = logsOf(after[device]);
    return Object.entries(was).flatMap(([log, entries]) => {
      const there = new Set((is[log] ?? []).map(({ time, code }) => `${time} ${code}`));
      const lost = entries.filter(({ time, code }) => !there.has(`${time} ${code}`)).length;
      return lost === 0 ? [] : [`${lost} entries of the ${log} log of ${name} ${device} are lost`];
    });
  });
}

function logsOf(state: object | undefined): Readonly<Record<string, readonly LogEntry[]>> {
  return state !== undefined && 'logs' in state ? (state.logs as Record<string, readonly LogEntry[]>) : {};
}

function countsLost(
  installation: Installation,
  start: Temporal.Instant,
  end: Temporal.Instant,
  [untouched, migrated]: readonly [readonly Meter[], readonly Meter[]],
): readonly string[] {
  const at = end.epochMilliseconds;
  return migrated.flatMap((meter, i) => {
    const twin = untouched[i] as Meter;
    // A configuration that was applied has another tariff, and may end or begin the supply.
    const isConfigured = meter.entry.configuration === 'stale';
    const reference = isConfigured ? twin.registers.total(0, start.epochMilliseconds) : twin.registers.total(0, at);
    const missing = reference - meter.registers.total(0, at);
    const problems =
      missing > REGISTER_MARGIN ? [`${missing} units of ${installation.name} ${meter.eui64} are lost`] : [];
    if (isConfigured || meter.state.payment.mode !== 'prepayment') return problems;
    const gone = ledgerAt(twin, at).balance - ledgerAt(meter, at).balance;
    if (Math.abs(gone) > BALANCE_MARGIN)
      problems.push(`balance of ${installation.name} ${meter.eui64}: off by ${gone}`);
    return problems;
  });
}

function metersOf(
  installation: Installation,
  states: InstallationStates,
  start: Temporal.Instant,
  end: Temporal.Instant,
): readonly Meter[] {
  const unit = new SimulatedInstallation(installation, new VirtualClock(end), { states, at: start.epochMilliseconds });
  unit.settle();
  return [...unit.devices.values()].filter((device) => device instanceof Meter);
}
