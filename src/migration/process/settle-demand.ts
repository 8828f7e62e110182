import { isSameSmso } from '../files/names.ts';
import type { Commitment } from '../planning/commitments.ts';
import type { DailyDemand } from '../planning/demand-files.ts';
import type { Waiting } from '../planning/plan-days.ts';
import type { Group } from '../rules/groups.ts';
import type { PartyEntryOf } from '../rules/parties.ts';
import type { MigrationRules } from '../rules/rules.ts';
import type { Cast } from './cast.ts';

/**
 * Has everybody who wants installations migrated on a day say how many, all that wait, unless a person has said it for
 * them; and has the Commissioning Party answer.
 * @returns what is committed to, on whatever day
 */
export function settleDemand(
  waiting: readonly Waiting[],
  date: Temporal.PlainDate,
  cast: Pick<Cast, 'demand' | 'supplier' | 'requestingParty'>,
  { groups, parties }: Pick<MigrationRules, 'groups' | 'parties'>,
): readonly Commitment[] {
  const given = cast.demand.givenByPeople();
  const wanted = new Map<string, { group: Group; party: Waiting['party']; days: DailyDemand[] }>();
  for (const those of Map.groupBy(waiting, ({ party, group }) => `${party} ${group}`).values()) {
    const [{ party, group: id }] = those as [Waiting];
    const group = groups.find((each) => each.id === id) as Group;
    const of = wanted.get(`${party} ${group.smso}`) ?? { group, party, days: [] };
    of.days.push({ date, group: id, installations: those.length });
    wanted.set(`${party} ${group.smso}`, of);
  }
  for (const { group, party, days } of wanted.values()) {
    const { code: smso } = parties.find(group.smso) as PartyEntryOf<'smso'>;
    if (given.some((each) => each.party === party && isSameSmso(each.smso, smso))) continue;
    const whose = group['requesting-party'] === party ? cast.requestingParty(group) : cast.supplier(party);
    whose?.demand({ smso, date }, days);
  }
  return cast.demand.answer();
}
