import { all, forgetting, inOperation, reading, unlogged, untold } from './changes.ts';
import { defectsOf } from './defect.ts';
import { scaled } from './values.ts';

const MESSAGE = '0.0.96.13.1.255';
const SUPPLIER = '0.0.140.2.0.255';
const METER_OPENED = '0.0.96.20.0.255';
const BATTERY_COVER_OPENED = '0.0.140.20.5.255';

/** What the consumer and the fitter notice. */
export const personDefects = defectsOf(['ESME', 'GSME'], {
  'message-not-stored': ['A message to the consumer is acknowledged, and not shown', forgetting([MESSAGE, 2])],
  'supplier-name-not-stored': ['The name of a new supplier is acknowledged, and not stored', forgetting([SUPPLIER, 2])],
  'message-cannot-be-acknowledged': [
    'An acknowledgement by the consumer is lost',
    inOperation('acknowledge-message', () => 'refused'),
  ],
  'tamper-not-told': [
    'Covers that are opened are not told',
    untold('terminal-cover-opened', 'meter-cover-opened', 'battery-cover-opened'),
  ],
  'tamper-not-logged': [
    'Covers that are opened are in no log',
    unlogged('terminal-cover-opened', 'meter-cover-opened', 'battery-cover-opened'),
  ],
  'tamper-not-counted': [
    'Covers that are opened are not counted',
    all(
      reading([METER_OPENED, 2], (value) => scaled(value, 0)),
      reading([BATTERY_COVER_OPENED, 2], (value) => scaled(value, 0)),
    ),
  ],
  'magnet-unnoticed': ['A strong magnet leaves no trace', all(unlogged('magnet-detected'), untold('magnet-detected'))],
});
