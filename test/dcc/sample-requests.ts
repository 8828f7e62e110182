import type { DeviceType } from '../../src/core/srv/catalogue.ts';
import { equivalentStepsBySrv } from '../../src/dcc/s1sp/steps/all.ts';
import { certificates } from './certificates.ts';
import { electricityUpdate, gasUpdate, type Plan } from './tariff-arbitraries.ts';

/** What sample requests depend on. */
export interface SampleWorld {
  readonly now: Temporal.Instant;
  /** A device that another one can be joined with. */
  readonly other: string;
  /** Of an image that the device holds. */
  readonly firmwareHash?: string | undefined;
}

type Sample = (world: SampleWorld, type: DeviceType) => object;

/** One rate all day. */
const plan: Plan = {
  isBlock: false,
  days: [{ name: 1, switches: [{ at: '00:00:00Z', rate: 1 }] }],
  weeks: [{ name: 1, days: [1, 1, 1, 1, 1, 1, 1] }],
  seasons: [{ name: 'ALL', start: { year: undefined, month: 1, day: 1, weekday: undefined }, week: 1 }],
  specialDays: [],
  thresholds: Array.from({ length: 8 }, () => [4_294_967_295]),
  scale: -5,
  prices: [[20_000]],
  standingScale: -5,
  standingCharge: 25_000,
};

const amounts = {
  DebtRecoveryRateCap: 100,
  EmergencyCreditLimit: 500_000,
  EmergencyCreditThreshold: 100_000,
  LowCreditThreshold: 200_000,
  MaxMeterBalance: 25_000_000,
  MaxCreditThreshold: 10_000_000,
};
const everyDay = Array.from({ length: 7 }, (_, i) => ({ index: i + 1, Value: 1 }));
const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

const credentials = {
  RemotePartyRole: 'Supplier',
  ReplacementCertificates: {
    DigitalSigningCertificate: certificates.signing,
    KeyAgreementCertificate: certificates.agreement,
  },
  CertificationPathCertificates: { Certificate: [certificates.issuer, certificates.root] },
  ApplyTimeBasedCPVChecks: false,
};

const date = {
  Year: { SpecifiedYear: 2026 },
  Month: { SpecifiedMonth: 12 },
  DayOfMonth: { SpecifiedDayOfMonth: 25 },
  DayOfWeek: { NonSpecifiedDayOfWeek: {} },
};
const electricityPrepayment = {
  UpdatePrepayConfigElectricity: {
    ...amounts,
    ElectricityNonDisablementCalendar: {
      ElectricitySpecialDays: { SpecialDay: [{ Date: date, index: 1 }] },
      ElectricityNonDisablementSchedule: ['START', 'STOP'].map((script, i) => ({
        NonDisablementScript: script,
        SpecialDaysApplicability: { SpecialDayApplicability: [{ SpecialDayID: 1 }] },
        DaysOfWeekApplicability: { DayOfWeekApplicability: weekdays.map((DayOfWeekID) => ({ DayOfWeekID })) },
        ScheduleDatesAndTime: { SwitchTime: `${18 + i}:00:00Z`, StartDate: '2026-01-01Z', EndDate: '2026-12-31Z' },
      })),
    },
  },
};
const gasPrepayment = {
  UpdatePrepayConfigGas: {
    ...amounts,
    GasNonDisablementCalendar: {
      DayProfiles: {
        GasNonDisablementDayProfile: [
          { TimeStartAction: [{ StartTime: '18:00:00Z', NonDisablementAction: 'START' }], GasDayName: 1 },
        ],
      },
      WeekProfiles: { WeekProfile: [{ WeekName: 1, ReferencedDayName: everyDay }] },
      SeasonProfiles: {
        Season: [
          {
            SeasonStartDate: {
              GasYearWithWildcards: { NonSpecifiedYear: {} },
              GasMonthWithWildcards: { SpecifiedMonth: 1 },
              GasDayOfMonthWithWildcards: { SpecifiedDayOfMonth: 1 },
              GasDayOfWeekWithWildcards: { NonSpecifiedDayOfWeek: {} },
            },
            ReferencedWeekName: 1,
          },
        ],
      },
      SpecialDays: { SpecialDay: [] },
    },
  },
};

const voltage = {
  RMSVoltageSettings: {
    RMSExtremeOverVoltageMeasurementPeriod: 30,
    RMSExtremeOverVoltageThreshold: 2760,
    RMSExtremeUnderVoltageMeasurementPeriod: 30,
    RMSExtremeUnderVoltageThreshold: 1840,
    RMSVoltageSagMeasurementPeriod: 20,
    RMSVoltageSagThreshold: 2070,
    RMSVoltageSwellMeasurementPeriod: 20,
    RMSVoltageSwellThreshold: 2530,
  },
  SinglePhaseVoltageSettings: {
    AverageRMSOverVoltageThreshold: 2530,
    AverageRMSUnderVoltageThreshold: 2162,
    AverageRMSVoltageMeasurementPeriod: 1800,
  },
};

function debts(type: DeviceType): object {
  const recovery = isGas(type)
    ? { DebtRecoveryRate: 0, DebtRecoveryRatePeriod: 'DAILY' }
    : { DebtRecoveryRate: 0, DebtRecoveryRatePriceScale: -5, DebtRecoveryRatePeriod: 'DAILY' };
  const fuel = isGas(type) ? 'Gas' : 'Elec';
  return {
    TimeDebtRegister1: 1000,
    TimeDebtRegister2: 0,
    PaymentDebtRegister: 0,
    DebtRecoveryPerPayment: 2500,
    [`${fuel}DebtRecovery1`]: recovery,
    [`${fuel}DebtRecovery2`]: recovery,
  };
}

const isGas = (type: DeviceType): boolean => type === 'GSME' || type === 'GPF';
const elements = (type: DeviceType) => (isGas(type) ? gasUpdate(plan) : electricityUpdate(plan));
const logPeriod: Sample = ({ now }) => ({
  ReadLogPeriod: { StartDateTime: now.subtract({ hours: 50 }).toString(), EndDateTime: now.toString() },
});
const clock: Sample = ({ now }) => ({ CurrentDateTime: now.toString(), TolerancePeriod: 86_400 });
const join: Sample = ({ other }) => ({ OtherDeviceID: other });

/** By SRV, for those that take parameters; sound ones, which a sound device carries out or has a reason to refuse. */
const samples: Readonly<Record<string, Sample>> = {
  '1.1.1': (_, type) => elements(type),
  '1.2.1': (_, type) => ({ PriceElements: elements(type).PriceElements }),
  '1.5': () => ({ CreditMode: { AdjustMeterBalance: 1000 } }),
  '1.6': () => ({
    Prepayment: { SuspendDebtDisabled: false, SuspendDebtEmergency: false, DisablementThreshold: -2_000_000_000 },
  }),
  '2.1': (_, type) => (isGas(type) ? gasPrepayment : electricityPrepayment),
  '2.2': () => ({ UTRN: '12345678901234567890' }),
  '2.3': (_, type) => debts(type),
  '3.1': () => ({ SupplierMessage: 'Hello' }),
  '3.2': ({ now }) => ({ RestrictionDateTime: now.subtract({ hours: 24 }).toString() }),
  '3.4': () => ({ SupplierName: 'Supplier', SupplierTelephoneNumber: '01234 567890' }),
  '6.4.1': () => ({
    LoadLimitPeriod: 60,
    LoadLimitPowerThreshold: 50_000,
    LoadLimitRestorationPeriod: 300,
    LoadLimitSupplyState: 'Unchanged',
  }),
  '6.5': () => voltage,
  '6.6': () => ({ CalorificValue: 39.5, ConversionFactor: 1.02264 }),
  '6.7': () => ({
    UncontrolledGasFlowRateDecimal: 0.1,
    SupplyDepletionState: 'Unchanged',
    SupplyTamperState: 'Unchanged',
    StabilisationPeriod: 30,
    MeasurementPeriod: 60,
  }),
  '6.8': ({ now }, type) =>
    isGas(type)
      ? { GasBillingCalendar: { BillingPeriodStart: now.add({ hours: 24 }).toString(), Periodicity: 'Monthly' } }
      : { ElectricityBillingCalendar: { BillingTime: '00:00:00Z', Monthly: 1 } },
  '6.11': clock,
  '6.12': () => ({ LowMediumPowerThreshold: 500, MediumHighPowerThreshold: 2000 }),
  '6.13': (world, type) => ({ ...logPeriod(world, type), LogToRead: 'Event' }),
  '6.15.1': () => ({
    ...credentials,
    ReplacementCertificates: { SupplierOrNetworkOperatorCertificates: credentials.ReplacementCertificates },
  }),
  '6.20.1': (_, type) =>
    isGas(type) ? { ImportMPRN: '4000300101' } : { ImportMPANs: { ImportMPAN: '1200000040005' } },
  '6.21': () => credentials,
  '6.23': (_, type) => ({
    SupplierFloorSeqNumber: 1,
    SupplierReplacementCertificates: credentials.ReplacementCertificates,
    CertificationPathCertificates: credentials.CertificationPathCertificates,
    ApplyTimeBasedCPVChecks: false,
    ImportMPxN: isGas(type) ? '4000300101' : '1200000040005',
  }),
  '6.24.1': () => ({ RemotePartyRole: ['Supplier', 'Root'] }),
  '6.25': () => ({ SupplyTamperState: 'Locked' }),
  '6.26': () => ({ DailyTariffBlockCounterMatrixReset: true }),
  '8.1.1': clock,
  '8.7.1': join,
  '8.7.2': join,
  '8.8.1': join,
  '8.8.2': join,
  '8.11': ({ other }) => ({ DeviceID: other, RequestType: 'Remove' }),
  '11.3': ({ firmwareHash = 'AB'.repeat(32) }) => ({ FirmwareHash: firmwareHash }),
};
const period = ['4.4.2', '4.4.3', '4.4.4', '4.4.5', '4.6.1', '4.8.1', '4.8.2', '4.8.3', '4.10', '4.14', '4.17'];
const all: Readonly<Record<string, Sample>> = {
  ...samples,
  ...Object.fromEntries(period.map((srv) => [srv, logPeriod])),
};

/** Sound parameters of an SRV for a type of device. */
export function sampleParameters(srv: string, type: DeviceType, world: SampleWorld): object {
  return all[srv]?.(world, type) ?? {};
}

/** Every SRV with every type of device that has steps for it. */
export const everyRequest: readonly (readonly [srv: string, type: DeviceType])[] = [
  ...equivalentStepsBySrv.values(),
].flatMap(({ srv, on }) => (Object.keys(on) as DeviceType[]).map((type) => [srv, type] as const));

/** For tests of whatever has nothing to do with a particular world. */
export const someWorld: SampleWorld = {
  now: Temporal.Instant.from('2026-01-15T10:20:00Z'),
  other: '00-00-5E-EF-10-00-00-44',
};
