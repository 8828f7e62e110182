import { keyRoles } from '../../../src/migration/model/parties.ts';
import type { MeterConfiguration } from '../../../src/migration/readiness/meter-configuration.ts';
import { ReadyDevices } from '../../../src/migration/readiness/ready-devices.ts';
import { acting, giving, type ProcessDefect, patching, ruled, skipped, stepping, strategically } from './defect.ts';

type Requests = MeterConfiguration['requests'];

/** What makes meters ready does more than it should. */
function configuring(name: string, description: string, more: Requests): ProcessDefect {
  return {
    name,
    description,
    parts: (parts) => {
      const { esme, gsme } = parts.configuration.requests;
      const requests = { esme: [...esme, ...more.esme], gsme: [...gsme, ...more.gsme] };
      return { ...parts, configuration: { ...parts.configuration, requests } };
    },
  };
}

const reset = { srv: '1.5', parameters: { CreditMode: { ResetMeterBalance: {} } } };
const prepayment = {
  srv: '1.6',
  parameters: { Prepayment: { SuspendDebtDisabled: false, SuspendDebtEmergency: false, DisablementThreshold: 0 } },
};
const disable = { srv: '7.2', parameters: {} };
const clear = { srv: '3.3', parameters: {} };

/** How dormant meters are made ready (TMAD 4.27). */
export const readinessDefects: readonly ProcessDefect[] = [
  patching(
    'firmware-before-configuration',
    'Firmware is brought before the configuration is current',
    [ReadyDevices.prototype, 'applyConfiguration'],
    (apply) =>
      async function (this: ReadyDevices, meter, configuration) {
        const firmware = await this.upgradeFirmware(meter);
        this.upgradeFirmware = async () => firmware;
        return apply.call(this, meter, configuration);
      },
  ),
  patching(
    'firmware-not-upgraded',
    'Firmware is reported as upgraded, and stays as it was',
    [ReadyDevices.prototype, 'upgradeFirmware'],
    () => async () => ({ result: 'done' }),
  ),
  patching(
    'configuration-not-applied',
    'Configuration is reported as applied, and is not',
    [ReadyDevices.prototype, 'applyConfiguration'],
    () => async () => ({ result: 'done' }),
  ),
  patching(
    'configuration-called-done',
    'Configuration that failed is reported as done',
    [ReadyDevices.prototype, 'applyConfiguration'],
    (apply) =>
      async function (this: ReadyDevices, meter, configuration) {
        await apply.call(this, meter, configuration);
        return { result: 'done' };
      },
  ),
  giving('schedules-missing', 'Suppliers are not told when their dormant meters are migrated', (name, bytes, put) => {
    if (!/^(migration|firmware)-schedule/.test(name)) put(name, bytes);
  }),
  configuring('log-cleared', 'The event log of a meter is cleared as it is made ready', {
    esme: [clear],
    gsme: [clear],
  }),
  configuring('payment-mode-changed', 'A meter is set to prepayment as it is made ready', {
    esme: [prepayment],
    gsme: [prepayment],
  }),
  configuring('supply-disabled', 'The supply is disabled as a meter is made ready', {
    esme: [disable],
    gsme: [],
  }),
  configuring('balance-reset', 'The balance of a meter is reset as it is made ready', {
    esme: [reset],
    gsme: [reset],
  }),
];

/** What the S1SP and the DCO do to take devices over. */
export const testingDefects: readonly ProcessDefect[] = [
  stepping('snapshot-not-compared', 'Nobody compares what devices have recorded', 'compare', skipped),
  stepping('hub-not-woken', 'Nobody sees whether the hub answers at all', 'wake', skipped),
  stepping('identity-not-checked', 'Nobody asks devices who they are', 'identify', skipped),
  stepping('clock-not-checked', 'Nobody asks meters for the time', 'clock', skipped),
  stepping(
    'associations-not-checked',
    'Keys are changed before anybody knows that the DCO can use its own',
    'check-associations',
    skipped,
  ),
  strategically('no-second-try', 'A device that does not answer is asked once', {
    'device-testing': { tries: 1, 'wait-seconds': 900 },
  }),
  strategically('no-wait-between-tries', 'A device that does not answer is asked again at once', {
    'device-testing': { tries: 3, 'wait-seconds': 0 },
  }),
  acting('viable-whatever', 'Every installation is called viable', (cast) => {
    for (const role of keyRoles) {
      const party = cast[role];
      const note = party.noteTested.bind(party);
      party.noteTested = (set, hub, { steps }) => note(set, hub, { done: true, steps });
    }
  }),
  acting('viability-of-dco-ignored', 'What the DCO says of viability counts for nothing', ({ commissioningParty }) => {
    const decide = commissioningParty.decide.bind(commissioningParty);
    commissioningParty.decide = (set) =>
      decide(set).map((each) =>
        each.because === 'not viable for dco' ? { ...each, decision: 'commission' as const } : each,
      );
  }),
];

/** How installations are commissioned. */
export const commissioningDefects: readonly ProcessDefect[] = [
  ruled('clocks-not-set', 'SRV 8.1.1 is not sent', ({ commissioning }) => ({
    commissioning: { ...commissioning, steps: commissioning.steps.filter(({ srv }) => srv !== '8.1.1') },
  })),
  ruled('consumer-devices-forgotten', 'A PPMID or IHD does not come along', ({ commissioning }) => ({
    commissioning: { ...commissioning, steps: commissioning.steps.filter(({ about }) => about !== 'other') },
  })),
  acting('commissioning-called-done', 'Commissioning that failed counts as done', ({ commissioningParty }) => {
    const note = commissioningParty.noteCommissioned.bind(commissioningParty);
    commissioningParty.noteCommissioned = (set, hub, record) => {
      Object.assign(record.result, { done: true });
      note(set, hub, record);
    };
  }),
];
