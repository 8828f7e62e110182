import { describe, expect, it } from 'vitest';
import { type DccAlertDefinition, dccAlertBodyNames, dccAlerts } from '../../../src/core/alerts/dcc-alerts.ts';
import { dccAlertBodies } from '../../../src/dcc/dcc-alert-bodies.ts';

/** DUIS 5.4, DCCAlertCode. */
const ofDuis = ['AD1', ...Array.from({ length: 65 }, (_, i) => `N${i + 1}`).filter((code) => code !== 'N32'), 'N999'];

describe('DUIS DCCAlertCode', () => {
  it('has 66 values; there is no N32', () => {
    expect(Object.keys(dccAlerts).sort()).toEqual([...ofDuis].sort());
    expect(ofDuis).toHaveLength(66);
  });

  it('each has a body of DUIS where one is known, and says how it is known', () => {
    for (const { bodies, meaning, evidence } of Object.values<DccAlertDefinition>(dccAlerts)) {
      for (const body of bodies ?? []) expect(dccAlertBodyNames).toContain(body);
      expect(meaning).not.toBe('');
      expect(evidence).toMatch(/public|recalled/);
    }
    const unknown = Object.entries<DccAlertDefinition>(dccAlerts).filter(([, { bodies }]) => bodies === undefined);
    expect(unknown.map(([code]) => code)).toEqual(['N17', 'N37', 'N40']);
  });

  it('every body of DUIS is that of some code, and has its schema but for those of SMETS2 alone', () => {
    const used = new Set(Object.values<DccAlertDefinition>(dccAlerts).flatMap(({ bodies }) => bodies ?? []));
    expect([...used].sort()).toEqual([...dccAlertBodyNames].sort());
    const smets2 = dccAlertBodyNames.filter((name) => !Object.hasOwn(dccAlertBodies, name));
    expect(smets2).toEqual(['DualBandCHAlert', 'ALCSHCALCSConfigurationChange']);
  });
});
