import { isS1benchError } from '../../core/errors.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import { checkSignature } from '../files/check-signature.ts';
import type { ReadinessFile } from '../files/contents.ts';
import { readMigrationFile } from '../files/migration-file.ts';
import type { PartyContext } from '../parties/party-context.ts';

type Report = ReadinessFile['installations'][number];

/** What SMSOs have reported of the readiness of dormant meters (TMAD 4.27). Read anew where there are more reports. */
export class ReadinessBook {
  readonly #context: Pick<PartyContext, 'exchange' | 'trust' | 'clock' | 'rules'>;
  /** Names of the files that were read. */
  #files = '';
  /** The last report of each meter and matter. */
  #reports: ReadonlyMap<string, Report['result']> = new Map();

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
    this.#read();
    return this.#reports.get(`${hub} ${meter} ${what}`);
  }

  #read(): void {
    const names = this.#context.exchange.names().filter((name) => name.startsWith('readiness_'));
    const files = names.join(' ');
    if (this.#files === files) return;
    const believed = names.flatMap((name) => this.#believed(name));
    believed.sort((a, b) => a.header.sequence - b.header.sequence);
    const reports = believed.flatMap(({ installations }) => installations);
    this.#reports = new Map(reports.map(({ hub, meter, what, result }) => [`${hub} ${meter} ${what}`, result]));
    this.#files = files;
  }

  /** A report that is signed by the SMSO of the group that it is of. */
  #believed(name: string): readonly ReadinessFile[] {
    const { exchange, trust, clock, rules } = this.#context;
    try {
      const read = readMigrationFile(exchange.get(name) ?? new Uint8Array(), name, 'readiness');
      const { from, group } = read.file.header;
      const smso = rules.groups.find(({ id }) => id === group)?.smso;
      return from === smso && checkSignature(read, trust, clock.now()) === undefined ? [read.file] : [];
    } catch (error) {
      if (isS1benchError(error)) return [];
      throw error;
    }
  }
}
