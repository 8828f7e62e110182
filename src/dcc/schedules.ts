import type { DccAlertCode } from '../core/alerts/dcc-alerts.ts';
import type { Clock, Timer } from '../core/clock.ts';
import { findSrv } from '../core/srv/catalogue.ts';
import type { Outbox } from './outbox.ts';
import type { ResponseCode } from './response-codes.ts';
import { type Calendar, executionFrom, periodOn, plainTime } from './schedules-calendar.ts';
import { askedFor, type ScheduleChoice, type ScheduleDetails } from './schedules-details.ts';
import type { ServiceRequest, ServiceResponse } from './service-request.ts';

type User = ServiceRequest['user'];
type Answer = Pick<ServiceResponse, 'responseCode' | 'body' | 'scheduleId'>;

export interface SchedulesParts {
  readonly clock: Clock;
  readonly outbox: Outbox;
  /** The response code by which access control refuses a request now, where it does. @throws `service-request-invalid` */
  readonly refusalOf: (request: ServiceRequest) => ResponseCode | undefined;
  readonly carryOut: (request: ServiceRequest) => Promise<ServiceResponse>;
}

interface Schedule {
  readonly id: number;
  readonly user: User;
  readonly details: ScheduleDetails;
  readonly calendar: Calendar;
  timer: Timer | undefined;
}

/** The most schedules that a response can tell of (DUIS, DSPSchedulesRead): more for one device a User can't have. */
const MOST = 99;
/** Hours of the night over which schedules that name no time are spread. Ours. */
const NIGHT_HOURS = 6;
/** One of the group of codes for removed schedules; which means which reason is not public. */
const REMOVAL: DccAlertCode = 'N38';

/**
 * Repeats requests as Users' schedules say (SRVs 5.1 to 5.3). Each execution goes through access control at its time; its
 * response goes to the User with the id of the schedule, a failed one as well. A schedule ends after its last day, and is
 * removed where access control refuses it: that is told by a DCC Alert.
 */
export class Schedules {
  readonly #parts: SchedulesParts;
  readonly #schedules = new Map<number, Schedule>();
  #lastId = 0;

  constructor(parts: SchedulesParts) {
    this.#parts = parts;
  }

  /** SRV 5.1. @throws `service-request-invalid` for parameters that the scheduled SRV doesn't take */
  create(details: ScheduleDetails, user: User): Answer {
    const { clock, refusalOf } = this.#parts;
    const id = this.#lastId + 1;
    const calendar = calendarOf(details, id);
    const now = clock.now();
    const refusal =
      unfitness(details, calendar, now) ??
      (this.#of({ DeviceID: details.DeviceID }, user).length >= MOST ? 'E050107' : undefined) ??
      refusalOf(requestOf({ details, user }, now.toZonedDateTimeISO('UTC').toPlainDate()));
    if (refusal !== undefined) return { responseCode: refusal };
    this.#lastId = id;
    const schedule: Schedule = { id, user, details, calendar, timer: undefined };
    this.#schedules.set(id, schedule);
    this.#arrange(schedule, now);
    return { responseCode: 'I0', scheduleId: id };
  }

  /** SRV 5.2: those of the User alone. */
  read(choice: ScheduleChoice, user: User): Answer {
    const found = this.#of(choice, user);
    if (found.length === 0) return { responseCode: choice.DeviceID === undefined ? 'E050201' : 'E050202' };
    const schedules = found.map(({ id, details }) => ({ DSPScheduleID: id, DSPScheduleDetails: details }));
    return { responseCode: 'I0', body: { DSPSchedules: schedules } };
  }

  /** SRV 5.3. */
  delete(choice: ScheduleChoice, user: User): Answer {
    const found = this.#of(choice, user);
    if (found.length === 0) return { responseCode: choice.DeviceID === undefined ? 'E050301' : 'E050302' };
    for (const schedule of found) this.#remove(schedule);
    return { responseCode: 'I0' };
  }

  /** Carries out nothing any more. */
  close(): void {
    for (const schedule of this.#schedules.values()) this.#remove(schedule);
  }

  #of({ DSPScheduleID, DeviceID }: ScheduleChoice, user: User): readonly Schedule[] {
    return [...this.#schedules.values()].filter(
      ({ id, details, user: owner }) =>
        owner.id === user.id && (DSPScheduleID === undefined ? details.DeviceID === DeviceID : id === DSPScheduleID),
    );
  }

  /** Sets the timer for the first execution at or after an instant; without any the schedule is over. */
  #arrange(schedule: Schedule, from: Temporal.Instant): void {
    const execution = executionFrom(schedule.calendar, from);
    if (execution === undefined) {
      this.#remove(schedule);
      return;
    }
    const { clock } = this.#parts;
    const at = execution.toInstant();
    // Nobody waits for it: a virtual clock doesn't jump for it.
    schedule.timer = clock.schedule(
      clock.now().until(at),
      () => {
        this.#arrange(schedule, at.add({ nanoseconds: 1 }));
        void this.#execute(schedule, execution.toPlainDate());
      },
      { background: true },
    );
  }

  async #execute(schedule: Schedule, day: Temporal.PlainDate): Promise<void> {
    const { outbox, refusalOf, carryOut } = this.#parts;
    const { id, user, details } = schedule;
    const request = requestOf(schedule, day);
    if (refusalOf(request) !== undefined) {
      this.#remove(schedule);
      const body = { DSPScheduleRemoval: { DeviceID: details.DeviceID, DSPScheduleID: id } };
      outbox.dccAlert({ to: user.id, device: details.DeviceID, code: REMOVAL, body });
      return;
    }
    const response = await carryOut(request);
    outbox.response({ to: user.id, device: details.DeviceID, response: { ...response, scheduleId: id } });
  }

  #remove(schedule: Schedule): void {
    schedule.timer?.cancel();
    this.#schedules.delete(schedule.id);
  }
}

function calendarOf(details: ScheduleDetails, id: number): Calendar {
  const { ScheduleFrequency, ScheduleStartDate, ScheduleEndDate, ScheduleExecutionStartTime } = details;
  return {
    frequency: ScheduleFrequency,
    start: Temporal.PlainDate.from(ScheduleStartDate),
    end: ScheduleEndDate === undefined ? undefined : Temporal.PlainDate.from(ScheduleEndDate),
    time:
      ScheduleExecutionStartTime === undefined
        ? Temporal.PlainTime.from('00:00').add({ minutes: id % (60 * NIGHT_HOURS) })
        : plainTime(ScheduleExecutionStartTime),
  };
}

/** Why a schedule can't be one; the codes are those of DUIS, what each stands for is ours. */
function unfitness(details: ScheduleDetails, calendar: Calendar, now: Temporal.Instant): ResponseCode | undefined {
  const { srv, period } = askedFor(details);
  const { DSPScheduledServiceReference: reference, DSPScheduledServiceReferenceVariant: variant } = details;
  if (srv !== variant || !(variant === reference || variant.startsWith(`${reference}.`))) return 'E050101';
  if (findSrv(srv)?.schedulable !== true) return 'E050108';
  const today = now.toZonedDateTimeISO('UTC').toPlainDate();
  if (Temporal.PlainDate.compare(calendar.start, today) < 0) return 'E050103';
  if (executionFrom(calendar, now) === undefined) return 'E050102';
  if (period === undefined) return undefined;
  const { StartDateTime, EndDateTime } = periodOn(today, period);
  return Temporal.Instant.compare(StartDateTime, EndDateTime) > 0 ? 'E050105' : undefined;
}

function requestOf({ details, user }: Pick<Schedule, 'details' | 'user'>, day: Temporal.PlainDate): ServiceRequest {
  const { srv, period } = askedFor(details);
  const parameters = period === undefined ? {} : { ReadLogPeriod: periodOn(day, period) };
  return { srv, user, target: details.DeviceID, parameters };
}
