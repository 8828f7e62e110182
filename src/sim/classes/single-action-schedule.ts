import type { Obis } from '../../core/identifiers.ts';
import type { DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import type { CosemDate, CosemTime } from '../../protocol/cosem/data.ts';
import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { attribute, constant, type Rights } from './members.ts';
import { array, date, enumeration, logicalName, longUnsigned, type Shape, structure, time } from './values.ts';

/** A time at which a schedule executes its script; fields that aren't specified fit any. */
export interface ExecutionTime {
  readonly time: CosemTime;
  readonly date: CosemDate;
}

export interface ScheduleAccess<D> {
  times(device: D): readonly ExecutionTime[];
  /** Takes times, or says why not; without it they follow from something else. */
  setTimes?(device: D, times: readonly ExecutionTime[]): DataAccessResult;
}

interface Script {
  readonly table: Obis;
  readonly selector: number;
}

const executedScript: Shape<Script> = structure({ table: logicalName, selector: longUnsigned });
const executionTime: Shape<ExecutionTime> = structure({ time, date });
/** All times are alike, and dates may leave fields open. */
const SAME_TIME_ANY_DATE = 3;
/** One time, whose date may leave fields open. */
const ONE_TIME = 1;

/**
 * Single action schedule (class 22, version 0), Blue Book 4.5.7.
 * @param most times
 */
export function singleActionSchedule<D>(
  name: Obis,
  description: string,
  rights: Rights,
  script: Script,
  { times, setTimes }: ScheduleAccess<D>,
  most = 1,
): CosemObject<D> {
  return {
    classId: 22,
    version: 0,
    logicalName: name,
    description,
    attributes: {
      2: constant('executed_script', executedScript, rights, script),
      3: attribute('type', enumeration, rights, (device: D) =>
        times(device).length > 1 ? SAME_TIME_ANY_DATE : ONE_TIME,
      ),
      4: attribute('execution_time', array(executionTime, most), rights, times, setTimes),
    },
  };
}
