import { VirtualClock } from '../../../src/core/clock.ts';
import type { Eui64 } from '../../../src/core/identifiers.ts';
import { Random } from '../../../src/core/random.ts';
import type { Exchange } from '../../../src/migration/exchange/exchange.ts';
import { keyedDevicesOf, type Standing } from '../../../src/migration/model/installation.ts';
import type { PartyRole } from '../../../src/migration/model/parties.ts';
import type { MeterRecord, SmsoRecord } from '../../../src/migration/model/world.ts';
import type { PartyContext, PartyEvent } from '../../../src/migration/parties/party-context.ts';
import { PartyStore } from '../../../src/migration/store/party-store.ts';
import { installationAt, now, pki, rules } from '../validation/sound-set.ts';

/** What the SMSO has recorded of the k-th installation. */
export function recordAt(
  k: number,
  readiness: Partial<MeterRecord['readiness']> = {},
  standing?: Standing,
): SmsoRecord & { readonly gsme: MeterRecord } {
  const installation = installationAt(k, standing);
  const { esme, gsme } = installation;
  if (gsme === undefined) throw new Error('no gas');
  const random = new Random(`keys of ${k}`);
  const client = () => ({ encryption: random.bytes(16), authentication: random.bytes(16) });
  const meter = ({ supplier: _, certificates: __, ...rest }: typeof esme): MeterRecord => ({
    ...rest,
    readiness: { configuration: 'current', ...readiness },
  });
  return {
    hub: installation.hub,
    gasProxy: installation.gasProxy,
    others: installation.others,
    standing: installation.standing,
    activeMeter: installation.activeMeter,
    esme: meter(esme),
    gsme: meter(gsme),
    cohort: 'MOC (Secure)',
    wan: `tcp://hub-${k}:4059`,
    isOnWan: true,
    devices: keyedDevicesOf(installation).map((id, i) => ({
      id,
      serverSap: i + 1,
      keys: { master: random.bytes(16), clients: { 1: client(), 2: client() } },
    })),
  };
}

/** What a party has to work with, and what it has logged. */
export interface TestParty extends PartyContext {
  readonly events: PartyEvent[];
}

export function contextOf(
  role: PartyRole,
  id: Eui64 | undefined,
  exchange: Exchange,
  store = new PartyStore(':memory:', 'process'),
): TestParty {
  const events: PartyEvent[] = [];
  return {
    keys: pki.keysOf(role, id),
    trust: pki.trust,
    store,
    exchange,
    rules,
    clock: new VirtualClock(now),
    events,
    log: (event) => events.push(event),
  };
}
