import type { Clock } from '../../core/clock.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { Party } from '../model/parties.ts';
import type { PartyKeys } from '../pki/party-keys.ts';
import type { Trust } from '../pki/trust.ts';
import type { MigrationRules } from '../rules/rules.ts';
import type { PartyStore } from '../store/party-store.ts';

/** Something that a party did or decided, for its log: plain values, never a key. */
export interface PartyEvent {
  /** `file-written`, `key-rotated`, `installation-decided`. */
  readonly what: string;
  readonly [detail: string]: unknown;
}

/** What a party has to work with, and nothing of any other party. */
export interface PartyContext {
  readonly keys: PartyKeys;
  readonly trust: Trust;
  readonly store: PartyStore;
  readonly exchange: Exchange;
  readonly rules: MigrationRules;
  readonly clock: Clock;
  readonly log: (event: PartyEvent) => void;
}

/** Told of everything that parties log. */
export type PartyObserver = (party: Party, event: PartyEvent) => void;
