import { z } from 'zod';
import { parsedBy } from '../../core/documents.ts';
import { type Eui64, parseEui64 } from '../../core/identifiers.ts';
import { type Party, type PartyRole, partyRoles } from '../model/parties.ts';
import { evidenceSchema } from './evidence.ts';
import { refuseRepeated } from './refuse-repeated.ts';

export const fuels = ['electricity', 'gas'] as const;
export type Fuel = (typeof fuels)[number];

const common = {
  id: parsedBy(parseEui64).describe('EUI-64'),
  name: z.string().min(1),
};
const distributor = z.string().regex(/^\d\d$/, 'the first two digits of MPANs, in quotes');

const partySchema = z.discriminatedUnion('role', [
  z.strictObject({
    role: z.literal('responsible-supplier'),
    ...common,
    fuels: z.array(z.enum(fuels)).min(1).describe('What it supplies'),
  }),
  z.strictObject({
    role: z.literal('network-operator'),
    ...common,
    distributors: z.array(distributor).default([]).describe('First two digits of the MPANs on its networks'),
    gas: z.boolean().default(false).describe('Whether it is the gas transporter'),
  }),
  z.strictObject({
    role: z.literal('smso'),
    ...common,
    code: z
      .string()
      .regex(/^[A-Za-z0-9]{1,10}$/, 'letters and digits')
      .describe('What file names and installations call it'),
  }),
  z.strictObject({ role: z.literal('requesting-party'), ...common }),
  z.strictObject({ role: z.literal('commissioning-party'), ...common }),
  z.strictObject({ role: z.literal('s1sp'), ...common }),
  z.strictObject({ role: z.literal('dco'), ...common }),
]);

/** Of these there is one, whoever else takes part. */
const single: readonly PartyRole[] = ['commissioning-party', 's1sp', 'dco'];

/** Who takes part in migrations (`kind: migration-parties`). */
export const partiesSchema = z
  .strictObject({
    kind: z.literal('migration-parties'),
    title: z.string().min(1),
    evidence: evidenceSchema,
    parties: z.array(partySchema).describe('The first supplier of a fuel supplies what nobody else is said to'),
  })
  .superRefine(({ parties }, context) => {
    refuseRepeated(context, ['parties', parties], ['id', ({ id }) => [id]], 'an EUI-64 for each party');
    refuseRepeated(
      context,
      ['parties', parties],
      ['distributors', (party) => distributorsOf(party)],
      'each distributor once',
    );
    for (const role of partyRoles) {
      const count = parties.filter((party) => party.role === role).length;
      if (single.includes(role) ? count === 1 : count > 0) continue;
      const message = `${single.includes(role) ? 'one' : 'at least one'} ${role}, not ${count}`;
      context.addIssue({ code: 'custom', path: ['parties'], message });
    }
  });

export type PartyEntry = z.output<typeof partySchema>;
export type PartyEntryOf<Role extends PartyRole> = Extract<PartyEntry, { readonly role: Role }>;

function distributorsOf(party: PartyEntry): readonly string[] {
  return party.role === 'network-operator' ? [...party.distributors, ...(party.gas ? ['gas'] : [])] : [];
}

/** Who takes part, and who has which part in what. */
export class Parties {
  readonly all: readonly PartyEntry[];
  readonly #byId: ReadonlyMap<Eui64, PartyEntry>;
  readonly #networks: ReadonlyMap<string, Party>;

  constructor(all: readonly PartyEntry[]) {
    this.all = all;
    this.#byId = new Map(all.map((party) => [party.id, party]));
    this.#networks = new Map(all.flatMap((party) => distributorsOf(party).map((place) => [place, party] as const)));
  }

  find(id: Eui64): PartyEntry | undefined {
    return this.#byId.get(id);
  }

  /** Those of a role, in the order of the file. */
  of<Role extends PartyRole>(role: Role): readonly PartyEntryOf<Role>[] {
    return this.all.filter((party): party is PartyEntryOf<Role> => party.role === role);
  }

  /** The SMSO that files and installations call so; upper and lower case are alike. */
  smso(code: string): PartyEntryOf<'smso'> | undefined {
    return this.of('smso').find((party) => party.code.toLowerCase() === code.toLowerCase());
  }

  /** Who owns the network that a metering point is on: of an MPAN by its distributor, of an MPRN the gas transporter. */
  networkOperatorOf(mpxn: string): Party | undefined {
    return this.#networks.get(fuelOf(mpxn) === 'gas' ? 'gas' : mpxn.slice(0, 2));
  }
}

/** An MPAN has 13 digits, an MPRN 10 at most. */
export function fuelOf(mpxn: string): Fuel {
  return mpxn.length > 10 ? 'electricity' : 'gas';
}
