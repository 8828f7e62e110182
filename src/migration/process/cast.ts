import type { Clock } from '../../core/clock.ts';
import { type Eui64, eui64Bytes } from '../../core/identifiers.ts';
import type { RandomSource } from '../../core/random.ts';
import type { User } from '../../dcc/inventory.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { KeyVault } from '../keys/key-vault.ts';
import type { MigratingInstallation } from '../model/installation.ts';
import type { KeyRole, Party } from '../model/parties.ts';
import type { Registrations } from '../model/registrations.ts';
import type { SmsoRecord } from '../model/world.ts';
import { CommissioningParty } from '../parties/commissioning-party.ts';
import { KeyParty } from '../parties/key-party.ts';
import type { PartyContext, PartyObserver } from '../parties/party-context.ts';
import { RequestingParty } from '../parties/requesting-party.ts';
import { ResponsibleSupplier } from '../parties/responsible-supplier.ts';
import { type ReadyMeters, Smso, type SmsoRecords } from '../parties/smso.ts';
import type { PartyKeys } from '../pki/party-keys.ts';
import type { Trust } from '../pki/trust.ts';
import { AuthorisationBook, type AuthorisationRow } from '../planning/authorisation-book.ts';
import { DemandBook } from '../planning/demand-files.ts';
import type { EligibleProducts } from '../planning/eligible-products.ts';
import { activeMetersOf, metersOf } from '../planning/meters.ts';
import { ReadinessBook } from '../planning/readiness-book.ts';
import { type ExclusionGround, exclusionFor } from '../rules/exclusions.ts';
import type { Group } from '../rules/groups.ts';
import type { Parties, PartyEntryOf } from '../rules/parties.ts';
import type { MigrationRules } from '../rules/rules.ts';
import type { PartyStore } from '../store/party-store.ts';

/** What parties are given from outside. */
export interface CastParts {
  readonly rules: MigrationRules;
  readonly trust: Trust;
  readonly keysOf: (party: Party) => PartyKeys;
  readonly storeOf: (party: Party) => PartyStore;
  /** 32 bytes that a party keeps apart from its store. */
  readonly storageKeyOf: (party: Party) => Uint8Array;
  readonly exchange: Exchange;
  readonly records: SmsoRecords;
  readonly registrations: Registrations;
  readonly eligible: EligibleProducts;
  readonly openMeters: (record: SmsoRecord, smso: Eui64) => Promise<ReadyMeters>;
  readonly clock: Clock;
  /** What the keys that a party gives to devices are made of: for real devices nothing that anybody else knows. */
  readonly keyRandomOf: (party: Party) => RandomSource;
  readonly log: PartyObserver;
  /** Told of each authorisation that doesn't count. */
  readonly onAuthorisationRefused?: ((row: AuthorisationRow) => void) | undefined;
}

/** Everybody who takes part in a migration. */
export class Cast {
  readonly authorisations: AuthorisationBook;
  readonly readiness: ReadinessBook;
  readonly demand: DemandBook;
  readonly commissioningParty: CommissioningParty;
  readonly s1sp: KeyParty;
  readonly dco: KeyParty;
  readonly #parts: CastParts;
  readonly #contexts = new Map<Eui64, PartyContext>();
  readonly #smsos = new Map<Eui64, Smso>();
  readonly #requesting = new Map<Eui64, RequestingParty>();

  constructor(parts: CastParts) {
    this.#parts = parts;
    const { rules, registrations, eligible, records } = parts;
    const ofCommissioning = this.#contextOf(single(rules.parties, 'commissioning-party'));
    this.authorisations = new AuthorisationBook({
      context: ofCommissioning,
      registrations,
      metersOf: (hub) => {
        const record = records.record(hub);
        const active = record && activeMetersOf(record);
        return record && metersOf(record).map((meter) => ({ ...meter, isActive: active?.includes(meter) === true }));
      },
      onRefused: (row) => {
        ofCommissioning.log({ what: 'authorisation-refused', ...row });
        parts.onAuthorisationRefused?.(row);
      },
    });
    this.readiness = new ReadinessBook(ofCommissioning);
    this.demand = new DemandBook(ofCommissioning);
    const sources = {
      registrations,
      eligible,
      authorisations: this.authorisations,
      readiness: this.readiness,
      excluded: { codeOf: ({ hub }: MigratingInstallation) => this.#excludedFor(hub.id) },
    };
    this.commissioningParty = new CommissioningParty(ofCommissioning, sources);
    const keyParty = (role: KeyRole): KeyParty => {
      const party = single(rules.parties, role);
      const context = this.#contextOf(party);
      const vault = new KeyVault({
        role,
        systemTitle: eui64Bytes(party.id),
        store: context.store,
        storageKey: parts.storageKeyOf(party),
        random: parts.keyRandomOf(party),
        observe: (device, state) => context.log({ what: 'keys', device, ...state }),
      });
      return new KeyParty(context, vault, sources);
    };
    this.s1sp = keyParty('s1sp');
    this.dco = keyParty('dco');
  }

  supplier(id: Eui64): ResponsibleSupplier | undefined {
    const party = this.#parts.rules.parties.find(id);
    if (party?.role !== 'responsible-supplier') return undefined;
    return new ResponsibleSupplier(this.#contextOf(party), this.#parts.registrations);
  }

  /** The SMSO of a group. */
  smso({ smso: id }: Group): Smso {
    return remembered(this.#smsos, id, () => {
      const { rules, records, registrations, eligible, openMeters } = this.#parts;
      const party = rules.parties.find(id) as PartyEntryOf<'smso'>;
      const open = (record: SmsoRecord): Promise<ReadyMeters> => openMeters(record, id);
      return new Smso({ context: this.#contextOf(party), code: party.code, records, registrations, eligible, open });
    });
  }

  /** The one who builds the files of a group. */
  requestingParty({ 'requesting-party': id }: Group): RequestingParty {
    return remembered(this.#requesting, id, () => {
      const { rules, records, registrations, eligible } = this.#parts;
      const party = rules.parties.find(id) as PartyEntryOf<'requesting-party'>;
      const { authorisations, readiness, commissioningParty } = this;
      return new RequestingParty(this.#contextOf(party), {
        records,
        registrations,
        eligible,
        authorisations,
        readiness,
        attempts: { failed: (hub) => commissioningParty.countedFailures(hub) },
        stated: (hub) => this.#statedOf(hub),
      });
    });
  }

  /** A gas meter that kept its installation from being migrated often enough is left out. */
  #statedOf(hub: Eui64): readonly ExclusionGround[] {
    const { strategy } = this.#parts.rules;
    return this.commissioningParty.failuresOfGas(hub) >= strategy['gas-attempts'] ? ['gas-han-errors'] : [];
  }

  /** Code of the category for which an installation as a whole isn't migrated any more, by what has become of it. */
  #excludedFor(hub: Eui64): string | undefined {
    const { exclusions, strategy } = this.#parts.rules;
    const hasFailed = this.commissioningParty.countedFailures(hub) >= strategy.attempts;
    return hasFailed ? exclusionFor(exclusions, ['attempts-failed'])?.code : undefined;
  }

  #contextOf(party: Party): PartyContext {
    return remembered(this.#contexts, party.id, () => {
      const { rules, trust, exchange, clock, keysOf, storeOf, log } = this.#parts;
      return {
        keys: keysOf(party),
        trust,
        store: storeOf(party),
        exchange,
        rules,
        clock,
        log: (event) => log(party, event),
      };
    });
  }
}

/** The suppliers and network parties, as Users of the DCC in the roles that they have. */
export function usersIn(parties: Parties): readonly User[] {
  const suppliers = parties.of('responsible-supplier').map(({ id, fuels }): User => {
    const roles = fuels.map((fuel) => (fuel === 'electricity' ? 'IS' : 'GS'));
    return { id, roles, status: 'active' };
  });
  const operators = parties
    .of('network-operator')
    .map(({ id, gas }): User => ({ id, roles: [gas ? 'GT' : 'ED'], status: 'active' }));
  return [...suppliers, ...operators];
}

function single<Role extends 'commissioning-party' | KeyRole>(parties: Parties, role: Role): PartyEntryOf<Role> {
  // The schema of the parties has one of each.
  return parties.of(role)[0] as PartyEntryOf<Role>;
}

function remembered<Value>(all: Map<Eui64, Value>, id: Eui64, make: () => Value): Value {
  const known = all.get(id) ?? make();
  all.set(id, known);
  return known;
}
