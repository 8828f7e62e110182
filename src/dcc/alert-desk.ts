import type { Clock, Timer } from '../core/clock.ts';
import { isS1benchError } from '../core/errors.ts';
import type { Eui64 } from '../core/identifiers.ts';
import { concernedBy, registeredAs, suppliersOf } from './alert-recipients.ts';
import type { Inventory, InventoryDevice } from './inventory.ts';
import type { Outbox } from './outbox.ts';
import type { AlertListener, DeviceAlert, Refusal, RefusedPush } from './s1sp/alerts.ts';
import { lastPowerFailure } from './s1sp/alerts-outage.ts';
import type { S1sp } from './s1sp/s1sp.ts';

/** Of the SMETS1 messages that this project writes. */
const SCHEMA_VERSION = '5.4';

/** What the S1SP reports, and its S1SPAlertCode: DUIS lists none, these are ours. */
const reports: { readonly [Why in Refusal]?: string } = {
  replayed: 'PushReplayed',
  unprotected: 'PushUnprotected',
  'not-authentic': 'PushNotAuthentic',
  malformed: 'PushMalformed',
  'event-unknown': 'EventUnknown',
};
/** Hours in which the same is reported of a device once only. Ours. */
const REPORT_HOURS = 1;

/** Alert of a hub whose power was gone for longer than it overlooks: an outage that the DCC tells the network of. Ours. */
const LONG_OUTAGE = '8F36';
/** Minutes after which a hub that didn't say when it lost power is asked again, and how often in all. Ours. */
const ASK_AGAIN = { minutes: 5, times: 3 } as const;

export interface AlertDeskParts {
  readonly inventory: Inventory;
  readonly s1sp: S1sp;
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly refusedPush?: ((push: RefusedPush) => void) | undefined;
}

/** Passes on to the Users what devices tell, and what the S1SP and the DCC make of it. */
export class AlertDesk implements AlertListener {
  readonly #parts: AlertDeskParts;
  /** When each refusal of a device's pushes was reported last. */
  readonly #reported = new Map<string, Temporal.Instant>();
  readonly #timers = new Set<Timer>();
  #isClosed = false;

  constructor(parts: AlertDeskParts) {
    this.#parts = parts;
    parts.s1sp.alerts.listener = this;
  }

  close(): void {
    this.#isClosed = true;
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }

  told(alert: DeviceAlert): void {
    const { inventory, clock, outbox } = this.#parts;
    const device = inventory.device(alert.device);
    if (device === undefined) return;
    outbox.deviceAlert({ to: concernedBy(device, alert.code, inventory, clock.now()), ...alert });
    if (device.type === 'CHF' && alert.code === LONG_OUTAGE) this.#tellOutage(device, ASK_AGAIN.times);
  }

  /** N55, to the suppliers of the device. */
  refused(push: RefusedPush): void {
    const { inventory, clock, outbox, refusedPush } = this.#parts;
    const { device: id, refusal, because } = push;
    refusedPush?.(push);
    const device = inventory.device(id);
    const code = reports[refusal];
    if (device === undefined || code === undefined || !this.#isNews(`${id} ${code}`)) return;
    const report = {
      schemaVersion: SCHEMA_VERSION,
      DeviceID: id,
      S1SPAlertCode: code,
      AdditionalInformation: because,
      DateTime: clock.now().toString(),
    };
    const to = suppliersOf(device, inventory, clock.now());
    outbox.dccAlert({ to, device: id, code: 'N55', body: { S1SPAlertDSP: { S1SPAlert: report } } });
  }

  #isNews(what: string): boolean {
    const now = this.#parts.clock.now();
    const before = this.#reported.get(what);
    if (before !== undefined && before.until(now).total('hours') < REPORT_HOURS) return false;
    this.#reported.set(what, now);
    return true;
  }

  /** AD1, to the network party of each electricity meter behind the hub. */
  #tellOutage(hub: InventoryDevice, times: number): void {
    this.#parts.s1sp
      .visit(hub.id, lastPowerFailure)
      .then((start) => this.#sendOutage(hub.id, start))
      .catch((error: unknown) => {
        if (!isS1benchError(error)) throw error;
        if (times > 1 && !this.#isClosed) this.#later(() => this.#tellOutage(hub, times - 1));
      });
  }

  #sendOutage(hub: Eui64, start: Temporal.Instant): void {
    const { inventory, clock, outbox } = this.#parts;
    for (const meter of inventory.behind(hub)) {
      const mpxn = meter.mpxns?.import;
      if (meter.type !== 'ESME' || mpxn === undefined) continue;
      const body = { PowerOutageEvent: { CommsHubDeviceID: hub, StartDateTime: start.toString(), MPxN: mpxn } };
      outbox.dccAlert({ to: registeredAs(['ED'], meter, inventory, clock.now()), device: hub, code: 'AD1', body });
    }
  }

  #later(act: () => void): void {
    const after = Temporal.Duration.from({ minutes: ASK_AGAIN.minutes });
    const timer = this.#parts.clock.schedule(
      after,
      () => {
        this.#timers.delete(timer);
        act();
      },
      { background: true },
    );
    this.#timers.add(timer);
  }
}
