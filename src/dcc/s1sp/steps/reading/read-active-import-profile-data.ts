import { z } from 'zod';
import { S1benchError } from '../../../../core/errors.ts';
import { obisBytes } from '../../../../core/identifiers.ts';
import type { Data } from '../../../../protocol/cosem/data.ts';
import type { CaptureObjectDefinition } from '../../../../protocol/cosem/selective-access.ts';
import type { Device } from '../../device.ts';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { electricity } from '../../objects/electricity.ts';
import { readLogPeriod } from '../../parameters.ts';
import { Profile, type ProfileRow } from '../../profile.ts';
import { numberOf, quantityOf, type ScalerUnit, scalerUnitOf } from '../../values.ts';

const response = z.strictObject({
  LogEntry: z.array(
    z.strictObject({
      Timestamp: z.string(),
      /** Wh imported in the half hour that ends at `Timestamp`. */
      Electricity: z.strictObject({ PrimaryValue: z.int() }),
    }),
  ),
});
type Entry = z.output<typeof response>['LogEntry'][number];

const REGISTER_CLASSES: readonly number[] = [3, 4];
const VALUE = 2;
const SCALER_UNIT = 3;
const CAPTURE_PERIOD = 4;
/** Seconds. */
const LONGEST_PERIOD = 86_400;
/** OBIS value group C: active energy import, all phases. */
const ACTIVE_IMPORT = 1;
/** OBIS value group D: energy since the meter was made, and energy of each recording interval. */
const CUMULATIVE = 8;
const INTERVAL = 29;

/**
 * SRV 4.8.1. A profile that captures the cumulative register gives the difference from the row before, whatever lies
 * between the two: where the meter missed a capture, the next one counts for both.
 */
export const readActiveImportProfileData = equivalentSteps('4.8.1', {
  ESME: steps(z.strictObject({ ReadLogPeriod: readLogPeriod }), response, async (device, { ReadLogPeriod }) => {
    const { StartDateTime: start, EndDateTime: end } = ReadLogPeriod;
    const profile = await Profile.open(device, electricity.halfHourlyProfile);
    const position = profile.column(isActiveImport, 'active energy import');
    const column = profile.columns[position] as CaptureObjectDefinition;
    const { classId, logicalName: instance } = column;
    const scalerUnit = await device.read({ classId, instance }, SCALER_UNIT, scalerUnitOf);
    const energy = (row: ProfileRow) => wattHours(device, row, position, scalerUnit);
    if (obisBytes(instance)[3] === INTERVAL) {
      return { LogEntry: (await profile.rows(start, end)).map((row) => entry(row, energy(row))) };
    }
    const period = await device.read(electricity.halfHourlyProfile, CAPTURE_PERIOD, capturePeriodOf);
    const rows = await profile.rows(start.subtract({ seconds: period }), end);
    return {
      LogEntry: rows.flatMap((row, i) => {
        const before = rows[i - 1];
        if (before === undefined || Temporal.Instant.compare(row.at, start) < 0) return [];
        return [entry(row, energy(row) - energy(before))];
      }),
    };
  }),
});

/** The register of all rates together. */
function isActiveImport({ classId, logicalName, attributeIndex }: CaptureObjectDefinition): boolean {
  const [, , quantity, measure, rate] = obisBytes(logicalName);
  const isTotal = quantity === ACTIVE_IMPORT && (measure === CUMULATIVE || measure === INTERVAL) && rate === 0;
  return isTotal && REGISTER_CLASSES.includes(classId) && attributeIndex === VALUE;
}

/** Seconds. */
function capturePeriodOf(data: Data): number {
  const period = numberOf(data);
  if (period >= 1 && period <= LONGEST_PERIOD) return period;
  throw new S1benchError('step-value-unexpected', {
    found: `a capture period of ${period} s`,
    expected: `1 to ${LONGEST_PERIOD}`,
  });
}

function wattHours(device: Device, row: ProfileRow, position: number, scalerUnit: ScalerUnit): number {
  return device.decoded(() => quantityOf(row.values[position] as Data, scalerUnit, 'Wh'));
}

function entry({ at }: ProfileRow, wh: number): Entry {
  return { Timestamp: at.toString(), Electricity: { PrimaryValue: wh } };
}
