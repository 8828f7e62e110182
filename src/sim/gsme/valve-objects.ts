import { disconnectControl, outcomes } from '../classes/disconnect-control.ts';
import { scriptTable } from '../classes/script-table.ts';
import { CRITICAL, securedClients } from '../device/clients.ts';
import type { DeviceFunction } from '../device/design.ts';
import { obis } from '../device/obis.ts';
import type { Meter } from '../meter/meter.ts';
import { setControlMode, triggerSupply } from '../supply/supply-control.ts';
import { supplyCause, supplyScripts } from '../supply/supply-objects.ts';
import type { Gsme } from './gsme.ts';
import { valveWatch } from './valve.ts';

const rights = { read: securedClients, write: [CRITICAL] };

/**
 * The valve. Gas is never turned on from afar: there is no Enable Supply (SRV 7.1) for a GSME. A client disables (SRV 7.2)
 * and arms (SRV 7.3) the supply, by the scripts 1 and 3; it is the consumer who enables it, at the meter.
 */
export const valveFunction: DeviceFunction<Gsme> = {
  timed: valveWatch,
  objects: [
    disconnectControl<Meter>(obis.disconnectControl, rights, {
      state: ({ state }) => state.supply.state,
      isClosed: ({ state }) => state.supply.closed,
      mode: ({ state }) => state.supply.mode,
      setMode: (meter, mode) => (isByConsumer(mode) ? setControlMode(meter, mode) : 'other-reason'),
      trigger: triggerSupply,
    }),
    scriptTable<Meter>(obis.disconnectScripts, 'Disconnect script table', rights, [CRITICAL], {
      1: supplyScripts.disable,
      3: supplyScripts.arm,
    }),
    supplyCause,
  ],
  operations: {
    supply: (gsme, { trigger }) => (triggerSupply(gsme, trigger) === 'success' ? 'success' : 'refused'),
  },
};

/** Whether only the consumer's own hand opens the valve in a control mode. */
function isByConsumer(mode: number): boolean {
  return (
    outcomes(mode, 'remote-reconnect').includes('ready-for-reconnection') &&
    outcomes(mode, 'local-reconnect').length === 0
  );
}
