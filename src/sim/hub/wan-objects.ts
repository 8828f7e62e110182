import { utc } from '../classes/clock.ts';
import { data } from '../classes/data.ts';
import { gsmDiagnostic } from '../classes/gsm-diagnostic.ts';
import { dateTime, doubleLongUnsigned, longUnsigned, unsigned } from '../classes/values.ts';
import { NON_CRITICAL, securedClients } from '../device/clients.ts';
import type { DeviceFunction } from '../device/design.ts';
import type { Hub } from './hub.ts';
import { hubNames } from './names.ts';
import { awakeSeconds, changeCoverage, changeWan, isConnected, signalQuality } from './wan.ts';

const forSecured = { read: securedClients };
const LONGEST_AWAKE = 3600;
/** Great Britain, and a network code for tests. */
const NETWORK = { countryCode: 234, networkCode: 1 } as const;

/** How the hub is reached from the WAN, and what it knows of that. */
export const wanFunction: DeviceFunction<Hub> = {
  objects: [
    gsmDiagnostic<Hub>(hubNames.gsmDiagnostic, forSecured, (hub) => ({
      operator: hub.state.wan.coverage ? hub.model.wan.operator : undefined,
      isConnected: isConnected(hub),
      cell: {
        ...NETWORK,
        cellId: hub.chance(6) % 0x10000000,
        locationId: hub.chance(7) % 0x10000,
        signalQuality: signalQuality(hub),
        bitErrorRate: hub.state.wan.coverage ? 0 : 99,
        channel: hub.chance(8) % 1024,
      },
      time: hub.time(),
    })),
    counter(hubNames.smsCount, 'SMS received', ({ state }) => state.wan.sms),
    counter(hubNames.connectionAttempts, 'WAN connection attempts', ({ state }) => state.wan.attempts),
    counter(hubNames.connections, 'WAN connections', ({ state }) => state.wan.connections),
    data<Hub, ReturnType<typeof utc>>(
      hubNames.lastConnected,
      'WAN: last connected',
      dateTime,
      forSecured,
      ({ state: { wan }, clockOffset }) =>
        (wan.lastConnected === null ? {} : utc(wan.lastConnected + clockOffset)) as ReturnType<typeof utc>,
    ),
    data<Hub, number>(
      hubNames.awakeSeconds,
      'Wake settings: seconds awake without traffic',
      longUnsigned,
      { read: securedClients, write: [NON_CRITICAL] },
      awakeSeconds,
      (hub, seconds) => {
        if (seconds < 1 || seconds > LONGEST_AWAKE) return 'other-reason';
        changeWan(hub, { awakeSeconds: seconds });
        return 'success';
      },
    ),
    data<Hub, number>(
      hubNames.smsToWake,
      'Wake settings: SMS that wake it',
      unsigned,
      forSecured,
      ({ model }) => model.wan['sms-to-wake'],
    ),
  ],
  operations: {
    wan: (hub, { is }) => changeCoverage(hub, is),
  },
};

function counter(name: typeof hubNames.smsCount, description: string, read: (hub: Hub) => number) {
  return data<Hub, number>(name, description, doubleLongUnsigned, forSecured, read);
}
