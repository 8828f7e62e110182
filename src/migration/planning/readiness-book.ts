import { isS1benchError } from '../../core/errors.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import { checkSignature } from '../files/check-signature.ts';
import type { ReadinessFile } from '../files/contents.ts';
import { readMigrationFile } from '../files/migration-file.ts';
import type { PartyContext } from '../parties/party-context.ts';
import { OnceATurn } from './once-a-turn.ts';

type Report = ReadinessFile['installations'][number];

/** What SMSOs have reported of the readiness of dormant meters (TMAD 4.27), of all reports that there are. */
export class ReadinessBook {
  readonly #context: Pick<PartyContext, 'exchange' | 'trust' | 'clock' | 'rules'>;
  readonly #look = new OnceATurn();
  /** Names of the files that were read. */
  readonly #read = new Set<string>();
  /** The last report of each meter and matter. */
  readonly #reports = new Map<string, { readonly sequence: number; readonly result: Report['result'] }>();

  constructor(context: Pick<PartyContext, 'exchange' | 'trust' | 'clock' | 'rules'>) {
    this.#context = context;
  }

  /** Whether its configuration and its firmware are what they have to be. */
  isReady(hub: Eui64, meter: Eui64): boolean {
    const results = [this.#of(hub, meter, 'configuration'), this.#of(hub, meter, 'firmware')];
    return results.every((result) => result === 'done' || result === 'not-needed');
  }

  /** Whether its firmware was upgraded. */
  isUpgraded(hub: Eui64, meter: Eui64): boolean {
    return this.#of(hub, meter, 'firmware') === 'done';
  }

  #of(hub: Eui64, meter: Eui64, what: Report['what']): Report['result'] | undefined {
    this.#look.do(() => this.#readMore());
    return this.#reports.get(keyOf({ hub, meter, what }))?.result;
  }

  #readMore(): void {
    for (const name of this.#context.exchange.names()) {
      if (!name.startsWith('readiness_') || this.#read.has(name)) continue;
      this.#read.add(name);
      const file = this.#believed(name);
      for (const report of file?.installations ?? []) this.#take(report, file?.header.sequence ?? 0);
    }
  }

  #take(report: Report, sequence: number): void {
    const key = keyOf(report);
    if (sequence >= (this.#reports.get(key)?.sequence ?? 0))
      this.#reports.set(key, { sequence, result: report.result });
  }

  /** A report that is signed by the SMSO of the group that it is of. */
  #believed(name: string): ReadinessFile | undefined {
    const { exchange, trust, clock, rules } = this.#context;
    try {
      const read = readMigrationFile(exchange.get(name) ?? new Uint8Array(), name, 'readiness');
      const { from, group } = read.file.header;
      const smso = rules.groups.find(({ id }) => id === group)?.smso;
      return from === smso && checkSignature(read, trust, clock.now()) === undefined ? read.file : undefined;
    } catch (error) {
      if (isS1benchError(error)) return undefined;
      throw error;
    }
  }
}

function keyOf({ hub, meter, what }: Pick<Report, 'hub' | 'meter' | 'what'>): string {
  return `${hub} ${meter} ${what}`;
}
