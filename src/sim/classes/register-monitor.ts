import type { Obis } from '../../core/identifiers.ts';
import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { attribute, constant, type Rights } from './members.ts';
import { array, doubleLongUnsigned, integer, logicalName, longUnsigned, type Shape, structure } from './values.ts';

/** The value that is monitored. */
export interface MonitoredValue {
  readonly classId: number;
  readonly logicalName: Obis;
  readonly attribute: number;
}

interface Script {
  readonly table: Obis;
  readonly selector: number;
}

const monitoredValue: Shape<MonitoredValue> = structure({
  classId: longUnsigned,
  logicalName,
  attribute: integer,
});
const script: Shape<Script> = structure({ table: logicalName, selector: longUnsigned });
const actionSet: Shape<{ up: Script; down: Script }> = structure({ up: script, down: script });

/** Selector 0: crossing a threshold executes no script. */
const NO_SCRIPT: Script = { table: 0 as Obis, selector: 0 };

/** Register monitor (class 21, version 0), Blue Book 4.5.6, of a value that may cross up to `most` thresholds. */
export function registerMonitor<D>(
  name: Obis,
  description: string,
  rights: Rights,
  most: number,
  monitored: MonitoredValue,
  thresholds: (device: D) => readonly number[],
): CosemObject<D> {
  const actions = Array.from({ length: most }, () => ({ up: NO_SCRIPT, down: NO_SCRIPT }));
  return {
    classId: 21,
    version: 0,
    logicalName: name,
    description,
    attributes: {
      2: attribute('thresholds', array(doubleLongUnsigned, most), rights, thresholds),
      3: constant('monitored_value', monitoredValue, rights, monitored),
      4: constant('actions', array(actionSet, most), rights, actions),
    },
  };
}
