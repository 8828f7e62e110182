import { z } from 'zod';
import { formatObis, type Obis, parseObis } from '../../../../core/identifiers.ts';
import type { Data } from '../../../../protocol/cosem/data.ts';
import type { Device } from '../../device.ts';
import { equivalentSteps } from '../../equivalent-steps.ts';
import { electricity } from '../../objects/electricity.ts';
import { gas } from '../../objects/gas.ts';
import type { ObjectRef } from '../../objects/object-ref.ts';
import { Profile, type Selection } from '../../profile.ts';
import { type MmcUnit, quantityOf, scalerUnitOf } from '../../values.ts';
import { type LogPeriod, profileSteps, readLogForOthers } from './parameters.ts';
import { cubicMetres, wattHours } from './quantities.ts';

/** Most entries of the MMC's log. */
const MOST_ENTRIES = 31;
const SCALER_UNIT = 3;

/** MMC IntegerWithIndex and DecimalWithIndex: the text of the element is its `Value`, `index` is an attribute. */
const withIndex = <T extends z.ZodType>(value: T) => z.strictObject({ Value: value, index: z.int().min(1) });

const ofElectricity = z.strictObject({
  LogEntry: z.array(
    z.strictObject({
      Timestamp: z.string(),
      Electricity: z.strictObject({
        /** Wh, and by rate, as the registers stood at `Timestamp`. */
        ElecActiveImportRegisterConsumption: z.int(),
        TariffTOURegisterMatrixValue: z.array(withIndex(z.int())).max(48),
      }),
    }),
  ),
});
const ofGas = z.strictObject({
  LogEntry: z.array(
    z.strictObject({
      Timestamp: z.string(),
      Gas: z.strictObject({
        /** m3, and by rate, as the registers stood at `Timestamp`. */
        GasActiveImportRegisterConsumption: z.number(),
        TariffTOURegisterMatrix: z.array(withIndex(z.number())).max(4),
      }),
    }),
  ),
});

const readVolumes = profileSteps(readLogForOthers, ofGas, async (device, period, selection) => {
  const rows = await readRegisters(device, gas.dailyProfile, gas.volume, cubicMetres, period, selection);
  return {
    LogEntry: rows.map(({ at, total, rates }) => ({
      Timestamp: at,
      Gas: { GasActiveImportRegisterConsumption: total, TariffTOURegisterMatrix: rates },
    })),
  };
});

/** SRV 4.6.1. Of a longer period the latest entries are given; there are as many rates as the meter has. */
export const retrieveImportDailyReadLog = equivalentSteps('4.6.1', {
  ESME: profileSteps(readLogForOthers, ofElectricity, async (device, period, selection) => {
    const { dailyProfile, activeImport } = electricity;
    const rows = await readRegisters(device, dailyProfile, activeImport, wattHours, period, selection);
    return {
      LogEntry: rows.map(({ at, total, rates }) => ({
        Timestamp: at,
        Electricity: { ElecActiveImportRegisterConsumption: total, TariffTOURegisterMatrixValue: rates },
      })),
    };
  }),
  GSME: readVolumes,
  GPF: readVolumes,
});

/** Rows of a profile that captures a register in total and by rate: these count alike, so one scaler is asked for. */
async function readRegisters(
  device: Device,
  object: ObjectRef,
  register: ObjectRef,
  unit: MmcUnit,
  { StartDateTime, EndDateTime }: LogPeriod,
  selection: Selection,
) {
  const profile = await Profile.open(device, object, selection);
  const position = (name: Obis): number => profile.columns.findIndex(({ logicalName }) => logicalName === name);
  const total = profile.column(({ logicalName }) => logicalName === register.instance, 'the register in total');
  const rates = Array.from({ length: profile.columns.length }, (_, i) => position(ofRate(register.instance, i + 1)));
  const scalerUnit = await device.read(register, SCALER_UNIT, scalerUnitOf);
  const rows = await profile.rows(StartDateTime, EndDateTime);
  return rows.slice(-MOST_ENTRIES).map(({ at, values }) =>
    device.decoded(() => {
      const value = (column: number): number => quantityOf(values[column] as Data, scalerUnit, unit);
      return {
        at: at.toString(),
        total: value(total),
        rates: rates.flatMap((column, i) => (column === -1 ? [] : [{ Value: value(column), index: i + 1 }])),
      };
    }),
  );
}

/** Value group E is the rate, in electricity as in gas (Blue Book 7). */
function ofRate(total: Obis, rate: number): Obis {
  return parseObis(formatObis(total).replace(/0\.255$/, `${rate}.255`));
}
