import type { Eui64 } from '../../core/identifiers.ts';
import type { Exchange } from '../../migration/exchange/exchange.ts';
import type { MigrationFileKind, MigrationFileOf } from '../../migration/files/contents.ts';
import { readMigrationFile } from '../../migration/files/migration-file.ts';
import { parseFileName } from '../../migration/files/names.ts';
import type { StepReport } from '../../migration/model/outcome.ts';
import { keyRoles } from '../../migration/model/parties.ts';
import type { SmsoRecord } from '../../migration/model/world.ts';
import type { KeyParty } from '../../migration/parties/key-party.ts';
import type { Cast } from '../../migration/process/cast.ts';
import { Totals } from '../../migration/reports/outcome-report.ts';
import { type JsonObject, type JsonValue, toJson } from '../json.ts';
import { benchUsers } from '../runner/parties.ts';
import type { Target } from '../runner/target.ts';

export interface MigrationEnded {
  readonly exchange: Exchange;
  readonly cast: Cast;
  readonly target: Target;
  readonly record: SmsoRecord;
}

/** What came of a migration of one installation, as checks of test packs see it: devices and parties by their roles. */
export function describeMigration(ended: MigrationEnded): JsonObject {
  return new Description(ended).whole();
}

class Description {
  readonly #ended: MigrationEnded;
  readonly #roles: ReadonlyMap<string, string>;
  readonly #lastSet: string;

  constructor(ended: MigrationEnded) {
    const { devices, known = [] } = ended.target;
    this.#ended = ended;
    this.#roles = new Map([...known, ...devices].map(({ eui64, role }) => [eui64, role]));
    const sets = ended.exchange.names().flatMap((name) => {
      const parsed = parseFileName(name);
      return parsed !== undefined && 'set' in parsed ? [parsed.set] : [];
    });
    this.#lastSet = sets.sort().at(-1) ?? '';
  }

  whole(): JsonObject {
    const { cast } = this.#ended;
    const rows = [...cast.commissioningParty.outcomes()];
    const last = rows.at(-1);
    const totals = new Totals();
    for (const row of rows) totals.add(row);
    return {
      outcome: last?.outcome ?? 'none',
      ...(last?.code !== undefined && { code: last.code }),
      attempts: rows.length,
      history: toJson(rows.map(({ set, outcome, code, commissioned }) => ({ set, outcome, code, commissioned }))),
      commissioned: (last?.commissioned ?? []).map((device) => this.#roleOf(device)),
      checks: this.#checks(),
      steps: this.#steps(),
      failed: this.#failed(),
      commissioning: this.#commissioning(),
      alerts: this.#alerts(),
      files: this.#files(),
      readiness: this.#readiness(),
      keys: this.#keys(),
      inventory: this.#inventory(),
      totals: toJson(totals.end()),
    };
  }

  /** Of the last set by code: what each party found that made it. */
  #checks(): JsonObject {
    const names = this.#ended.exchange.names();
    return treeOf(
      names.flatMap((name): Leaf[] => {
        const parsed = parseFileName(name);
        if (parsed?.kind !== 'validation' || parsed.set !== this.#lastSet) return [];
        const file = this.#read(name, 'validation');
        const checks = [...(file?.of ?? []), ...(file?.installations ?? []).flatMap((entry) => entry.checks)];
        return checks.map(({ check, passed, found }) => [
          [check, parsed.role],
          { result: passed ? 'passed' : 'failed', ...(found !== undefined && { found }) },
        ]);
      }),
    );
  }

  /** Of the last set: by device, step and party. */
  #steps(): JsonObject {
    return treeOf(
      this.#reports().map(({ party, step, device, procedure, result, code }) => [
        [this.#roleOf(device), step, party],
        { procedure, result, ...(code !== undefined && { code }) },
      ]),
    );
  }

  /** Every step of the last set that failed, in the order of their files. */
  #failed(): JsonValue {
    return this.#reports()
      .filter(({ result }) => result === 'failed')
      .map(({ party, step, device, code = null }) => ({ party, step, device: this.#roleOf(device), code }));
  }

  #reports(): readonly (StepReport & { readonly party: string })[] {
    return this.#ended.exchange.names().flatMap((name) => {
      const parsed = parseFileName(name);
      if (parsed?.kind !== 'viability' && parsed?.kind !== 'roll-back') return [];
      if (parsed.set !== this.#lastSet) return [];
      const entries = this.#read(name, parsed.kind)?.installations ?? [];
      return entries.flatMap(({ steps }) => steps.map((step) => ({ ...step, party: parsed.role })));
    });
  }

  #commissioning(): JsonValue {
    const { cast, record } = this.#ended;
    const set = { name: this.#lastSet, group: '', hubs: [] };
    const steps = cast.commissioningParty.commissioned(set, record.hub.id)?.steps ?? [];
    return steps.map(({ step, device, result, code }) => ({
      srv: step.replace('SRV ', ''),
      device: this.#roleOf(device),
      result,
      ...(code !== undefined && { code }),
    }));
  }

  /** By code, the device that it concerns, and the role of the User whom it was sent to. */
  #alerts(): JsonObject {
    const { exchange } = this.#ended;
    const names = exchange.names().filter((name) => name.startsWith('ALERT_'));
    return treeOf(
      names.map((name) => {
        const { code, device, to, body } = JSON.parse(Buffer.from(exchange.get(name) ?? []).toString('utf8')) as Alert;
        return [[code, this.#roleOf(device ?? 'none'), userRoleOf(to)], body];
      }),
    );
  }

  /** Names of the files that were given, without that of the set. */
  #files(): JsonValue {
    const names = this.#ended.exchange.names().map((name) => name.replace(`${this.#lastSet}_`, ''));
    return names.filter((name) => !name.startsWith('ALERT_'));
  }

  /** What the last report of the SMSO says of each dormant meter. */
  #readiness(): JsonObject {
    const reports = this.#ended.exchange.names().filter((name) => parseFileName(name)?.kind === 'readiness');
    const entries = reports.flatMap((name) => this.#read(name, 'readiness')?.installations ?? []);
    return treeOf(
      entries.map(({ meter, what, result, code }) => [
        [this.#roleOf(meter), what],
        { result, ...(code !== undefined && { code }) },
      ]),
    );
  }

  /** Whose keys each device has, by what the S1SP and the DCO know: `smso`, `own`, or `unknown`. */
  #keys(): JsonObject {
    const { cast, record } = this.#ended;
    return Object.fromEntries(
      record.devices.map(({ id }) => {
        const whose = keyRoles.map((role) => whoseKeys(cast[role], id));
        return [this.#roleOf(id), whose[0] === whose[1] ? (whose[0] as string) : 'unknown'];
      }),
    );
  }

  /** Status in the Smart Metering Inventory of the devices that it knows. */
  #inventory(): JsonObject {
    const { commissioningParty } = this.#ended.cast;
    return Object.fromEntries(
      [...this.#roles].flatMap(([id, role]) => {
        const status = commissioningParty.inventoryOf(id as Eui64)?.status;
        return status === undefined ? [] : [[role, status]];
      }),
    );
  }

  #read<Kind extends MigrationFileKind>(name: string, kind: Kind): MigrationFileOf<Kind> | undefined {
    const bytes = this.#ended.exchange.get(name);
    return bytes && readMigrationFile(bytes, name, kind).file;
  }

  #roleOf(device: string): string {
    return this.#roles.get(device) ?? device;
  }
}

interface Alert {
  readonly to: string;
  readonly device?: string;
  readonly code: string;
  readonly body: JsonObject;
}

/** A value, and the keys that lead to it. */
type Leaf = readonly [path: readonly string[], value: JsonValue];
interface Branch {
  [key: string]: JsonValue | Branch;
}

/** Of two values at one path the last one stays. */
function treeOf(leaves: readonly Leaf[]): JsonObject {
  const root: Branch = {};
  for (const [path, value] of leaves) {
    let at = root;
    for (const key of path.slice(0, -1)) {
      const next = (at[key] as Branch | undefined) ?? {};
      at[key] = next;
      at = next;
    }
    at[path.at(-1) as string] = value;
  }
  return root as JsonObject;
}

function userRoleOf(id: string): string {
  return benchUsers.find((user) => user.id === id)?.roles[0] ?? id;
}

function whoseKeys({ vault }: KeyParty, device: Eui64): string {
  if (!vault.holds(device)) return 'smso';
  const state = vault.stateOf(device);
  return state.is === 'settled' ? state.set : 'unknown';
}
