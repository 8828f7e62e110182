import { deviceAlertTable } from './device-alert-table.ts';

/** A device alert of the GBCS. A SMETS1 alert carries its code in the MMC's `GBCSHexAlertCode`. */
export interface DeviceAlert {
  /** Four hexadecimal digits, capital letters. */
  readonly code: string;
  readonly meaning: string;
}

/** Every device alert code that is published, in the order of the codes. */
export const deviceAlerts: readonly DeviceAlert[] = deviceAlertTable
  .trim()
  .split('\n')
  .map((line) => {
    const [code, meaning] = line.split(' | ') as [string, string];
    return { code, meaning };
  });

const byCode: ReadonlyMap<string, DeviceAlert> = new Map(deviceAlerts.map((alert) => [alert.code, alert]));

/** The alert of a code, given as a number or as hexadecimal digits; nothing for one that is not published. */
export function findDeviceAlert(code: number | string): DeviceAlert | undefined {
  return byCode.get(typeof code === 'number' ? hexAlertCode(code) : code.toUpperCase());
}

/** A code as `GBCSHexAlertCode` has it: four hexadecimal digits, capital letters. */
export function hexAlertCode(code: number): string {
  return code.toString(16).toUpperCase().padStart(4, '0');
}
