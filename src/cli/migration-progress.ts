import type { MigrationSummary, RefusedAuthorisation } from '../harness/migrations/run-migration.ts';
import { type Outcome, outcomes } from '../migration/model/outcome.ts';
import type { MigrationProgress } from '../migration/process/migration.ts';
import { meaningOf } from '../migration/rules/outcome-codes.ts';
import type { MigrationRules } from '../migration/rules/rules.ts';
import type { Output } from './output.ts';

const colors: Readonly<Record<Outcome, 'green' | 'yellow' | 'red'>> = {
  commissioned: 'green',
  'rolled-back': 'yellow',
  refused: 'red',
  excluded: 'yellow',
  unresolved: 'red',
};

/** Shows a migration as it goes: days, the phases of sets, and how each installation ended. */
export class MigrationLines {
  readonly #output: Output;
  readonly #rules: MigrationRules;
  /** Of the phase that is under way. */
  #phase = '';
  #of = 0;
  #done = 0;
  readonly #counts = new Map<string, number>();

  constructor(output: Output, rules: MigrationRules) {
    this.#output = output;
    this.#rules = rules;
  }

  readonly show = (progress: MigrationProgress | RefusedAuthorisation): void => {
    const output = this.#output;
    output.json(progress);
    switch (progress.kind) {
      case 'authorisation-refused': {
        const { file, line, result, because = `${file}${line === undefined ? '' : `:${line}`}` } = progress;
        output.error(`authorisation does not count, ${result}: ${because}`);
        break;
      }
      case 'readiness':
        if (progress.installations > 0)
          output.progress(`${progress.installations} dormant installations are made ready`);
        break;
      case 'day':
        output.progress(`${progress.date}: ${progress.installations} installations in ${progress.sets} sets`);
        break;
      case 'phase':
        this.#phase = `${progress.set}  ${progress.phase}`;
        this.#of = progress.installations;
        this.#done = 0;
        output.progress(`${this.#phase}: ${progress.installations}`);
        this.#draw();
        break;
      case 'installation':
        this.#done++;
        this.#draw();
        break;
      case 'outcome': {
        const { hub, outcome, code } = progress;
        this.#counts.set(outcome, (this.#counts.get(outcome) ?? 0) + 1);
        const shown = output.style(colors[outcome], outcome.padEnd('commissioned'.length));
        output.line(`${shown}  ${hub}${code === undefined ? '' : `  ${this.#withMeaning(code)}`}`);
        break;
      }
    }
  };

  end({ folder, status, installations, attempts, outcomes: totals, codes }: MigrationSummary): void {
    const output = this.#output;
    output.json({ kind: 'migration-ended', folder, status, installations, attempts, outcomes: totals, codes });
    output.line('');
    const counted = outcomes.filter((outcome) => totals[outcome] > 0).map((outcome) => `${totals[outcome]} ${outcome}`);
    output.line(`migration ${status}: ${installations} installations, ${attempts} attempts: ${counted.join(', ')}`);
    for (const [code, count] of Object.entries(codes)) output.line(`  ${count} ${this.#withMeaning(code)}`);
    output.line(`reports: ${folder}/reports`);
    const isOpen = totals.unresolved > 0;
    if (isOpen) output.line('unresolved: devices have keys that the S1SP and the DCO hold, until they are given back');
    if (isOpen || status === 'aborted') output.line(`go on with: s1bench migrate --resume --out ${folder}`);
  }

  #withMeaning(code: string): string {
    const meaning = meaningOf(code, this.#rules);
    return meaning === undefined ? code : `${code}  ${meaning}`;
  }

  #draw(): void {
    if (!this.#output.showsStatus) return;
    const ended = outcomes.map((outcome) => `${this.#counts.get(outcome) ?? 0} ${outcome}`).join(', ');
    this.#output.status([`${this.#phase}: ${this.#done} of ${this.#of}`, ended]);
  }
}
