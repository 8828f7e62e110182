import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { parseDocument } from '../../../src/core/documents.ts';
import type { Eui64 } from '../../../src/core/identifiers.ts';
import { sessionOf } from '../../../src/dcc/device/sessions.ts';
import {
  DeviceTesting,
  type DeviceTestingEvent,
  type DeviceTestingOptions,
  type DeviceTestingResult,
} from '../../../src/migration/device-testing/device-testing.ts';
import { type Procedures, proceduresSchema, type StepName } from '../../../src/migration/device-testing/procedures.ts';
import { KeyRotation } from '../../../src/migration/keys/rotation.ts';
import { keyedDevicesOf } from '../../../src/migration/model/installation.ts';
import type { StepReport } from '../../../src/migration/model/outcome.ts';
import { type KeyRole, keyRoles } from '../../../src/migration/model/parties.ts';
import { PartyStore } from '../../../src/migration/store/party-store.ts';
import { shipped } from '../../support/command.ts';
import { type DeviceName, Holder, Site, type SiteOptions } from '../keys/site.ts';

const file = 'hardware/migration/procedures.yaml';
export const procedures = parseDocument(readFileSync(shipped(file), 'utf8'), file, proceduresSchema);

/** The shipped procedures with some of their steps alone. */
export function onlySteps(...names: readonly StepName[]): Procedures {
  const { steps, evidence } = procedures['take-over'];
  return { ...procedures, 'take-over': { evidence, steps: steps.filter(({ step }) => names.includes(step)) } };
}

export interface TakeOverOptions extends SiteOptions {
  /** What the encrypted files have instead of the keys of the devices. */
  readonly material?: Parameters<Site['material']>[1];
}

/** An installation that is taken over by the S1SP and the DCO, in processes that may be begun anew. */
export class TakeOver {
  readonly site: Site;
  readonly holders = { s1sp: new Holder('s1sp'), dco: new Holder('dco') } as const;
  readonly events: (DeviceTestingEvent & { readonly party: KeyRole })[] = [];
  onEvent: ((event: DeviceTestingEvent) => void) | undefined;
  readonly #stores: Record<KeyRole, PartyStore>;

  private constructor(site: Site, material: TakeOverOptions['material']) {
    this.site = site;
    this.#stores = {
      s1sp: new PartyStore(this.holders.s1sp.file, 'process'),
      dco: new PartyStore(this.holders.dco.file, 'process'),
    };
    for (const role of keyRoles) this.vault(role).take(site.id('hub'), site.material(role, material));
  }

  static async at({ material, ...options }: TakeOverOptions = {}): Promise<TakeOver> {
    return new TakeOver(await Site.open(options), material);
  }

  vault(role: KeyRole) {
    return this.holders[role].vault(this.#stores[role]);
  }

  /** Of a process that has just begun. */
  testing(options: Partial<DeviceTestingOptions> & { readonly stores?: Partial<Record<KeyRole, PartyStore>> } = {}) {
    const { stores = {}, ...others } = options;
    const party = (role: KeyRole) => {
      const store = stores[role] ?? this.#stores[role];
      return { vault: this.holders[role].vault(store), store };
    };
    return new DeviceTesting({
      s1sp: party('s1sp'),
      dco: party('dco'),
      access: this.site.access(),
      procedures,
      clock: this.site.clock,
      signal: new AbortController().signal,
      attempts: { tries: 3, waits: [Temporal.Duration.from({ minutes: 5 })] },
      set: 'DA-20260115-001',
      variationsOf: (device) => this.site.variationsOf(device),
      observe: (name, event) => {
        this.events.push({ party: name, ...event });
        this.onEvent?.(event);
      },
      ...others,
    });
  }

  takeOver(options: Parameters<TakeOver['testing']>[0] = {}): Promise<DeviceTestingResult> {
    return this.testing(options).takeOver(this.site.migrating());
  }

  rollBack(options: Parameters<TakeOver['testing']>[0] = {}): Promise<DeviceTestingResult> {
    return this.testing(options).rollBack(this.site.migrating());
  }

  /** The sets in force by the vaults, each of which the device has confirmed. */
  async setsInForce(): Promise<readonly string[]> {
    const sets = new Set<string>();
    for (const role of keyRoles) {
      const vault = this.vault(role);
      const rotation = new KeyRotation({ vault, access: this.site.access() });
      for (const device of keyedDevicesOf(this.site.migrating())) {
        await rotation.check(device);
        const state = vault.stateOf(device);
        sets.add(state.is === 'settled' ? state.set : state.is);
      }
    }
    return [...sets];
  }

  /** Sessions under the keys that a party has in force. */
  session(role: KeyRole, name: DeviceName) {
    const vault = this.vault(role);
    const device: Eui64 = this.site.id(name);
    const keys = vault.keysOf(device);
    if (keys === undefined) throw new Error(`no keys of ${name}`);
    const { clientSap: sap, systemTitle } = vault;
    return sessionOf({ sap, credentials: { systemTitle, keys } }, device, this.site.access());
  }
}

export function allSteps({ s1sp, dco }: DeviceTestingResult): readonly StepReport[] {
  return [...s1sp.steps, ...dco.steps];
}

export function failedIn(result: DeviceTestingResult): StepReport | undefined {
  return allSteps(result).find((step) => step.result === 'failed');
}

export function outcome({ s1sp, dco }: DeviceTestingResult): readonly boolean[] {
  return [s1sp.done, dco.done];
}

/** Nothing was left behind at the devices of an installation that can't be taken over. */
export async function expectReturned(takeOver: TakeOver): Promise<void> {
  const result = await takeOver.rollBack();
  expect(outcome(result)).toEqual([true, true]);
}
