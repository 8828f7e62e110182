import { type Obis, parseObis } from '../../core/identifiers.ts';
import type { CosemDateTime } from '../../protocol/cosem/data.ts';
import { utc } from '../classes/clock.ts';
import { data } from '../classes/data.ts';
import { keptRows, profileGeneric } from '../classes/profile-generic.ts';
import { dateTime, doubleLongUnsigned, longUnsigned, type Shape } from '../classes/values.ts';
import { capturedValue, clockCaptured } from '../device/captured.ts';
import { securedClients } from '../device/clients.ts';
import type { DeviceFunction } from '../device/design.ts';
import { failPower, isLong, type MainsDevice, type OutageFacts, type PowerHooks, restorePower } from './outages.ts';
import type { Outage } from './state.ts';

/** Blue Book 6.2.46, power failure monitoring; C is in all phases, of which there is one. */
const powerNames = {
  failures: parseObis('0.0.96.7.0.255'),
  longFailures: parseObis('0.0.96.7.5.255'),
  lastFailure: parseObis('0.0.96.7.10.255'),
  lastLongDuration: parseObis('0.0.96.7.15.255'),
  longThreshold: parseObis('0.0.96.7.20.255'),
  failureLog: parseObis('1.0.99.97.0.255'),
} as const;

const forSecured = { read: securedClients };
const NEVER: CosemDateTime = {};

/** Having power or not: what the world does to it, and what the device tells of it afterwards. */
export function powerFunction<D extends MainsDevice>(facts: OutageFacts, hooks: PowerHooks<D> = {}): DeviceFunction<D> {
  const longOnes = ({ state }: D): readonly Outage[] => state.outages.kept.filter((outage) => isLong(outage, facts));
  const object = <T>(name: Obis, description: string, shape: Shape<T>, read: (device: D) => T) =>
    data<D, T>(name, description, shape, forSecured, read);
  return {
    objects: [
      object(powerNames.failures, 'Number of power failures', doubleLongUnsigned, ({ state }) => state.outages.count),
      object(
        powerNames.longFailures,
        'Number of long power failures',
        doubleLongUnsigned,
        ({ state }) => state.outages.long,
      ),
      object(powerNames.lastFailure, 'Time of the last power failure', dateTime, ({ state }) => {
        const last = state.outages.kept.at(-1);
        return last === undefined ? NEVER : utc(last.began);
      }),
      object(
        powerNames.lastLongDuration,
        'Duration of the last long power failure, in seconds',
        doubleLongUnsigned,
        (device) => {
          const last = longOnes(device).at(-1);
          return last === undefined ? 0 : seconds(last);
        },
      ),
      object(
        powerNames.longThreshold,
        'Time threshold for a long power failure, in seconds',
        longUnsigned,
        () => facts['long-seconds'],
      ),
      profileGeneric<D, Outage>({
        logicalName: powerNames.failureLog,
        description: 'Power failure event log: long power failures',
        rights: forSecured,
        capturePeriod: 0,
        profileEntries: facts.kept,
        columns: [
          { captures: clockCaptured, value: (_, outage) => dateTime.encode(utc(outage.ended)) },
          {
            captures: capturedValue(1, powerNames.lastLongDuration),
            value: (_, outage) => doubleLongUnsigned.encode(seconds(outage)),
          },
        ],
        rows: (device) => keptRows(longOnes(device), ({ ended }) => ended),
      }),
    ],
    operations: {
      power: (device, { is }) => (is === 'off' ? failPower(device, hooks) : restorePower(device, facts, hooks)),
    },
  };
}

function seconds({ from, to }: Outage): number {
  return Math.floor((to - from) / 1000);
}
