import { z } from 'zod';
import type { Device } from '../../device.ts';
import { type EquivalentSteps, equivalentSteps, type StepContext, steps } from '../../equivalent-steps.ts';
import { common } from '../../objects/common.ts';
import { dateTime, whole } from '../../parameters.ts';
import { asn1Status } from '../../status.ts';
import { dateTimeData, instantOf, numberOf } from '../../values.ts';

const TIME = 2;
const STATUS = 4;
/** Bits of clock_status (Blue Book 4.5.1). */
const INVALID = 0x01;
const DOUBTFUL = 0x02;

/** TimeStatus of the MMC, with the number that GBCS has for each. */
const timeStatuses = { reliable: 0, invalid: 1, unreliable: 2 } as const;
type TimeStatus = keyof typeof timeStatuses;

const parameters = z.strictObject({ CurrentDateTime: dateTime, TolerancePeriod: whole(0, 86_400) });
/** `TimeStatusCode` and `ResponseCode` are attributes. */
const ofElectricity = z.strictObject({
  DeviceTime: z.string(),
  Electricity: z.strictObject({
    ElecClockTimeStatus: z.strictObject({
      TimeStatus: z.enum(Object.keys(timeStatuses) as TimeStatus[]),
      TimeStatusCode: z.int(),
    }),
  }),
});
const ofGas = z.strictObject({
  DeviceTime: z.string(),
  Gas: z.strictObject({ GasClockTimeStatus: asn1Status(...(Object.keys(timeStatuses) as TimeStatus[])) }),
});

const onElectricity = steps(parameters, ofElectricity, async (device, given, context) => {
  const { time, status } = await synchronise(device, given, context);
  const ElecClockTimeStatus = { TimeStatus: status, TimeStatusCode: timeStatuses[status] };
  return { DeviceTime: time.toString(), Electricity: { ElecClockTimeStatus } };
});

const onGas = steps(parameters, ofGas, async (device, given, context) => {
  const { time, status } = await synchronise(device, given, context);
  const GasClockTimeStatus = { ASN1Status: status, ResponseCode: timeStatuses[status] };
  return { DeviceTime: time.toString(), Gas: { GasClockTimeStatus } };
});

/** SRV 6.11, critical. */
export const synchroniseClock: EquivalentSteps = equivalentSteps('6.11', { ESME: onElectricity, GSME: onGas });

/** SRV 8.1.1, critical: a device is commissioned once its clock is right. Its status in the inventory is the DCC's to change. */
export const commissionDevice: EquivalentSteps = equivalentSteps('8.1.1', { ESME: onElectricity, GSME: onGas });

/**
 * The clock is set to the reference time of the S1SP, and only where the request's CurrentDateTime lies within
 * TolerancePeriod of it: a request that was held up must not set a clock wrong. The time read back is reliable where it,
 * too, lies within that period of the reference, and the device has nothing to say against it.
 */
async function synchronise(
  device: Device,
  { CurrentDateTime, TolerancePeriod }: z.output<typeof parameters>,
  { clock }: StepContext,
): Promise<{ readonly time: Temporal.Instant; readonly status: TimeStatus }> {
  const distance = (time: Temporal.Instant): number => time.until(clock.now()).abs().total('seconds');
  if (distance(CurrentDateTime) > TolerancePeriod) {
    throw device.unexpected(`CurrentDateTime ${CurrentDateTime}, more than ${TolerancePeriod} s from ${clock.now()}`);
  }
  // The way to the device may take its time to open: the time of the reference is taken after that.
  await device.read(common.clock, TIME, instantOf);
  const set = clock.now();
  // A clock goes on: one that was set shows a time that is near.
  await device.write(common.clock, TIME, dateTimeData(set), (now) => distance(instantOf(now)) <= TolerancePeriod);
  const time = await device.read(common.clock, TIME, instantOf);
  const isNear = distance(time) <= TolerancePeriod;
  const bits = await device.read(common.clock, STATUS, numberOf);
  return { time, status: statusOf(bits, isNear) };
}

function statusOf(bits: number, isNear: boolean): TimeStatus {
  if ((bits & INVALID) !== 0) return 'invalid';
  return isNear && (bits & DOUBTFUL) === 0 ? 'reliable' : 'unreliable';
}
