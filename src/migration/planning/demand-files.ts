import { isS1benchError } from '../../core/errors.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import { type DemandName, fileNames, isSameSmso, parseFileName } from '../files/names.ts';
import type { PartyContext } from '../parties/party-context.ts';
import { type Commitment, commit, type Demand } from './commitments.ts';
import { giveRows, takeRows } from './signed-rows.ts';

type Taker = Pick<PartyContext, 'exchange' | 'trust' | 'clock' | 'rules' | 'log'>;

interface DemandFile extends DemandName {
  readonly demands: readonly Demand[];
}

/**
 * Answers all demand requests (`DR_…`) that have no answer yet, each with a commitment (`DC-…`), together: what was
 * committed to before stays, and the rest of a day's capacity is shared among them.
 */
export function giveCommitments(context: PartyContext): void {
  const { rules, exchange } = context;
  const open = demandFiles(context).filter((file) => exchange.get(fileNames.commitment(file)) === undefined);
  const taken = new Map<string, number>();
  for (const { date, installations } of takeCommitments(context)) {
    taken.set(date.toString(), (taken.get(date.toString()) ?? 0) + installations);
  }
  const capacityOf = (date: Temporal.PlainDate): number =>
    Math.max(0, rules.strategy['daily-capacity'] - (taken.get(date.toString()) ?? 0));
  const demands = open.flatMap((file) => file.demands);
  const left = new Map(commit(demands, capacityOf).map((each) => [keyOf(each), each.installations]));
  for (const file of open) {
    const rows = file.demands.map((demand) => {
      const { date, group, installations: requested } = demand;
      const committed = Math.min(requested, left.get(keyOf(demand)) ?? 0);
      left.set(keyOf(demand), (left.get(keyOf(demand)) ?? 0) - committed);
      return { date, group, requested, committed };
    });
    giveRows(context, fileNames.commitment(file), rules.layouts.commitment, () => rows);
  }
}

/** What was committed to until now. */
export function takeCommitments(context: Taker): readonly Commitment[] {
  return context.exchange.names().flatMap((name) => {
    const of = nameOf(name, 'commitment');
    const given =
      of && takeRows(context, name, { layout: context.rules.layouts.commitment, roles: ['commissioning-party'] });
    if (of === undefined || given === undefined || isS1benchError(given)) return [];
    return given.rows.flatMap(({ values, problems }) => {
      if (problems.length > 0) return [];
      const { date, group, requested, committed } = values as unknown as CommitmentRow;
      return [{ supplier: of.party, group, date, requested, installations: committed }];
    });
  });
}

interface CommitmentRow extends Pick<Demand, 'date' | 'group'> {
  readonly requested: number;
  readonly committed: number;
}

/** The demand requests that are to be believed: of a supplier, for groups of the SMSO that their name says. */
function demandFiles(context: Taker): readonly DemandFile[] {
  const { exchange, rules, log } = context;
  return exchange.names().flatMap((name) => {
    const of = nameOf(name, 'demand');
    const given = of && takeRows(context, name, { layout: rules.layouts.demand, roles: ['responsible-supplier'] });
    if (of === undefined || given === undefined) return [];
    const refused = isS1benchError(given) ? given.message : given.from === of.party ? undefined : 'of somebody else';
    if (isS1benchError(given) || refused !== undefined) {
      log({ what: 'file-refused', name, because: refused });
      return [];
    }
    const demands = given.rows.flatMap(({ values, problems }): readonly Demand[] => {
      const demand = { ...(values as unknown as Omit<Demand, 'supplier'>), supplier: of.party };
      return problems.length === 0 && isOf(demand.group, of.smso, context) ? [demand] : [];
    });
    return [{ ...of, demands }];
  });
}

function isOf(group: string, smso: string, { rules }: Taker): boolean {
  const known = rules.groups.find(({ id }) => id === group);
  const party = known && rules.parties.of('smso').find(({ id }) => id === known.smso);
  return party !== undefined && isSameSmso(party.code, smso);
}

function nameOf(file: string, kind: 'demand' | 'commitment'): DemandName | undefined {
  try {
    const name = parseFileName(file);
    return name?.kind === kind ? (name as DemandName & { readonly kind: typeof kind }) : undefined;
  } catch (error) {
    if (isS1benchError(error)) return undefined;
    throw error;
  }
}

function keyOf({ date, supplier, group }: { date: Temporal.PlainDate; supplier: Eui64; group: string }): string {
  return `${date} ${supplier} ${group}`;
}
