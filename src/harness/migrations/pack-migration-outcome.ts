import type { Eui64 } from '../../core/identifiers.ts';
import type { Exchange } from '../../migration/exchange/exchange.ts';
import type { MigrationFileKind, MigrationFileOf } from '../../migration/files/contents.ts';
import { readMigrationFile } from '../../migration/files/migration-file.ts';
import { parseFileName } from '../../migration/files/names.ts';
import type { StepReport } from '../../migration/model/outcome.ts';
import type { SmsoRecord } from '../../migration/model/world.ts';
import type { Cast } from '../../migration/process/cast.ts';
import { type OutcomeRow, Totals } from '../../migration/reports/outcome-report.ts';
import type { Redactor } from '../evidence/redactor.ts';
import { type JsonObject, type JsonValue, toJson } from '../json.ts';
import { benchUsers } from '../runner/parties.ts';
import type { Target } from '../runner/target.ts';
import { alikeIn, keysOf, setsHeld } from './keys-outcome.ts';
import { type Leaf, treeOf } from './outcome-tree.ts';

export interface MigrationEnded {
  readonly exchange: Exchange;
  readonly cast: Cast;
  readonly target: Target;
  readonly record: SmsoRecord;
  /** Of the installations beside it. */
  readonly neighbours: readonly SmsoRecord[];
  /** Finds keys that no file may hold in clear. */
  readonly secrets: Redactor;
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
    this.#roles = new Map([
      ...[...known, ...devices].map(({ eui64, role }) => [eui64, role] as const),
      ...ended.neighbours.flatMap((record, i) => rolesIn(record, `beside-${i + 1}-`)),
    ]);
    const sets = ended.exchange.names().flatMap((name) => {
      const parsed = parseFileName(name);
      return parsed !== undefined && 'set' in parsed ? [parsed.set] : [];
    });
    this.#lastSet = sets.sort().at(-1) ?? '';
  }

  whole(): JsonObject {
    const { cast, record, neighbours } = this.#ended;
    const all = [...cast.commissioningParty.outcomes()];
    const rows = all.filter(({ hub }) => hub === record.hub.id);
    const roleOf = (device: Eui64): string => this.#roleOf(device);
    const totals = new Totals();
    for (const row of all) totals.add(row);
    return {
      ...this.#endingOf(rows),
      history: toJson(rows.map(({ set, outcome, code, commissioned }) => ({ set, outcome, code, commissioned }))),
      checks: this.#checks(),
      steps: this.#steps(),
      failed: this.#failed(),
      commissioning: this.#commissioning(),
      alerts: this.#alerts(),
      told: this.#told(),
      files: this.#files(),
      leaked: this.#leaked(),
      schedules: this.#schedules(),
      readiness: this.#readiness(),
      keys: keysOf(cast, record, roleOf),
      held: setsHeld(cast, record, roleOf),
      alike: alikeIn(cast, record, roleOf),
      inventory: this.#inventory(),
      beside: neighbours.map((each) => ({
        ...this.#endingOf(all.filter(({ hub }) => hub === each.hub.id)),
        keys: keysOf(cast, each, roleOf),
      })),
      sets: this.#sets(all),
      totals: toJson(totals.end()),
    };
  }

  #endingOf(rows: readonly OutcomeRow[]) {
    const last = rows.at(-1);
    return {
      outcome: last?.outcome ?? 'none',
      ...(last?.code !== undefined && { code: last.code }),
      attempts: rows.length,
      commissioned: (last?.commissioned ?? []).map((device) => this.#roleOf(device)),
    };
  }

  /** In their order: the how many-th day each was on, and the hubs of its installations. */
  #sets(rows: readonly OutcomeRow[]): JsonValue {
    const sets = [...Map.groupBy(rows, ({ set }) => set)].sort(([a], [b]) => (a < b ? -1 : 1));
    const days = [...new Set(sets.map(([set]) => dayOf(set)))];
    return sets.map(([set, those]) => ({
      day: days.indexOf(dayOf(set)) + 1,
      installations: those.map(({ hub }) => this.#roleOf(hub)),
    }));
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
    return treeOf(
      this.#alertFiles().map(({ code, device, to, body }) => [
        [code, this.#roleOf(device ?? 'none'), userRoleOf(to)],
        body,
      ]),
    );
  }

  /** How many alerts of each code were given. */
  #told(): JsonObject {
    const byCode = Map.groupBy(this.#alertFiles(), ({ code }) => code);
    return Object.fromEntries([...byCode].map(([code, those]) => [code, those.length]));
  }

  #alertFiles(): readonly Alert[] {
    const names = this.#ended.exchange.names().filter((name) => name.startsWith('ALERT_'));
    return names.map((name) => JSON.parse(this.#textOf(name)) as Alert);
  }

  /** Names of the files of the last set, without its own. */
  #files(): JsonValue {
    const before = `${this.#lastSet}_`;
    const names = this.#ended.exchange.names().filter((name) => name.startsWith(before));
    return names.map((name) => name.slice(before.length));
  }

  /** Names of the files in which a key can be read. */
  #leaked(): JsonValue {
    const { exchange, secrets } = this.#ended;
    return exchange.names().filter((name) => secrets.finds(this.#textOf(name)));
  }

  /** By the role of a supplier, what it was notified of: `migration-schedule`, `firmware-schedule`. */
  #schedules(): JsonObject {
    const parsed = this.#ended.exchange.names().flatMap((name) => parseFileName(name) ?? []);
    const schedules = parsed.filter(({ kind }) => kind === 'migration-schedule' || kind === 'firmware-schedule');
    const bySupplier = Map.groupBy(schedules, (name) => userRoleOf('supplier' in name ? name.supplier : ''));
    return Object.fromEntries([...bySupplier].map(([role, those]) => [role, those.map(({ kind }) => kind).sort()]));
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

  #textOf(name: string): string {
    return Buffer.from(this.#ended.exchange.get(name) ?? []).toString('utf8');
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

function userRoleOf(id: string): string {
  return benchUsers.find((user) => user.id === id)?.roles[0] ?? id;
}

function dayOf(set: string): string {
  return set.split('-')[1] as string;
}

function rolesIn({ hub, esme, gasProxy, gsme }: SmsoRecord, before: string): readonly (readonly [string, string])[] {
  const devices = { ch: hub.id, esme: esme.id, gpf: gasProxy, gsme: gsme?.id };
  return Object.entries(devices).flatMap(([role, id]) => (id === undefined ? [] : [[id, `${before}${role}`] as const]));
}
