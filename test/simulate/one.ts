import { scenarioOf } from './scenario.ts';
import { simulate } from './simulation.ts';

const [from = 1, n = 1] = process.argv.slice(2).map(Number);
const t0 = performance.now();
let ok = 0;
for (let seed = from; seed < from + n; seed++) {
  const scenario = await scenarioOf(seed);
  const t = performance.now();
  const { broken, outcomes } = await simulate(scenario);
  const what = scenario.cases.map((c) => `${c.installation.name}:${c.trouble.name}:${c.authorisation}`).join(' ');
  if (n === 1) console.log(scenario.deaths, what, outcomes.map((o) => `${o.set} ${o.hub} ${o.outcome} ${o.code ?? ''}`));
  if (broken.length) console.log('SEED', seed, Math.round(performance.now() - t), what, JSON.stringify(scenario.deaths), '\n   ', broken.slice(0, 6).join('\n    '));
  else ok++;
}
console.log(ok, 'of', n, (performance.now() - t0) / n, 'ms each');
