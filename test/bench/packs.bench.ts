import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Benchmark, timed } from './benchmark.ts';
import { type CpuProfile, shareOf } from './cpu-profile.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const entry = join(root, 'dist/bin/s1bench.js');
const args = ['run', 'standard-dmct-srv/moc', '--sim', 'moc-secure-dual-fuel'];
/** Rooms that a sample can belong to: the innermost of them on the stack. What is below them works for them. */
const rooms = ['cli', 'harness', 'dcc', 'links', 'protocol', 'sim'];

/** Runs the pack by the real command, evidence and verdicts included. @returns seconds */
function run(...more: readonly string[]): number {
  const out = mkdtempSync(join(tmpdir(), 's1bench-bench-'));
  const seconds = timed(() => {
    const { status } = spawnSync(process.execPath, [entry, ...args, '--out', out, ...more], { stdio: 'ignore' });
    if (status !== 0) throw new Error(`the pack ended with ${status}: was it built?`);
  });
  rmSync(out, { recursive: true });
  return seconds;
}

/** The part of a run's processor time that went into the harness and the command, and not into what they test. */
function harnessShare(): number {
  const folder = mkdtempSync(join(tmpdir(), 's1bench-profile-'));
  const profiling = ['--cpu-prof', `--cpu-prof-dir=${folder}`];
  const { status } = spawnSync(process.execPath, [...profiling, entry, ...args, '--out', join(folder, 'runs')], {
    stdio: 'ignore',
  });
  const name = readdirSync(folder).find((file) => file.endsWith('.cpuprofile'));
  if (status !== 0 || name === undefined) throw new Error(`the pack ended with ${status}: was it built?`);
  const profile = JSON.parse(readFileSync(join(folder, name), 'utf8')) as CpuProfile;
  rmSync(folder, { recursive: true });
  return shareOf(profile, rooms, ['cli', 'harness']);
}

export const packs: readonly Benchmark[] = [
  {
    what: 'the MOC pack on one dual-fuel installation: the whole command',
    yardstick: '5 s',
    measure: 'time',
    reach: 1,
    rounds: 5,
    run: (collect) => collect(() => ({ ours: run(), yardstick: 5 })),
  },
  {
    what: 'of that, what the harness takes for itself, evidence and verdicts included',
    yardstick: 'all of it',
    measure: 'time',
    reach: 0.3,
    rounds: 3,
    warmUps: 0,
    run: (collect) => collect(() => ({ ours: harnessShare(), yardstick: 1 })),
  },
  {
    what: 'the MOC pack on ten installations side by side',
    yardstick: 'on one',
    measure: 'time',
    reach: 3,
    rounds: 3,
    warmUps: 0,
    run: (collect) => collect(() => ({ ours: run('--count', '10'), yardstick: run() })),
  },
];
