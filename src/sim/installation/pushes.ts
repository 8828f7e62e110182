import type { Clock, Timer } from '../../core/clock.ts';
import type { Obis } from '../../core/identifiers.ts';
import { encodeNotification } from '../../protocol/cosem/server/notification.ts';
import { utc } from '../classes/clock.ts';
import { dateTime, longUnsigned } from '../classes/values.ts';
import { NON_CRITICAL } from '../device/clients.ts';
import type { Device } from '../device/device.ts';
import { obis } from '../device/obis.ts';
import type { Alert } from '../device/simulated-device.ts';
import { takeAlerts } from '../hub/alerts.ts';
import type { Hub } from '../hub/hub.ts';
import { connect, isConnected, pass, untilConnected } from '../hub/wan.ts';
import type { InstallationUnit } from './population.ts';

type OnPush = NonNullable<InstallationUnit['onPush']>;

/** The object whose value an alert tells: the code of the last event in the log that it stands in. */
const codeObjects: Readonly<Record<string, Obis>> = {
  event: obis.eventCode,
  security: obis.securityEventCode,
  power: obis.powerEventCode,
  tamper: obis.tamperEventCode,
};

export interface PushParts {
  readonly hub: Hub;
  readonly clock: Clock;
  /** The device that an alert is from, where it can reach the hub now. */
  sender(alert: Alert): Device | undefined;
  /** Called before anything is sent. */
  settle(): void;
}

/** Sends what the hub keeps to whoever is at the other end of the WAN; without anybody there it is kept. */
export class Pushes {
  readonly #parts: PushParts;
  #onPush: OnPush | undefined;
  #timer: Timer | undefined;

  constructor(parts: PushParts) {
    this.#parts = parts;
  }

  get onPush(): OnPush | undefined {
    return this.#onPush;
  }

  set onPush(onPush: OnPush | undefined) {
    this.#onPush = onPush;
    this.arrange();
  }

  get isUnderWay(): boolean {
    return this.#timer !== undefined;
  }

  /** Sees to it that what can be sent is, as soon as the WAN allows it. */
  arrange(): void {
    const { hub, clock } = this.#parts;
    if (this.#timer !== undefined || this.#onPush === undefined || !this.#hasAny()) return;
    let wait = untilConnected(hub);
    if (wait === undefined) {
      const { coverage } = hub.state.wan;
      if (!hub.model.wan['wakes-for-alerts'] || !coverage || !connect(hub)) return;
      wait = untilConnected(hub) ?? 0;
    }
    const after = Temporal.Duration.from({ milliseconds: wait + Math.floor(pass(hub) / 2) });
    // Nobody waits for it: a virtual clock doesn't jump for it.
    this.#timer = clock.schedule(after, () => this.#send(), { background: true });
  }

  #send(): void {
    this.#timer = undefined;
    const { hub, settle, sender } = this.#parts;
    settle();
    if (this.#onPush === undefined) return;
    if (isConnected(hub)) for (const alert of takeAlerts(hub, (each) => sender(each) !== undefined)) this.#push(alert);
    else this.arrange();
  }

  #push(alert: Alert): void {
    const device = this.#parts.sender(alert);
    const logicalDevice = device?.logicalDevices[0];
    if (device === undefined || logicalDevice === undefined) return;
    const { log } = device.design.events[alert.event];
    const time = utc(alert.at + device.clockOffset);
    const apdu = encodeNotification(logicalDevice, NON_CRITICAL, {
      kind: 'event-notification-request',
      time,
      attribute: { classId: 1, instance: codeObjects[log] ?? obis.eventCode, attribute: 2 },
      value: { type: 'structure', value: [longUnsigned.encode(alert.code), dateTime.encode(time)] },
    });
    if (apdu !== undefined) this.#onPush?.(device.eui64, logicalDevice.sap, NON_CRITICAL, apdu, alert);
  }

  #hasAny(): boolean {
    const { hub, sender } = this.#parts;
    return hub.state.power.on && hub.state.alerts.some((alert) => sender(alert) !== undefined);
  }
}
