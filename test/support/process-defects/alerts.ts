import type { Eui64 } from '../../../src/core/identifiers.ts';
import { postAlert, s1spReport } from '../../../src/migration/commissioning/alert-post.ts';
import { metersOf } from '../../../src/migration/planning/meters.ts';
import { acting, anotherSupplier, giving, type ProcessDefect, type Put, ruled } from './defect.ts';

/** An alert goes to somebody else. */
function misdirected(code: string, to: Eui64) {
  return (name: string, bytes: Uint8Array, put: Put): void => {
    if (name.startsWith(`ALERT_${code}_`)) {
      const alert = JSON.parse(Buffer.from(bytes).toString()) as { to: string };
      put(name.replace(alert.to, to), Buffer.from(JSON.stringify({ ...alert, to })));
    } else put(name, bytes);
  };
}

/** Who is told what, and when. */
export const alertDefects: readonly ProcessDefect[] = [
  giving('n16-to-supplier', 'N16 goes to a supplier', misdirected('N16', anotherSupplier)),
  giving(
    'n16-to-wrong-operator',
    'N16 goes to the network operator of another area',
    misdirected('N16', '00-00-5E-EF-10-00-03-04' as Eui64),
  ),
  giving('n16-missing', 'N16 is not sent', (name, bytes, put) => {
    if (!name.startsWith('ALERT_N16')) put(name, bytes);
  }),
  giving('n16-twice', 'N16 is sent twice', (name, bytes, put) => {
    put(name, bytes);
    if (name.startsWith('ALERT_N16')) put(name.replace('ALERT_N16_', 'ALERT_N16_again_'), bytes);
  }),
  acting('n16-before-commissioning', 'N16 is sent before it is known that the meter is commissioned', (cast) => {
    const party = cast.commissioningParty;
    const note = party.noteCommissioned.bind(party);
    const later: (() => void)[] = [];
    party.noteCommissioned = (set, hub, record) => {
      party.alertsOf = () => (record.result.done ? record.alerts : []);
      later.push(() => note(set, hub, record));
    };
    const { conclude } = party;
    party.conclude = (set, leftOut) => {
      for (const each of later.splice(0)) each();
      return conclude.call(party, set, leftOut);
    };
  }),
  acting(
    'n16-though-not-commissioned',
    'N16 is sent of a meter whose installation then fails',
    (cast, { exchange }) => {
      const party = cast.commissioningParty;
      const note = party.noteCommissioned.bind(party);
      party.noteCommissioned = (set, hub, record) => {
        for (const alert of record.alerts) postAlert(exchange, set.name, alert);
        note(set, hub, record);
      };
    },
  ),
  acting('alerts-lost-with-the-process', 'What was still to be told as a process died is told nobody', (cast) => {
    const party = cast.commissioningParty;
    const commissioned = party.commissioned.bind(party);
    party.commissioned = (set, hub) => {
      const known = commissioned(set, hub);
      if (known !== undefined) party.alertsOf = () => [];
      return known;
    };
  }),
  giving('n55-missing', 'N55 is not sent', (name, bytes, put) => {
    if (!name.startsWith('ALERT_N55')) put(name, bytes);
  }),
  giving(
    'n55-to-another-supplier',
    'N55 goes to another supplier',
    misdirected('N55', '00-00-5E-EF-10-00-01-04' as Eui64),
  ),
  ruled('n55-says-migrated', 'N55 of an installation that was rolled back says that it was migrated', (rules) => ({
    commissioning: {
      ...rules.commissioning,
      reports: { ...rules.commissioning.reports, 'rolled-back': rules.commissioning.reports.commissioned },
    },
  })),
  acting('n55-of-refused', 'N55 is sent of installations that were refused', (cast, { exchange, world, rules }) => {
    const party = cast.commissioningParty;
    const conclude = party.conclude.bind(party);
    party.conclude = (set, leftOut) => {
      const entries = conclude(set, leftOut);
      const refused = new Set(entries.flatMap(({ hub, outcome }) => (outcome === 'refused' ? [hub] : [])));
      const at = world.clock.now();
      for (const installation of party.installationsOf(set).filter(({ hub }) => refused.has(hub.id))) {
        for (const { id, supplier } of metersOf(installation)) {
          const body = { ...s1spReport(id, rules.commissioning.reports['rolled-back'], at) };
          postAlert(exchange, set.name, { kind: 'dcc-alert', to: supplier, device: id, code: 'N55', body, at });
        }
      }
      return entries;
    };
  }),
];
