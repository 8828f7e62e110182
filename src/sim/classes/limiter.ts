import type { Obis } from '../../core/identifiers.ts';
import type { DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import type { CosemDateTime } from '../../protocol/cosem/data.ts';
import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { attribute, constant, type Rights } from './members.ts';
import {
  array,
  boolean,
  dateTime,
  doubleLongUnsigned,
  integer,
  logicalName,
  longUnsigned,
  type Shape,
  structure,
} from './values.ts';

/** The attribute whose value is limited. */
export interface ValueDefinition {
  readonly classId: number;
  readonly logicalName: Obis;
  readonly attributeIndex: number;
}

export interface EmergencyProfile {
  readonly id: number;
  readonly activation: CosemDateTime;
  /** Seconds. */
  readonly duration: number;
}

/** Selector 0 of a script does nothing. */
export interface LimiterAction {
  readonly script: Obis;
  readonly selector: number;
}

export interface LimiterActions {
  readonly overThreshold: LimiterAction;
  readonly underThreshold: LimiterAction;
}

/** What of a limiter is set, by the name of its attribute; durations in seconds. */
export interface LimiterSettings {
  readonly thresholdNormal: number;
  readonly thresholdEmergency: number;
  readonly minOverThreshold: number;
  readonly minUnderThreshold: number;
  readonly emergencyProfile: EmergencyProfile;
  readonly groups: readonly number[];
  readonly actions: LimiterActions;
}

export interface LimiterAccess<D> {
  settings(device: D): LimiterSettings;
  set(device: D, change: Partial<LimiterSettings>): DataAccessResult;
  isEmergency(device: D): boolean;
}

/** Most emergency profile groups. */
const MOST_GROUPS = 8;

const valueDefinition: Shape<ValueDefinition> = structure({
  classId: longUnsigned,
  logicalName,
  attributeIndex: integer,
});
const emergencyProfile: Shape<EmergencyProfile> = structure({
  id: longUnsigned,
  activation: dateTime,
  duration: doubleLongUnsigned,
});
const action: Shape<LimiterAction> = structure({ script: logicalName, selector: longUnsigned });
const actions: Shape<LimiterActions> = structure({ overThreshold: action, underThreshold: action });

/** Limiter (class 71, version 0), Blue Book 4.5.9, of a value that is a double-long-unsigned. */
export function limiter<D>(
  name: Obis,
  description: string,
  rights: Required<Rights>,
  monitored: ValueDefinition,
  access: LimiterAccess<D>,
): CosemObject<D> {
  const { read } = rights;
  const setting = <K extends keyof LimiterSettings>(label: string, shape: Shape<LimiterSettings[K]>, key: K) =>
    attribute<D, LimiterSettings[K]>(
      label,
      shape,
      rights,
      (device) => access.settings(device)[key],
      (device, value) => access.set(device, { [key]: value }),
    );
  return {
    classId: 71,
    version: 0,
    logicalName: name,
    description,
    attributes: {
      2: constant('monitored_value', valueDefinition, { read }, monitored),
      3: attribute('threshold_active', doubleLongUnsigned, { read }, (device: D) => {
        const settings = access.settings(device);
        return access.isEmergency(device) ? settings.thresholdEmergency : settings.thresholdNormal;
      }),
      4: setting('threshold_normal', doubleLongUnsigned, 'thresholdNormal'),
      5: setting('threshold_emergency', doubleLongUnsigned, 'thresholdEmergency'),
      6: setting('min_over_threshold_duration', doubleLongUnsigned, 'minOverThreshold'),
      7: setting('min_under_threshold_duration', doubleLongUnsigned, 'minUnderThreshold'),
      8: setting('emergency_profile', emergencyProfile, 'emergencyProfile'),
      9: setting('emergency_profile_group_id_list', array(longUnsigned, MOST_GROUPS), 'groups'),
      10: attribute('emergency_profile_active', boolean, { read }, access.isEmergency),
      11: setting('actions', actions, 'actions'),
    },
  };
}
