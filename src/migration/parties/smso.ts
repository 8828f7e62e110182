import { isS1benchError } from '../../core/errors.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import type { ReadinessFile } from '../files/contents.ts';
import { fileNames } from '../files/names.ts';
import { type Registrations, supplierOf } from '../model/registrations.ts';
import type { MeterRecord, SmsoRecord } from '../model/world.ts';
import type { EligibleProducts } from '../planning/eligible-products.ts';
import { type FirmwareUpgrade, upgradesFor } from '../planning/firmware-upgrades.ts';
import { dormantMetersOf } from '../planning/meters.ts';
import { type GivenRows, giveRows } from '../planning/signed-rows.ts';
import type { Readied } from '../readiness/ready-devices.ts';
import type { StoreTable } from '../store/party-store.ts';
import type { PartyContext } from './party-context.ts';
import { PartyFiles } from './party-files.ts';

/** What an SMSO has on record of its installations. */
export interface SmsoRecords {
  /** Nothing where there is no such hub. */
  record(hub: Eui64): SmsoRecord | undefined;
}

/** The way to the dormant meters of one installation, until it is closed. */
export interface ReadyMeters {
  applyConfiguration(meter: Eui64): Promise<Readied>;
  /** To the version after its own. */
  upgradeFirmware(meter: Eui64): Promise<Readied>;
  close(): Promise<void>;
}

export interface SmsoParts {
  readonly context: PartyContext;
  /** What file names call it. */
  readonly code: string;
  readonly records: SmsoRecords;
  readonly registrations: Registrations;
  readonly eligible: EligibleProducts;
  readonly open: (record: SmsoRecord) => Promise<ReadyMeters>;
}

/** An installation and the day that it is planned for. */
export interface ScheduledInstallation {
  readonly hub: Eui64;
  readonly date: Temporal.PlainDate;
}

/** Which report of readiness of a group it is. */
export interface ReadinessReport {
  readonly group: string;
  readonly date: Temporal.PlainDate;
  readonly number: number;
}

type Report = ReadinessFile['installations'][number];
/** What is done to a dormant meter, in this order. */
const matters = ['configuration', 'firmware'] as const;
interface Matter extends Pick<Report, 'hub' | 'meter' | 'what'> {
  readonly needed: boolean;
}

/** The head-end operator of installations until they are migrated (TMAD 4.27: it makes dormant meters ready). */
export class Smso {
  readonly #parts: SmsoParts;
  readonly #files: PartyFiles;
  /** By hub, meter and matter. */
  readonly #readied: StoreTable<Readied>;

  constructor(parts: SmsoParts) {
    this.#parts = parts;
    this.#readied = parts.context.store.table('readied');
    this.#files = new PartyFiles(parts.context);
  }

  /**
   * Tells each supplier when which of its dormant meters are migrated, and which have their firmware upgraded before.
   * @param date of the notifications; those of a day are given once
   */
  notifySchedules(group: string, date: Temporal.PlainDate, scheduled: readonly ScheduledInstallation[]): void {
    const { context, registrations, code, records } = this.#parts;
    const now = context.clock.now();
    const rows = scheduled.flatMap(({ hub, date: day }) => {
      const record = records.record(hub);
      if (record === undefined) return [];
      const upgrades = this.#upgradesOf(group, record);
      return dormantMetersOf(record).map((meter) => {
        const toFirmware = upgrades.find((upgrade) => upgrade.meter.id === meter.id)?.to;
        const row = { hub, meter: meter.id, mpxn: meter.mpxn, date: day };
        const upgrade = toFirmware === undefined ? undefined : { ...row, firmware: meter.firmware, toFirmware };
        return { supplier: supplierOf(registrations, meter.mpxn, now), row, upgrade };
      });
    });
    for (const [supplier, those] of Map.groupBy(rows, (each) => each.supplier)) {
      if (supplier === undefined) continue;
      const name = { smso: code, supplier, date };
      this.#give(
        fileNames.migrationSchedule(name),
        'migration-schedule',
        those.map(({ row }) => row),
      );
      const upgrades = those.flatMap(({ upgrade }) => upgrade ?? []);
      if (upgrades.length > 0) this.#give(fileNames.firmwareSchedule(name), 'firmware-schedule', upgrades);
    }
  }

  /**
   * Makes the dormant meters of an installation ready: its configuration where that is stale, and its firmware where it
   * needs another to be on the EPCL. What was done is stored, and not done again; what failed is, as does all where there
   * is no way to the installation.
   * @throws `aborted`
   */
  async makeReady(group: string, hub: Eui64): Promise<void> {
    const { records, open } = this.#parts;
    const record = records.record(hub);
    if (record === undefined) return;
    const upgrades = this.#upgradesOf(group, record);
    const toDo = dormantMetersOf(record)
      .flatMap((meter) =>
        matters.map((what): Matter => ({ hub, meter: meter.id, what, needed: isNeeded(meter, what, upgrades) })),
      )
      .filter((matter) => (this.#stored(matter) ?? { result: 'failed' }).result === 'failed');
    const needed = toDo.filter((matter) => matter.needed);
    for (const matter of toDo) {
      if (!matter.needed) this.#store(matter, { result: 'not-needed' });
      else if (!record.isOnWan) this.#store(matter, { result: 'failed', code: 'never-on-wan' });
    }
    if (needed.length === 0 || !record.isOnWan) return;
    try {
      const meters = await open(record);
      try {
        for (const matter of needed) this.#store(matter, await carryOut(matter, meters));
      } finally {
        await meters.close();
      }
    } catch (error) {
      if (!isS1benchError(error) || error.code === 'aborted') throw error;
      const { code, found } = error;
      for (const matter of needed) {
        if (this.#stored(matter)?.result !== 'done') this.#store(matter, { result: 'failed', code, found });
      }
    }
  }

  /** Gives a report of what came of it, of all that were made ready. @returns its name */
  reportReadiness({ group, date, number }: ReadinessReport, hubs: Iterable<Eui64>): string {
    const name = fileNames.readiness({ smso: this.#parts.code, date, number });
    this.#files.give(name, { set: fileNames.set(group, date, number), group }, () => ({
      kind: 'readiness',
      installations: [...hubs].flatMap((hub) => this.#reportsOf(hub)),
    }));
    return name;
  }

  /** Reports of those that are ready what was reported otherwise before, under the next number of the day. */
  reportReadied({ group, date }: Omit<ReadinessReport, 'number'>, hubs: readonly Eui64[]): void {
    const ready = hubs.filter((hub) => this.#reportsOf(hub).every(({ result }) => result !== 'failed'));
    if (ready.length === 0) return;
    const { context, code: smso } = this.#parts;
    let number = 1;
    while (context.exchange.get(fileNames.readiness({ smso, date, number })) !== undefined) number++;
    this.reportReadiness({ group, date, number }, ready);
  }

  #reportsOf(hub: Eui64): readonly Report[] {
    const record = this.#parts.records.record(hub);
    if (record === undefined) return [];
    return dormantMetersOf(record).flatMap(({ id: meter }) =>
      matters.flatMap((what): readonly Report[] => {
        const readied = this.#stored({ hub, meter, what });
        return readied === undefined ? [] : [{ hub, meter, what, result: readied.result, code: readied.code }];
      }),
    );
  }

  #upgradesOf(group: string, record: SmsoRecord): readonly FirmwareUpgrade[] {
    return upgradesFor(group, record, this.#parts.eligible);
  }

  #give(name: string, layout: 'migration-schedule' | 'firmware-schedule', rows: GivenRows): void {
    const { context } = this.#parts;
    giveRows(context, name, context.rules.layouts[layout], () => rows);
  }

  #stored({ hub, meter, what }: Omit<Matter, 'needed'>): Readied | undefined {
    return this.#readied.get(`${hub}/${meter}/${what}`);
  }

  #store({ hub, meter, what }: Matter, readied: Readied): void {
    this.#readied.put(`${hub}/${meter}/${what}`, readied);
    this.#parts.context.log({ what: 'meter-readied', hub, meter, matter: what, ...readied });
  }
}

function isNeeded(meter: MeterRecord, what: Report['what'], upgrades: readonly FirmwareUpgrade[]): boolean {
  if (what === 'configuration') return meter.readiness.configuration === 'stale';
  return upgrades.some((upgrade) => upgrade.meter.id === meter.id);
}

function carryOut({ meter, what }: Matter, meters: ReadyMeters): Promise<Readied> {
  return what === 'firmware' ? meters.upgradeFirmware(meter) : meters.applyConfiguration(meter);
}
