import { forgetting, idle, reading, rowsOf, untold } from './changes.ts';
import { defectsOf } from './defect.ts';
import { scaled } from './values.ts';

const HAN_LOG = '0.0.128.2.0.255';
const HAN = '0.0.35.4.0.255';
const GSM = '0.0.25.6.0.255';
const CONNECTIONS = '0.0.128.1.2.255';

/** The two networks of a communications hub. */
export const hubDefects = defectsOf(['CHF'], {
  'han-log-without-first': ['The HAN device log lacks its first device', rowsOf([HAN_LOG, 2], (rows) => rows.slice(1))],
  'joining-not-enabled': ['Enabling joining is acknowledged, and not done', forgetting([HAN, 2])],
  'han-device-not-added': ['Adding a device to the HAN device log is acknowledged, and not done', idle([HAN, 1])],
  'han-device-not-removed': ['Removing a device is acknowledged, and not done', idle([HAN, 2], [HAN, 3])],
  'network-status-wrong': [
    'The hub says that it is not registered with a mobile network, while it is',
    reading([GSM, 3], () => ({ type: 'enum', value: 4 })),
  ],
  'connections-not-counted': [
    'WAN connections are not counted',
    reading([CONNECTIONS, 2], (value) => scaled(value, 0)),
  ],
  'lost-meter-not-told': ['The loss of the electricity meter on the HAN is not told', untold('esme-disconnected')],
});
