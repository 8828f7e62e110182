import type { Alert } from '../device/simulated-device.ts';
import type { Hub } from './hub.ts';

/** The hub keeps an alert until it is sent; where it keeps too many, the oldest one goes. */
export function keepAlert(hub: Hub, { device, event, code, at }: Alert): void {
  const kept = [...hub.state.alerts, { device, event, code, at }];
  hub.state.alerts = kept.slice(Math.max(0, kept.length - hub.model.wan['alerts-kept']));
}

/** Takes out the alerts that can be sent, the oldest first. */
export function takeAlerts(hub: Hub, canBeSent: (alert: Alert) => boolean): readonly Alert[] {
  const { alerts } = hub.state;
  const taken = alerts.filter(canBeSent);
  if (taken.length > 0) hub.state.alerts = alerts.filter((alert) => !taken.includes(alert));
  return taken;
}
