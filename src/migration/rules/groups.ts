import { z } from 'zod';
import { type Misfit, parsedBy } from '../../core/documents.ts';
import { S1benchError } from '../../core/errors.ts';
import { parseEui64 } from '../../core/identifiers.ts';
import { standings } from '../model/installation.ts';
import type { PartyRole } from '../model/parties.ts';
import { evidenceSchema } from './evidence.ts';
import type { Parties } from './parties.ts';
import { refuseRepeated } from './refuse-repeated.ts';

const groupSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[A-Z0-9]{2,4}$/, 'two to four capital letters and digits')
    .describe('GroupID'),
  cohort: z.string().min(1).describe('As installation files name it'),
  smso: parsedBy(parseEui64).describe('EUI-64 of the SMSO'),
  'requesting-party': parsedBy(parseEui64).describe('EUI-64 of the one who may migrate installations of this group'),
  standings: z.array(z.enum(standings)).min(1).describe('What its installations may be'),
  evidence: evidenceSchema,
});
export type Group = z.output<typeof groupSchema>;

/** The groups of installations that are migrated alike (`kind: migration-groups`). */
export const groupsSchema = z
  .strictObject({
    kind: z.literal('migration-groups'),
    title: z.string().min(1),
    evidence: evidenceSchema,
    groups: z.array(groupSchema).min(1),
  })
  .superRefine(({ groups }, context) => {
    refuseRepeated(context, ['groups', groups], ['id', ({ id }) => [id]], 'each GroupID once');
    refuseRepeated(context, ['groups', groups], ['cohort', ({ cohort }) => [cohort]], 'one group for each cohort');
  });

/** What contradicts the file of the parties: a group whose SMSO or Requesting Party is none. */
export function misfitsOfGroups(groups: readonly Group[], parties: Parties): readonly Misfit[] {
  const named = (i: number, key: 'smso' | 'requesting-party', role: PartyRole): readonly Misfit[] => {
    const id = groups[i]?.[key];
    const party = id === undefined ? undefined : parties.find(id);
    if (party?.role === role) return [];
    const found = party === undefined ? id : `${id}, a ${party.role}`;
    const refused = new S1benchError('migration-party-unknown', { ...(found && { found }), expected: `a ${role}` });
    return [{ path: ['groups', i, key], refused }];
  };
  return groups.flatMap((_, i) => [...named(i, 'smso', 'smso'), ...named(i, 'requesting-party', 'requesting-party')]);
}
