import type { Timer } from '../../core/clock.ts';
import type { PartyEvent } from '../../migration/parties/party-context.ts';
import type { MigrationHappening } from '../pack/migration-action.ts';
import { parseSpan } from '../pack/span.ts';
import type { Target } from '../runner/target.ts';

/** The process of a migration ends at once, in the midst of whatever it does: no error that anybody handles. */
export class ProcessDied extends Error {
  override readonly name = 'ProcessDied';
}

/** Has things happen to the world, or to the process, when parties log what they do, and when files are there. */
export class Happenings {
  readonly #target: Target;
  readonly #waiting: { readonly happening: MigrationHappening; left: number }[];
  readonly #timers: Timer[] = [];

  constructor(happenings: readonly MigrationHappening[], target: Target) {
    this.#target = target;
    this.#waiting = happenings.map((happening) => ({ happening, left: happening.at.nth }));
  }

  /**
   * @param by role of the party, or `exchange`
   * @throws ProcessDied where that is what happens
   */
  note(by: string, event: PartyEvent): void {
    const due = this.#waiting.filter(({ happening }) => this.#isMeant(happening.at, by, event));
    for (const each of due) each.left--;
    for (const { happening } of due.filter(({ left }) => left === 0)) this.#happen(happening.do);
  }

  /** Nothing more happens. */
  end(): void {
    for (const timer of this.#timers) timer.cancel();
  }

  #happen(what: MigrationHappening['do']): void {
    if ('crash' in what) throw new ProcessDied();
    const { clock, operate } = this.#target;
    const act = (): void => void operate?.call(this.#target, what.device, what.operation);
    if (what.after === undefined) act();
    else this.#timers.push(clock.schedule(parseSpan(what.after), act, { background: true }));
  }

  #isMeant(at: MigrationHappening['at'], by: string, event: PartyEvent): boolean {
    const { party = by, what, step, device, is, file } = at;
    if (party !== by || what !== event.what) return false;
    if (step !== undefined && step !== event['step']) return false;
    if (is !== undefined && is !== event['is']) return false;
    if (file !== undefined && !String(event['name']).includes(file)) return false;
    return device === undefined || this.#eui64Of(device) === event['device'];
  }

  #eui64Of(role: string): string | undefined {
    return this.#target.devices.find((device) => device.role === role)?.eui64;
  }
}
