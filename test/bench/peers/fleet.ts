import { fleetOf, Visitor } from '../visitor.ts';

// A fleet in a process of its own: ready, talked to, and where it is asked for through one virtual day.
const [count, day] = process.argv.slice(2) as [string, 'day' | 'no-day'];
const { clock, fleet, template } = await fleetOf({ count: Number(count) }, 'faults');
let alerts = 0;
fleet.onAlert = () => {
  alerts++;
};
const visitor = new Visitor(fleet, clock);
const readyAt = Date.now();
let seconds = 0;
if (day === 'day') {
  const start = performance.now();
  clock.advance(Temporal.Duration.from({ hours: 24 }));
  seconds = (performance.now() - start) / 1000;
}
const whenReady = process.memoryUsage.rss();
for (let i = 0; i < 20; i++) await visitor.visit(visitor.any(template));
process.send?.({
  readyAt,
  day: seconds,
  alerts,
  cpu: process.cpuUsage(),
  rss: Math.max(whenReady, process.memoryUsage.rss()) / 2 ** 20,
});
