import { describe, expect, it } from 'vitest';
import { deviceAlerts, findDeviceAlert, hexAlertCode } from '../../../src/core/alerts/device-alerts.ts';
import { type EventDefinition, events } from '../../../src/sim/device/events.ts';

const LOWEST_GBCS_CODE = 0x8000;

describe('GBCS device alerts', () => {
  it('are 184, each with a code of its own, four capital hexadecimal digits from 8000 on', () => {
    expect(deviceAlerts).toHaveLength(184);
    expect(new Set(deviceAlerts.map(({ code }) => code)).size).toBe(184);
    for (const { code, meaning } of deviceAlerts) {
      expect(code).toMatch(/^[8-9A-F][0-9A-F]{3}$/);
      expect(meaning).toMatch(/^[\x20-\x7e]{1,250}$/);
    }
  });

  it('are found by number and by digits', () => {
    const coverRemoved = { code: '8F76', meaning: 'Unauthorised Physical Access - Terminal Cover Removed' };
    expect(findDeviceAlert(0x8f76)).toEqual(coverRemoved);
    expect(findDeviceAlert('8f76')).toEqual(coverRemoved);
    expect(findDeviceAlert(0x0101)).toBeUndefined();
    expect(findDeviceAlert('N55')).toBeUndefined();
    expect(hexAlertCode(0x201)).toBe('0201');
  });

  it.each(Object.entries<EventDefinition>(events))(
    '%s of the simulated devices is what GBCS means by its code',
    (_, event) => {
      const { code, meaning, alert } = event;
      // What GBCS has no code for has one of this project's own, which isn't of its range.
      const published = findDeviceAlert(code);
      expect(published === undefined).toBe(code < LOWEST_GBCS_CODE);
      if (published !== undefined) expect(published.meaning.startsWith(meaning)).toBe(true);
      if (alert === true) expect(published).toBeDefined();
    },
  );
});
