import { randomBytes } from 'node:crypto';
import type { Eui64 } from '../../core/identifiers.ts';
import { fileNames } from '../files/names.ts';
import type { NotifiedCertificates } from '../model/installation.ts';
import type { Registrations } from '../model/registrations.ts';
import { type DailyDemand, giveDemand } from '../planning/demand-files.ts';
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

/** Rows of one file, of which the reader takes twice as many, and in bytes as much as rows of 600 bytes come to. */
const MOST_AUTHORISED_AT_ONCE = 50_000;

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

  /** Gives as many Migration Authorisations as it takes, each a second after the one before. @returns their names */
  authoriseAll(
    smso: string,
    at: Temporal.PlainDateTime,
    meters: readonly AuthorisedMeter[],
    most = MOST_AUTHORISED_AT_ONCE,
  ): readonly string[] {
    const names: string[] = [];
    for (let from = 0; from < meters.length; from += most) {
      names.push(this.authorise(smso, at.add({ seconds: names.length }), meters.slice(from, from + most)));
    }
    return names;
  }

  /** Gives a demand request (`DR_…`), unless it was given before. @returns its name */
  demand(of: Parameters<typeof giveDemand>[1], days: readonly DailyDemand[]): string {
    return giveDemand(this.#context, of, days);
  }

  #row({ hub, meter, mpxn, priority, certificates }: AuthorisedMeter) {
    const { trust, clock, keys } = this.#context;
    const supplier = keys.party.id;
    const notified = certificates ?? notifiedCertificates({ supplier, mpxn }, trust, this.#registrations, clock.now());
    return { hub, meter, mpxn, priority, ...notified };
  }
}
