import type { Eui64 } from '../../src/core/identifiers.ts';
import type { Exchange } from '../../src/migration/exchange/exchange.ts';

export interface AlertFile {
  readonly to: Eui64;
  readonly device: Eui64;
  readonly code: string;
}

/** The DCC Alerts that were given, with the names of their files. */
export function alertsIn(exchange: Exchange): readonly (AlertFile & { readonly name: string })[] {
  return exchange.names().flatMap((name) => {
    if (!name.startsWith('ALERT_')) return [];
    const text = Buffer.from(exchange.get(name) ?? []).toString();
    return [{ ...(JSON.parse(text) as AlertFile), name }];
  });
}
