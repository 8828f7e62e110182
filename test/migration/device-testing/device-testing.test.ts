import { readFileSync } from 'node:fs';
import { it } from 'vitest';
import { DeviceTesting } from '../../../src/migration/device-testing/device-testing.ts';
import { parseProcedures } from '../../../src/migration/device-testing/procedures.ts';
import { PartyStore } from '../../../src/migration/store/party-store.ts';
import { shipped } from '../../support/command.ts';
import { Holder, Site } from '../keys/site.ts';

it('x', async () => {
  const procedures = parseProcedures(readFileSync(shipped('hardware/migration/procedures.yaml'), 'utf8'), 'p');
  for (const file of ['moc-secure-dual-fuel', 'ioc-itron-dual-fuel', 'foc-np-dual-fuel']) {
  const site = await Site.open({ file });
  const party = (role: 's1sp' | 'dco') => {
    const holder = new Holder(role);
    const store = new PartyStore(holder.file);
    const vault = holder.vault(store);
    vault.take(site.id('hub'), site.material(role));
    return { vault, store };
  };
  const t = process.cpuUsage();
  const testing = new DeviceTesting({
    s1sp: party('s1sp'), dco: party('dco'), access: site.access(), procedures, clock: site.clock, signal: new AbortController().signal,
    attempts: { tries: 3, waits: [Temporal.Duration.from({ minutes: 5 })] }, set: 'X-20260115-001',
    observe: (p, e) => console.log(p, e.device, e.step, e.result, e.code, e.found, site.messages),
  });
  const r = await testing.takeOver(site.migrating());
  const u = process.cpuUsage(t);
  console.log(file, r.s1sp.done, r.dco.done, site.messages, (u.user + u.system)/1000);
  const b = await testing.rollBack(site.migrating());
  console.log(b.s1sp.done, b.dco.done, site.messages);
  }
});
