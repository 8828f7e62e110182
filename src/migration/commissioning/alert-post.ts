import type { Eui64 } from '../../core/identifiers.ts';
import type { DccMessage } from '../../dcc/messages.ts';
import type { Exchange } from '../exchange/exchange.ts';

export type DccAlert = Extract<DccMessage, { readonly kind: 'dcc-alert' }>;

/** Name of the file of an alert: of one code to one party about one device, in one set, there is one. */
export function alertFileName(set: string, { code, to, device }: Pick<DccAlert, 'code' | 'to' | 'device'>): string {
  return `ALERT_${code}_${to}_${device ?? 'none'}_${set}.json`;
}

/**
 * Brings the DCC Alerts of a migration to whoever they are for, as files. Whoever goes on after a crash may come to send
 * one again: it is known by its name, and reaches nobody twice.
 */
export function postAlert(exchange: Exchange, set: string, alert: DccAlert): void {
  const name = alertFileName(set, alert);
  if (exchange.get(name) !== undefined) return;
  const { to, device, code, body, at } = alert;
  exchange.put(name, Buffer.from(`${JSON.stringify({ to, device, code, body, at: at.toString() })}\n`));
}

/** The S1SP's report on a device, as the body of N55 has it (DUIS 5.4, S1SPAlertDSP). */
export function s1spReport(device: Eui64, code: string, at: Temporal.Instant, information?: string) {
  return {
    S1SPAlertDSP: {
      S1SPAlert: {
        schemaVersion: '5.4',
        DeviceID: device,
        S1SPAlertCode: code,
        ...(information !== undefined && { AdditionalInformation: information }),
        DateTime: at.toString(),
      },
    },
  };
}
