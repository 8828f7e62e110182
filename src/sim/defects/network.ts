import { all, forgetting, idle, reading, rowsOf, unlogged, untold } from './changes.ts';
import { defectsOf } from './defect.ts';
import { scaled } from './values.ts';

const SWELL = { threshold: '1.0.32.35.0.255', counter: '1.0.32.36.0.255' } as const;
const AVERAGE_OVER = { threshold: '1.0.32.35.2.255', counter: '1.0.32.36.2.255' } as const;
const NETWORK_LOG = '1.0.99.14.0.255';
const LIMITER = '0.0.17.0.0.255';
const DEMAND = '1.0.1.6.0.255';
const POWER_FAILURES = '0.0.96.7.0.255';

/** Voltage, load limiting, demand and outages of an electricity meter. */
export const networkDefects = defectsOf(['ESME'], {
  'voltage-threshold-not-stored': [
    'A new threshold of the voltage is acknowledged, and not stored',
    forgetting([SWELL.threshold, 2], [AVERAGE_OVER.threshold, 2]),
  ],
  'voltage-not-counted': [
    'Voltages above a threshold are not counted',
    all(
      reading([SWELL.counter, 2], (value) => scaled(value, 0)),
      reading([AVERAGE_OVER.counter, 2], (value) => scaled(value, 0)),
    ),
  ],
  'voltage-counter-not-reset': [
    'Resetting a counter of voltages is acknowledged, and not done',
    idle([SWELL.counter, 1], [AVERAGE_OVER.counter, 1]),
  ],
  'voltage-not-told': [
    'A voltage above a threshold is not told',
    untold('voltage-swell', 'voltage-extreme-over', 'voltage-average-over'),
  ],
  'network-log-newest-first': [
    'The network data log gives its newest row first',
    rowsOf([NETWORK_LOG, 2], (rows) => rows.toReversed()),
  ],
  'load-limit-not-stored': ['A new load limit threshold is acknowledged, and not stored', forgetting([LIMITER, 4])],
  'maximum-demand-not-reset': ['Resetting the maximum demand is acknowledged, and not done', idle([DEMAND, 1])],
  'power-failures-not-counted': [
    'Power failures are not counted',
    reading([POWER_FAILURES, 2], (value) => scaled(value, 0)),
  ],
  'outage-not-told': ['The end of an outage is not told', untold('supply-restored', 'supply-restored-long')],
  'outage-not-logged': [
    'Outages are not in the power event log',
    unlogged('supply-interrupted', 'supply-restored', 'supply-restored-long'),
  ],
});
