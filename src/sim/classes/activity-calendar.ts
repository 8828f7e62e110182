import type { Obis } from '../../core/identifiers.ts';
import type { ActionResult, DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import type { CosemDateTime, CosemTime } from '../../protocol/cosem/data.ts';
import type { Attribute, CosemObject } from '../../protocol/cosem/server/object.ts';
import { attribute, method, type Rights } from './members.ts';
import {
  array,
  dateTime,
  integer,
  logicalName,
  longUnsigned,
  octets,
  type Shape,
  structure,
  time,
  unsigned,
} from './values.ts';

/** Names are octet-strings, as hexadecimal. */
export interface Season {
  readonly name: string;
  /** Of every year where the year isn't specified. */
  readonly start: CosemDateTime;
  readonly week: string;
}

/** Day profile identifiers, Monday to Sunday. */
export interface Week {
  readonly name: string;
  readonly monday: number;
  readonly tuesday: number;
  readonly wednesday: number;
  readonly thursday: number;
  readonly friday: number;
  readonly saturday: number;
  readonly sunday: number;
}

export interface DayAction {
  readonly start: CosemTime;
  readonly script: Obis;
  readonly selector: number;
}

export interface DayProfile {
  readonly id: number;
  readonly schedule: readonly DayAction[];
}

export interface Calendar {
  readonly name: string;
  readonly seasons: readonly Season[];
  readonly weeks: readonly Week[];
  readonly days: readonly DayProfile[];
}

/** Most bytes of a name, and most entries of each table. */
export const calendarLimits = { name: 16, seasons: 8, weeks: 8, days: 16, actions: 48 } as const;

const name = octets(calendarLimits.name);
const season: Shape<Season> = structure({ name, start: dateTime, week: name });
const week: Shape<Week> = structure({
  name,
  monday: unsigned,
  tuesday: unsigned,
  wednesday: unsigned,
  thursday: unsigned,
  friday: unsigned,
  saturday: unsigned,
  sunday: unsigned,
});
const dayAction: Shape<DayAction> = structure({ start: time, script: logicalName, selector: longUnsigned });
const dayProfile: Shape<DayProfile> = structure({ id: unsigned, schedule: array(dayAction, calendarLimits.actions) });
const tables: { readonly [Part in keyof Calendar]: Shape<Calendar[Part]> } = {
  name,
  seasons: array(season, calendarLimits.seasons),
  weeks: array(week, calendarLimits.weeks),
  days: array(dayProfile, calendarLimits.days),
};

export interface CalendarAccess<D> {
  active(device: D): Calendar;
  passive(device: D): Calendar;
  setPassive(device: D, calendar: Calendar): DataAccessResult;
  /** Every field not specified where the passive calendar isn't to activate itself. */
  activationTime(device: D): CosemDateTime;
  setActivationTime(device: D, time: CosemDateTime): DataAccessResult;
  activate(device: D): ActionResult;
}

/** Activity calendar (class 20, version 0), Blue Book 4.5.5. The active calendar changes by activation alone. */
export function activityCalendar<D>(
  logicalName: Obis,
  rights: Required<Rights>,
  access: CalendarAccess<D>,
): CosemObject<D> {
  const active = <Part extends keyof Calendar>(label: string, part: Part): Attribute<D> =>
    attribute(`${label}_active`, tables[part], { read: rights.read }, (device: D) => access.active(device)[part]);
  const passive = <Part extends keyof Calendar>(label: string, part: Part): Attribute<D> =>
    attribute(
      `${label}_passive`,
      tables[part],
      rights,
      (device: D) => access.passive(device)[part],
      (device, value) => access.setPassive(device, { ...access.passive(device), [part]: value }),
    );
  return {
    classId: 20,
    version: 0,
    logicalName,
    description: 'Activity calendar',
    attributes: {
      2: active('calendar_name', 'name'),
      3: active('season_profile', 'seasons'),
      4: active('week_profile_table', 'weeks'),
      5: active('day_profile_table', 'days'),
      6: passive('calendar_name', 'name'),
      7: passive('season_profile', 'seasons'),
      8: passive('week_profile_table', 'weeks'),
      9: passive('day_profile_table', 'days'),
      10: attribute(
        'activate_passive_calendar_time',
        dateTime,
        rights,
        access.activationTime,
        access.setActivationTime,
      ),
    },
    methods: { 1: method('activate_passive_calendar', integer, rights.write, access.activate) },
  };
}
