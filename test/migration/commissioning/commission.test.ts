import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../../src/core/documents.ts';
import { type Eui64, eui64Bytes } from '../../../src/core/identifiers.ts';
import { Random } from '../../../src/core/random.ts';
import { CentralProductsList } from '../../../src/dcc/central-products-list.ts';
import { MemoryCounters } from '../../../src/dcc/device/counters.ts';
import { DevicePorts } from '../../../src/dcc/device/port.ts';
import type { KeyHolder } from '../../../src/dcc/device/sessions.ts';
import { Inventory } from '../../../src/dcc/inventory.ts';
import type { DccMessage } from '../../../src/dcc/messages.ts';
import { benchUsers, dcoTitle, registrationsFor, s1spTitle, userOfRole } from '../../../src/harness/runner/parties.ts';
import { simTarget } from '../../../src/harness/runner/sim-target.ts';
import type { Target, TargetDevice } from '../../../src/harness/runner/target.ts';
import { commission } from '../../../src/migration/commissioning/commission.ts';
import { commissioningSchema } from '../../../src/migration/commissioning/commissioning-steps.ts';
import { installationDcc } from '../../../src/migration/commissioning/installation-dcc.ts';
import type { MigratingInstallation, MigratingMeter } from '../../../src/migration/model/installation.ts';
import { shipped } from '../../support/command.ts';
import { refusalOf } from '../../support/refusal.ts';

const file = 'hardware/migration/commissioning.yaml';
const steps = parseDocument(readFileSync(shipped(file), 'utf8'), file, commissioningSchema);
const certificate = { serial: '01', issuer: 'test' };

function deviceOf(target: Target, role: string): TargetDevice {
  return target.devices.find((device) => device.role === role) as TargetDevice;
}

function meterOf({ eui64, manufacturer, model, firmware, mpan, mprn }: TargetDevice): MigratingMeter {
  return {
    id: eui64,
    manufacturer,
    model,
    firmware: firmware as string,
    mpxn: (mpan ?? mprn) as string,
    paymentMode: 'credit',
    supplier: userOfRole(mpan === undefined ? 'GS' : 'IS').id,
    certificates: { criticalSupplier: certificate, nonCriticalSupplier: certificate },
    ...(mpan !== undefined && { esmeVariant: 'A' }),
  };
}

async function installed(name = 'moc-secure-dual-fuel') {
  const target = await simTarget(shipped(`hardware/installations/${name}.yaml`));
  const { eui64: id, manufacturer, model, firmware = '' } = deviceOf(target, 'ch');
  const installation: MigratingInstallation = {
    hub: { id, manufacturer, model, firmware },
    gasProxy: deviceOf(target, 'gpf').eui64,
    esme: meterOf(deviceOf(target, 'esme')),
    gsme: meterOf(deviceOf(target, 'gsme')),
    others: (target.known ?? []).map(({ eui64, type }) => ({ id: eui64, type })),
    standing: 'dormant',
    epclEntry: 'test',
    priority: false,
  };
  const byId = new Map(target.devices.map((device) => [device.eui64, device]));
  const ports = new DevicePorts((eui64) => {
    const device = byId.get(eui64);
    return device && { serverSap: device.serverSap, open: () => device.openWire(() => undefined) };
  });
  const holder = (title: Eui64, sap: 1 | 2): KeyHolder => ({
    systemTitle: eui64Bytes(title),
    keysOf: (device) => byId.get(device)?.keys.clients[sap],
  });
  const cpl = target.devices.flatMap(({ manufacturer: of, model: each, firmware: version }) =>
    version === undefined
      ? []
      : [{ manufacturer: of, model: each, firmwareVersion: version, status: 'Active' as const }],
  );
  const inventory = new Inventory([], benchUsers, new CentralProductsList(cpl));
  const messages: DccMessage[] = [];
  const dcc = installationDcc({
    access: { ports, counters: new MemoryCounters(), random: new Random('commission') },
    holders: { s1sp: holder(s1spTitle, 2), dco: holder(dcoTitle, 1) },
    variationsOf: (device) => byId.get(device)?.services,
    inventory,
    clock: target.clock,
    deliver: (message) => messages.push(message),
  });
  const parts = {
    dcc,
    inventory,
    registrations: { of: (mpxn: string) => registrationsFor(mpxn === installation.esme.mpxn ? 'ESME' : 'GSME') },
    clock: target.clock,
    waits: [],
    signal: new AbortController().signal,
  };
  return { target, installation, inventory, messages, parts };
}

describe('commissioning of a migrated installation', () => {
  it('12.2, 8.9, 8.1.1, 8.7.2: every device comes to be Commissioned, and the network parties are told of the meters', async () => {
    const { target, installation, inventory, messages, parts } = await installed();
    const { done, steps: reports, meters } = await commission(installation, steps, parts);
    expect(reports.filter(({ result }) => result !== 'done')).toEqual([]);
    expect(done).toBe(true);
    expect(meters).toEqual([installation.esme.id, installation.gsme?.id]);
    expect(inventory.devices().map(({ type, status }) => `${type} ${status}`)).toEqual([
      'CHF Commissioned',
      'GPF Commissioned',
      'ESME Commissioned',
      'GSME Commissioned',
      'PPMID InstalledNotCommissioned',
    ]);
    const told = messages.flatMap((message) =>
      message.kind === 'dcc-alert' && message.code === 'N16' ? [[message.to, message.device]] : [],
    );
    expect(told).toEqual([
      [userOfRole('ED').id, installation.esme.id],
      [userOfRole('GT').id, installation.gsme?.id],
    ]);
    await target.close();
  });

  it('it is done where every meter has come to be Commissioned, whatever was answered', async () => {
    const { target, installation, parts } = await installed();
    const others = steps.steps.filter(({ srv, at }) => srv !== '8.1.1' || at !== 'gsme');
    const { done, steps: reports, meters } = await commission(installation, { steps: others }, parts);
    expect([done, meters]).toEqual([false, [installation.esme.id]]);
    expect(reports.filter(({ result }) => result !== 'done')).toMatchObject([
      { device: installation.gsme?.id, code: 'migration-not-commissioned' },
    ]);
    await target.close();
  });

  it.each([
    ['12.2', 'hub'],
    ['12.2', 'esme'],
    ['12.2', 'gsme'],
    ['8.1.1', 'esme'],
    ['8.1.1', 'gsme'],
  ])('rules without SRV %s at %s are refused', (srv, at) => {
    const text = readFileSync(shipped(file), 'utf8');
    const others = text.replace(new RegExp(`  - \\{ srv: "${srv}", at: ${at}, evidence.*\\n`), '');
    expect(refusalOf(() => parseDocument(others, file, commissioningSchema)).message).toContain(`SRV ${srv} at ${at}`);
  });
});
