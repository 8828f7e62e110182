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
import type { Mishaps } from './mishaps.ts';
import type { OnPush } from './population.ts';

/** The object whose value an alert tells: the code of the last event in the log that it stands in. */
const codeObjects: Readonly<Record<string, Obis>> = {
  event: obis.eventCode,
  security: obis.securityEventCode,
  power: obis.powerEventCode,
  tamper: obis.tamperEventCode,
};

export interface PushParts {
  readonly hub: Hub;
  readonly mishaps: Mishaps;
  /** The device that an alert is from, where it can reach the hub now. */
  sender(alert: Alert): Device | undefined;
  /** Called with the true time at which `settle` will have something to send. */
  planned(at: number): void;
}

/**
 * Sends what the hub keeps to whoever is at the other end of the WAN; without anybody there it is kept. When that will be
 * is part of the hub's state, and there is no timer here: of a hundred thousand hubs that all have something to tell at
 * midnight, none has to stay awake until it can.
 */
export class Pushes {
  readonly #parts: PushParts;
  #onPush: OnPush | undefined;

  constructor(parts: PushParts) {
    this.#parts = parts;
  }

  get onPush(): OnPush | undefined {
    return this.#onPush;
  }

  set onPush(onPush: OnPush | undefined) {
    this.#onPush = onPush;
    const { hub, planned } = this.#parts;
    // What was planned for somebody who has left since is for whoever is there now.
    if (onPush !== undefined && hub.state.push !== null) planned(hub.state.push);
    else this.arrange();
  }

  /** Sees to it that what can be sent is, as soon as the WAN allows it. */
  arrange(): void {
    const { hub, planned } = this.#parts;
    if (this.#onPush === undefined || hub.state.push !== null || !this.#hasAny()) return;
    let wait = untilConnected(hub);
    if (wait === undefined) {
      const { coverage } = hub.state.wan;
      if (!hub.model.wan['wakes-for-alerts'] || !coverage || !connect(hub)) return;
      wait = untilConnected(hub) ?? 0;
    }
    const at = hub.now() + wait + Math.floor(pass(hub) / 2);
    hub.state.push = at;
    planned(at);
  }

  /** Sends what is due. @returns true time at which there will be more, milliseconds from 1970 */
  settle(): number {
    const { hub, sender } = this.#parts;
    const { push } = hub.state;
    if (this.#onPush === undefined) return Number.POSITIVE_INFINITY;
    if (push !== null && push <= hub.now()) {
      hub.state.push = null;
      if (isConnected(hub))
        for (const alert of takeAlerts(hub, (each) => sender(each) !== undefined)) this.#push(alert);
    }
    this.arrange();
    return hub.state.push ?? Number.POSITIVE_INFINITY;
  }

  #push(alert: Alert): void {
    const { hub, mishaps, sender } = this.#parts;
    const device = sender(alert);
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
    if (apdu === undefined) return;
    pass(hub);
    // Nobody confirms a notification: one that is lost is lost for good.
    const { times, bytes } = mishaps.frame(device.eui64, 'push', apdu, hub.state.wan.messages, hub.now());
    for (let i = 0; i < times; i++) this.#onPush?.(device.eui64, logicalDevice.sap, NON_CRITICAL, bytes, alert);
  }

  #hasAny(): boolean {
    const { hub, sender } = this.#parts;
    return hub.state.power.on && hub.state.alerts.some((alert) => sender(alert) !== undefined);
  }
}
