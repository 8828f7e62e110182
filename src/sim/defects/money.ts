import { all, forgetting, idle, inOperation, invoker, reading, rowsOf, unlogged, untold } from './changes.ts';
import { defectsOf } from './defect.ts';
import { moved, scaled } from './values.ts';

const CALENDAR = '0.0.13.0.0.255';
const TARIFF_COMMANDS = '0.0.10.0.120.255';
const PRICES = '0.0.130.2.4.255';
const PRICE_NOW = '0.0.130.0.1.255';
const COST = '0.0.130.0.4.255';
const COST_YESTERDAY = '0.0.130.4.1.255';
const STANDING_CHARGE = '0.0.130.1.7.255';
const BILLING_CALENDAR = '0.0.131.0.0.255';
const BILLING_LOG = '0.0.98.1.0.255';
const ACCOUNT = '0.0.19.0.0.255';
const BALANCE = '0.0.19.10.0.255';
const EMERGENCY_CREDIT = '0.0.19.10.1.255';
const TIME_DEBT = '0.0.19.20.2.255';
const TOKENS = '0.0.19.40.0.255';
const MAXIMUM_BALANCE = '0.0.19.50.1.255';
const NON_DISABLEMENT = '0.0.13.0.1.255';

/** Tariff, prices, billing and prepayment. */
export const moneyDefects = defectsOf(['ESME', 'GSME'], {
  'calendar-not-stored': [
    'Day profiles of the passive calendar are acknowledged, and not stored',
    forgetting([CALENDAR, 9]),
  ],
  'calendar-not-activated': ['Activating the passive calendar is acknowledged, and not done', idle([CALENDAR, 1])],
  'prices-not-stored': ['New prices are acknowledged, and not stored', forgetting([PRICES, 2])],
  'tariff-commands-do-nothing': [
    'Resetting the block counters, or activating new prices, is acknowledged and not done',
    idle([TARIFF_COMMANDS, 1]),
  ],
  'price-of-now-too-high': [
    'The price in force is shown higher than it is',
    reading([PRICE_NOW, 2], (value) => moved(value, 100)),
  ],
  'cost-doubled': ['The cost of consumption is twice what it is', reading([COST, 2], (value) => scaled(value, 2))],
  'cost-of-yesterday-missing': [
    'The cost of the previous day is always nothing',
    reading([COST_YESTERDAY, 2], (value) => scaled(value, 0)),
  ],
  'standing-charge-missing': [
    'The standing charge is shown as more than it is',
    reading([STANDING_CHARGE, 2], (value) => moved(value, 1)),
  ],
  'billing-date-not-stored': [
    'A new billing calendar is acknowledged, and not stored',
    forgetting([BILLING_CALENDAR, 2]),
  ],
  'billing-log-without-newest': [
    'The billing data log lacks its newest row',
    rowsOf([BILLING_LOG, 2], (rows) => rows.slice(0, -1)),
  ],
  'billing-log-not-captured': ['A capture of billing data that a client asks for is not made', idle([BILLING_LOG, 2])],
  'billing-not-told': ['An update of the billing data log is not told', untold('billing-data-log-updated')],
  'payment-mode-not-stored': [
    'A change of the payment mode is acknowledged, and not done',
    all(forgetting([ACCOUNT, 2]), idle([ACCOUNT, 1], [ACCOUNT, 2])),
  ],
  'balance-not-adjusted': [
    'An adjustment of the meter balance is acknowledged, and not made',
    idle([BALANCE, 1], [BALANCE, 2]),
  ],
  'balance-too-high': [
    'The meter balance is shown higher than it is',
    reading([BALANCE, 2], (value) => moved(value, 1000)),
  ],
  'top-up-not-credited': ['A UTRN from a client is acknowledged, and not credited', idle([TOKENS, 1])],
  'top-up-refused': ['Every UTRN from a client is refused', invoker([TOKENS, 1], () => () => 'other-reason')],
  'top-up-by-hand-not-credited': [
    'A UTRN that is typed in is acknowledged, and not credited',
    inOperation('utrn', () => 'success'),
  ],
  'emergency-credit-not-activated': [
    'Emergency credit is said to be activated, and is not',
    all(
      idle([EMERGENCY_CREDIT, 3]),
      inOperation('emergency-credit', () => 'success'),
    ),
  ],
  'debt-not-stored': ['A new debt is acknowledged, and not stored', idle([TIME_DEBT, 4], [TIME_DEBT, 5])],
  'maximum-balance-not-stored': [
    'A new maximum meter balance is acknowledged, and not stored',
    forgetting([MAXIMUM_BALANCE, 2]),
  ],
  'non-disablement-not-stored': [
    'The non-disablement calendar is acknowledged, and not stored',
    forgetting([NON_DISABLEMENT, 9]),
  ],
  'payment-mode-change-not-logged': [
    'A change of the payment mode is not in the event log',
    all(unlogged('payment-mode-changed'), untold('payment-mode-changed')),
  ],
});
