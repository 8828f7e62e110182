import { randomBytes } from 'node:crypto';
import type { Eui64 } from '../../core/identifiers.ts';
import { fileNames } from '../files/names.ts';
import type { NotifiedCertificates } from '../model/installation.ts';
import type { Registrations } from '../model/registrations.ts';
import { notifiedCertificates } from '../planning/notified-certificates.ts';
import { giveRows } from '../planning/signed-rows.ts';
import type { PartyContext } from './party-context.ts';

/** A meter whose migration its supplier authorises. */
export interface AuthorisedMeter {
  readonly hub: Eui64;
  readonly meter: Eui64;
  readonly mpxn: string;
  /** Whether its installation is to come first on its day. */
  readonly priority: boolean;
  /** Those that its credentials are to name, where they aren't the ones that are in use. */
  readonly certificates?: NotifiedCertificates | undefined;
}

/** How many installations of a group a supplier wants migrated on a day. */
export interface DailyDemand {
  readonly date: Temporal.PlainDate;
  readonly group: string;
  readonly installations: number;
}

/** The supplier of active meters: it says how many it wants migrated, and authorises each. */
export class ResponsibleSupplier {
  readonly #context: PartyContext;
  readonly #registrations: Registrations;

  constructor(context: PartyContext, registrations: Registrations) {
    this.#context = context;
    this.#registrations = registrations;
  }

  /**
   * Gives a Migration Authorisation (`MA_…`) with its password (`MAPASSWORD_…`), unless it was given before.
   * @param smso that files name so
   * @param at to the second: two authorisations of one supplier differ in it
   * @returns the name of the file
   */
  authorise(smso: string, at: Temporal.PlainDateTime, meters: readonly AuthorisedMeter[]): string {
    const of = { smso, supplier: this.#context.keys.party.id, at };
    const name = fileNames.authorisation(of);
    const protection = () => ({ companion: fileNames.password(of), password: randomBytes(18).toString('base64url') });
    giveRows(
      this.#context,
      name,
      this.#context.rules.layouts.authorisation,
      () => meters.map((meter) => this.#row(meter)),
      protection,
    );
    return name;
  }

  /** Gives a demand request (`DR_…`), unless it was given before. @returns its name */
  demand(smso: string, reference: string, date: Temporal.PlainDate, days: readonly DailyDemand[]): string {
    const name = fileNames.demand({ reference, party: this.#context.keys.party.id, smso, date });
    giveRows(this.#context, name, this.#context.rules.layouts.demand, () => days.map((day) => ({ ...day })));
    return name;
  }

  #row({ hub, meter, mpxn, priority, certificates }: AuthorisedMeter) {
    const { trust, clock, keys } = this.#context;
    const supplier = keys.party.id;
    const notified = certificates ?? notifiedCertificates({ supplier, mpxn }, trust, this.#registrations, clock.now());
    return { hub, meter, mpxn, priority, ...notified };
  }
}
