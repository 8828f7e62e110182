import { createHash } from 'node:crypto';
import { isS1benchError } from '../../src/core/errors.ts';
import type { Eui64 } from '../../src/core/identifiers.ts';
import { utrnFor } from '../../src/protocol/utrn/utrn.ts';
import { faultSchema } from '../../src/sim/installation/faults.ts';
import { Dwelling, dualFuel, type HeadEnd, ids } from './installation/dwelling.ts';

/** SHA-256 of all that came and went, and of all that is left, each by itself. */
export interface Hashes {
  readonly traffic: string;
  readonly alerts: string;
  readonly faults: string;
  readonly states: string;
  readonly count: number;
}

const faults = [
  { kind: 'power-cut', probability: 0.3, seconds: 900 },
  { kind: 'no-wan', probability: 0.3, seconds: 3600 },
  { kind: 'han-loss', side: 'gas', probability: 0.4, seconds: 7200 },
  { kind: 'clock-drift', device: 'gsme', ppm: 60 },
  { kind: 'frame-lost', probability: 0.05 },
  { kind: 'frame-corrupted', probability: 0.05 },
  { kind: 'wan-delay', probability: 0.2, milliseconds: 900 },
  { kind: 'sms-lost', probability: 0.2 },
].map((fault) => faultSchema.parse(fault));

type Read = readonly [classId: number, name: string, attribute: number];

/** Read of every device: identity, clock, event log; and of the meters: register, profile of the day, daily rows. */
const common: readonly Read[] = [
  [1, '0.0.96.1.0.255', 2],
  [8, '0.0.1.0.0.255', 2],
];
const reads: readonly (readonly [Eui64, Read])[] = [
  [ids.esme, [3, '1.0.1.8.0.255', 2]],
  [ids.esme, [3, '1.0.32.7.0.255', 2]],
  [ids.esme, [7, '0.0.99.98.0.255', 2]],
  [ids.gsme, [3, '7.0.3.0.0.255', 2]],
  [ids.gsme, [7, '0.0.99.98.0.255', 2]],
  [ids.gpf, [3, '7.0.3.0.0.255', 2]],
];
const zero = { type: 'integer', value: 0 } as const;

/**
 * Eight days of a dual-fuel installation whose hub, meters and gas proxy are asked, set and meddled with through a WAN
 * that now and then goes wrong, while its devices tell their alerts.
 */
export async function scenario(seed: string): Promise<Hashes> {
  const dwelling = new Dwelling({ seed, faults });
  const traffic: string[] = [];
  const alerts: string[] = [];
  dwelling.unit.onAlert = (alert) => alerts.push(JSON.stringify(alert));
  const { esme } = dwelling;
  for (let day = 0; day < 8; day++) {
    for (const device of [ids.hub, ids.esme, ids.gsme, ids.gpf]) await visit(dwelling, device, traffic);
    if (day === 1) esme.operate({ kind: 'cover', which: 'terminal', is: 'open' });
    if (day === 2) dwelling.gsme.operate({ kind: 'gas', fault: 'uncontrolled-flow' });
    if (day === 3) esme.operate({ kind: 'utrn', digits: utrnFor(dualFuel.devices.esme, 500, day) });
    if (day === 4) esme.operate({ kind: 'load', extra: 5000 });
    dwelling.advance({ hours: 23, minutes: 7 });
    dwelling.unit.settle();
  }
  const states = dwelling.unit.devices.values().map((device) => device.save());
  return {
    traffic: hash(traffic),
    alerts: hash(alerts),
    faults: hash(dwelling.occurrences.map((each) => JSON.stringify(each))),
    states: hash([...states]),
    count: traffic.length + alerts.length + dwelling.occurrences.length,
  };
}

/** What a head-end asks of a device once a day; where it gets no answer it tries the next. */
async function visit(dwelling: Dwelling, device: Eui64, traffic: string[]): Promise<void> {
  let headEnd: HeadEnd | undefined;
  const attempt = async (what: (client: HeadEnd) => Promise<unknown>): Promise<void> => {
    try {
      headEnd ??= await dwelling.associate(device, 1, '&timeout=20s');
      await what(headEnd);
    } catch (error) {
      if (!isS1benchError(error)) throw error;
      traffic.push(error.code);
    }
  };
  for (const read of common) await attempt((client) => client.read(...read));
  for (const [of, read] of reads) if (of === device) await attempt((client) => client.read(...read));
  if (device === ids.esme) await attempt((client) => client.action(70, '0.0.96.3.10.255', 1, zero));
  if (device === ids.gsme) await attempt((client) => client.action(8, '0.0.1.0.0.255', 6, { type: 'long', value: 3 }));
  if (device === ids.esme) await attempt((client) => client.action(70, '0.0.96.3.10.255', 2, zero));
  for (const { direction, bytes } of headEnd?.traffic ?? [])
    traffic.push(`${direction} ${Buffer.from(bytes).toString('hex')}`);
}

function hash(lines: readonly string[]): string {
  const digest = createHash('sha256');
  for (const line of lines) digest.update(line).update('\n');
  return digest.digest('hex');
}

if (import.meta.main) {
  for (const seed of process.argv.slice(2)) console.log(JSON.stringify(await scenario(seed)));
}
