import { mkdirSync, writeFileSync, rmSync } from 'node:fs';
import { it } from 'vitest';
import { prepareRun, carryOut } from '/work/main/src/harness/runner/run-packs.ts';
import { findDefect } from '/work/main/src/sim/defects/catalogue.ts';
import { eventsOf } from '/work/main/test/harness/runner/targets.ts';

const installations = (process.env['INST'] ?? 'moc-secure').split(',');
const defects = (process.env['DEFECTS'] ?? '').split(',').filter(Boolean);
const which = (process.env['SETS'] ?? 'payment,prepayment').split(',');
const only = process.env['ONLY'];
const pack = '/work/main/testpacks/standard-dmct-srv/zz-scratch.yaml';

async function once(installation: string, defect?: string, role: 'esme' | 'gsme' = 'esme') {
  const out = `/tmp/pay/runs/${installation}-${defect ?? 'sound'}-${role}`;
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const options: any = { packs: [pack], target: { sim: `/work/main/hardware/installations/${installation}-dual-fuel.yaml` }, out, tool: 's1bench 0', ...(only && { only: [only] }), ...(process.env['SEED'] && { seed: process.env['SEED'] }) };
  if (process.env['SEED']) { const { simTarget } = await import('/work/main/src/harness/runner/sim-target.ts'); options.seeded = await simTarget(options.target.sim, { seed: process.env['SEED'] } as any); }
  const start = performance.now();
  let prepared: any = await prepareRun(options);
  if (options.seeded) prepared = { ...prepared, target: options.seeded };
  if (defect) {
    const { simTarget } = await import('/work/main/src/harness/runner/sim-target.ts');
    const found = findDefect(defect);
    if (!found) throw new Error(defect);
    prepared = { ...prepared, target: await simTarget(options.target.sim, { defects: { [role]: [found] } } as any) };
  }
  const mid = performance.now();
  const cpu = process.cpuUsage();
  const summary: any = await carryOut(prepared, options);
  const used = process.cpuUsage(cpu);
  return { cpu: Math.round((used.user + used.system) / 1000), ops: eventsOf(summary.folder).reduce((n: any, e: any) => { n[e.kind] = (n[e.kind] ?? 0) + 1; return n; }, {} as any), summary, ms: performance.now() - mid, load: mid - start, folder: summary.folder };
}

it('run', async () => {
  writeFileSync(pack, `kind: test-pack\nid: scratch\ntitle: Scratch\nversion: 1.0.0\ninclude: [${which.map((w) => `shared/${w}.yaml`).join(', ')}]\n`);
  for (const i of installations) {
    const runs = defects.length ? defects.flatMap((d) => [[d, 'esme'], [d, 'gsme']] as const) : [[undefined, 'esme']] as const;
    for (const [d, role] of runs) {
      const { summary, ms, load, folder, cpu, ops } = await once(i, d, role as any);
      const results = summary.tests;
      const bad = results.filter((r: any) => r.verdict !== 'passed');
      const counts: Record<string, number> = {};
      for (const r of results) counts[r.verdict] = (counts[r.verdict] ?? 0) + 1;
      console.log(`@@ ${i} ${d ?? 'sound'} ${role}: ${JSON.stringify(counts)} ${Math.round(ms)} ms cpu ${cpu} (load ${Math.round(load)}) ${d ? bad.filter((b: any)=>b.verdict==='failed').map((b: any) => b.test ?? b.id).join(' ') : ''}`);
      if (!d || process.env['WHY']) for (const b of bad) console.log(`@@   ${JSON.stringify(b).slice(0, 900)}`);
      if (process.env['OPS']) console.log('@@', JSON.stringify(ops));
      if (process.env['DUMP']) console.log('@@', Object.keys(summary), JSON.stringify(results[0]));
    }
  }
  rmSync(pack);
}, 600000);
