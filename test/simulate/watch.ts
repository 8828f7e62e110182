import { toHex } from '../../src/core/bytes.ts';
import type { Eui64 } from '../../src/core/identifiers.ts';
import type { MigrationFileKind, MigrationFileOf } from '../../src/migration/files/contents.ts';
import { readMigrationFile } from '../../src/migration/files/migration-file.ts';
import { parseFileName } from '../../src/migration/files/names.ts';
import { type KeyRole, keyRoles } from '../../src/migration/model/parties.ts';
import { networkOperatorOf, supplierOf } from '../../src/migration/model/registrations.ts';
import type { OutcomeRow } from '../../src/migration/reports/outcome-report.ts';
import { decodeApdu } from '../../src/protocol/cosem/apdu/codec.ts';
import { type AlertFile, alertsIn } from './alerts.ts';
import { dataLost } from './kept-data.ts';
import { type DeviceKeySets, deviceNames, isSame, keySetsOf, secretsOf } from './key-sets.ts';
import { outcomesWrong } from './outcomes.ts';
import { secretsIn } from './secrets.ts';
import type { SimulatedWorld } from './simulated-world.ts';
import type { Simulation } from './simulation.ts';

/** Tag of an association request (Green Book, ACSE APDUs). */
const AARQ = 0x60;

/** Looks at a simulated migration from outside, and notes whatever isn't as it has to be. */
export class Watch {
  readonly #simulation: Simulation;
  readonly #broken = new Set<string>();
  readonly #challenges = new Set<string>();
  /** Hubs whose gas meter is left out, by the name of the Common File that says so: no file ever changes. */
  readonly #leftOut = new Map<string, ReadonlySet<Eui64>>();
  #world: SimulatedWorld | undefined;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  get broken(): readonly string[] {
    return [...this.#broken];
  }

  /** Another process has begun. */
  begin(world: SimulatedWorld): void {
    this.#world = world;
  }

  /** No orphaned key: whatever a device understands, somebody holds. @param device all of them unless given */
  lookAtKeys(device?: Eui64): void {
    const { life, devices } = this.#simulation;
    const hubs = device === undefined ? devices.installations.keys() : [devices.hubWith(device) ?? device];
    life.inspect(() => {
      for (const hub of hubs) {
        for (const sets of this.#setsOf(hub)) {
          if (device === undefined || sets.device === device) this.#lookAt(sets);
        }
      }
    });
  }

  /** A request is about to be sent: to a challenge that was there before, a recorded answer would be as good as a true one. */
  requested(device: Eui64, apdu: Uint8Array): void {
    if (apdu[0] !== AARQ) return;
    const asked = decodeApdu(apdu);
    if (asked.kind !== 'aarq' || asked.mechanism !== 'hls-gmac') return;
    const challenge = toHex(asked.callingAuthenticationValue ?? new Uint8Array());
    if (this.#challenges.has(challenge)) this.#note(`a challenge to ${device} that was there before`);
    this.#challenges.add(challenge);
  }

  /** A file is given: what it says has to be so at this very moment. */
  given(name: string, bytes: Uint8Array): void {
    if (name.startsWith('ALERT_')) this.#alertGiven(name, bytes);
    const kind = kindOf(name);
    if (kind === undefined) return;
    const file = readMigrationFile(bytes, name, kind).file as MigrationFileOf<(typeof told)[number]>;
    switch (file.kind) {
      case 'viability':
        for (const { hub, viable } of file.installations) if (viable) this.#isIn(name, hub, 'own', [file.by]);
        break;
      case 'roll-back':
        for (const { hub, done } of file.installations) if (done) this.#isIn(name, hub, 'delivered', [file.by]);
        break;
      case 'outcome':
        for (const { hub, outcome, commissioned } of file.installations) {
          if (outcome === 'commissioned') this.#isIn(name, hub, 'own', keyRoles, commissioned);
          if (outcome === 'rolled-back') this.#isIn(name, hub, 'delivered', keyRoles);
        }
    }
  }

  /** What is wrong when nothing more is to be done. */
  atTheEnd(outcomes: readonly OutcomeRow[]): readonly string[] {
    this.lookAtKeys();
    const simulation = this.#simulation;
    for (const { hub, outcome, commissioned, held } of lastOf(outcomes)) {
      if (outcome === 'commissioned') this.#isIn('at the end', hub, 'own', keyRoles, commissioned);
      else if (outcome !== 'unresolved') this.#isIn('at the end', hub, 'delivered', keyRoles);
      const gas = this.#simulation.caseOf(hub).installation.devices.gsme?.eui64;
      const isLeftOut = outcome === 'commissioned' && gas !== undefined && !commissioned.includes(gas);
      if (isLeftOut && held === undefined) this.#isIn('at the end', hub, 'delivered', keyRoles, [gas]);
    }
    const lost = [...simulation.devices.installations].flatMap(([hub, installation]) => {
      const { devices } = simulation;
      const end = this.#looked(hub);
      return dataLost(devices, installation, end, devices.statesOf(hub), devices.outagesOf(installation));
    });
    return [
      ...outcomesWrong(simulation, outcomes),
      ...this.#alertsWrong(outcomes),
      ...lost,
      ...secretsIn(simulation, secretsOf(simulation)),
    ];
  }

  #looked(hub: Eui64): Temporal.Instant {
    const world = this.#world as SimulatedWorld;
    this.#simulation.devices.putAway(hub, world.look(hub));
    return world.clock.now();
  }

  #note(problem: string): void {
    this.#broken.add(problem);
  }

  #setsOf(hub: Eui64): readonly DeviceKeySets[] {
    const { installation } = this.#simulation.caseOf(hub);
    const states = (this.#world as SimulatedWorld).look(hub);
    return deviceNames.flatMap((name) => keySetsOf(installation, states, name) ?? []);
  }

  #lookAt({ device, delivered, clients }: DeviceKeySets): void {
    for (const role of keyRoles) {
      const { current, next } = clients[role];
      const vault = this.#simulation.vaultOf(role);
      const own = vault.holds(device) && ownOf(vault, device);
      for (const [what, keys] of Object.entries({ current, next })) {
        if (keys === undefined || isSame(keys, delivered[role]) || (own && isSame(keys, own))) continue;
        this.#note(`orphaned key: ${what} of ${device} for ${role}`);
      }
    }
  }

  /** @param meters where not all of its devices are the DCC's, the meters that are */
  #isIn(
    where: string,
    hub: Eui64,
    whose: 'own' | 'delivered',
    roles: readonly KeyRole[],
    meters?: readonly Eui64[],
  ): void {
    for (const { device, name, delivered, clients } of this.#setsOf(hub)) {
      // A gas meter that is left out may have been taken over before.
      if (meters !== undefined && !this.#isMigrated(hub, name, meters)) continue;
      for (const role of roles) {
        const { current, next } = clients[role];
        if (whose === 'own') {
          const vault = this.#simulation.vaultOf(role);
          const own = vault.holds(device) && ownOf(vault, device);
          if (where.includes('viability') && !this.#isInFile(where, hub, name)) continue;
          if (!own || !isSame(current, own)) this.#note(`${where}: ${device} hasn't the keys of the ${role}`);
          else if (!isSame(vault.keysOf(device) ?? own, own))
            this.#note(`${where}: the ${role} has others for ${device}`);
          if (next !== undefined) this.#note(`${where}: other keys of the ${role} wait in ${device}`);
        } else if (!isSame(current, delivered[role])) {
          this.#note(`${where}: ${device} hasn't the keys of the SMSO for the ${role}`);
        } else if (next !== undefined) this.#note(`${where}: keys of the ${role} wait in ${device}`);
      }
    }
  }

  #isMigrated(hub: Eui64, name: DeviceKeySets['name'], meters: readonly Eui64[]): boolean {
    const { hub: entry, esme, gsme } = this.#simulation.caseOf(hub).installation.devices;
    const id = { hub: esme.eui64, esme: esme.eui64, gpf: gsme?.eui64, gsme: gsme?.eui64 }[name];
    return entry !== undefined && id !== undefined && meters.includes(id);
  }

  /** A gas meter that is left out is none of a viability file. */
  #isInFile(file: string, hub: Eui64, name: DeviceKeySets['name']): boolean {
    if (name === 'hub' || name === 'esme') return true;
    const common = `${file.split('_viability')[0]}_common.xml`;
    const leftOut = this.#leftOut.get(common) ?? this.#leftOutIn(common);
    this.#leftOut.set(common, leftOut);
    return !leftOut.has(hub);
  }

  #leftOutIn(common: string): ReadonlySet<Eui64> {
    const bytes = this.#simulation.exchange.get(common) as Uint8Array;
    const { installations } = readMigrationFile(bytes, common, 'common').file;
    return new Set(installations.flatMap(({ hub, leftOut }) => (leftOut === undefined ? [] : [hub.id])));
  }

  #alertGiven(name: string, bytes: Uint8Array): void {
    const alert = JSON.parse(Buffer.from(bytes).toString()) as AlertFile;
    const set = name.slice(0, -'.json'.length).split('_').at(-1);
    if (alert.code !== 'N16') return;
    const { scenario } = this.#simulation;
    const { installation } = scenario.cases.find(({ installation: { devices } }) =>
      [devices.esme, devices.gsme].some((meter) => meter?.eui64 === alert.device),
    ) ?? { installation: undefined };
    const store = this.#simulation.storeOf(this.#simulation.partyOf('commissioning-party'));
    const known = store
      .table<{ readonly done: boolean }>('commissioned')
      .get(`${set}/${installation?.devices.hub?.eui64}`);
    if (known?.done !== true) this.#note(`${name} is given before it is known that the meter is commissioned`);
  }

  #alertsWrong(outcomes: readonly OutcomeRow[]): readonly string[] {
    const { exchange, registrations, scenario } = this.#simulation;
    const broken: string[] = [];
    const alerts = alertsIn(exchange);
    const commissioned = new Set(outcomes.flatMap((row) => row.commissioned));
    const points = new Map<Eui64, string>();
    for (const { installation } of scenario.cases) {
      const { esme, gsme } = installation.devices;
      for (const meter of [esme, gsme]) if (meter !== undefined) points.set(meter.eui64, meter.meteringPoint);
    }
    for (const { name, code, to, device } of alerts) {
      const mpxn = points.get(device) ?? '';
      const operator = networkOperatorOf(registrations, mpxn, scenario.start);
      const supplier = supplierOf(registrations, mpxn, scenario.start);
      const whose = code === 'N16' ? operator : supplier;
      if (to !== whose) broken.push(`${name}: to ${to} in place of ${whose}`);
      if (code === 'N16' && !commissioned.has(device)) broken.push(`${name}: of a meter that isn't commissioned`);
      if (code !== 'N16' && code !== 'N55') broken.push(`${name}: of another code`);
    }
    for (const meter of commissioned) {
      const n16 = alerts.filter(({ code, device }) => code === 'N16' && device === meter).length;
      if (n16 !== 1) broken.push(`${n16} N16 of ${meter}`);
    }
    const n55 = (meter: Eui64, set: string): number =>
      alerts.filter((each) => each.code === 'N55' && each.device === meter && each.name.endsWith(`_${set}.json`))
        .length;
    for (const { hub, set, outcome, commissioned: meters } of outcomes) {
      const { esme, gsme } = this.#simulation.caseOf(hub).installation.devices;
      if (outcome === 'commissioned') {
        for (const meter of meters)
          if (n55(meter, set) !== 1) broken.push(`${n55(meter, set)} N55 of ${meter} in ${set}`);
      } else if (outcome === 'rolled-back' && n55(esme.eui64, set) !== 1) {
        broken.push(`${n55(esme.eui64, set)} N55 of ${esme.eui64}, which was rolled back, in ${set}`);
      } else if (outcome !== 'rolled-back') {
        for (const meter of [esme, gsme]) {
          if (meter && n55(meter.eui64, set) > 0) broken.push(`N55 of ${meter.eui64}, ${outcome}, in ${set}`);
        }
      }
    }
    return broken;
  }
}

const told = ['viability', 'roll-back', 'outcome'] as const satisfies readonly MigrationFileKind[];

function kindOf(name: string): (typeof told)[number] | undefined {
  const kind = name.endsWith('.xml') ? parseFileName(name)?.kind : undefined;
  return told.find((each) => each === kind);
}

function ownOf(vault: ReturnType<Simulation['vaultOf']>, device: Eui64) {
  try {
    return vault.setOf(device, 'own');
  } catch {
    return undefined;
  }
}

function lastOf(outcomes: readonly OutcomeRow[]): readonly OutcomeRow[] {
  return [...new Map(outcomes.map((row) => [row.hub, row])).values()];
}
