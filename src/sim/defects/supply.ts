import { NON_CRITICAL } from '../device/clients.ts';
import { Meter } from '../meter/meter.ts';
import { changeSupply, triggerSupply } from '../supply/supply-control.ts';
import { all, forgetting, type Invoke, idle, invoker, openTo, reading, unlogged, untold } from './changes.ts';
import { defectsOf } from './defect.ts';

const SUPPLY = '0.0.96.3.10.255';
const SCRIPTS = '0.0.10.0.106.255';
const DISCONNECT = 1;
const RECONNECT = 2;

/** What arms the supply enables it. */
function enablingArmed(invoke: Invoke): Invoke {
  return (device, parameters, call) => {
    const result = invoke(device, parameters, call);
    if (device instanceof Meter && device.state.supply.state === 'ready-for-reconnection') {
      changeSupply(device, 'connected', 'command');
    }
    return result;
  };
}

/** Supply and valve. */
export const supplyDefects = defectsOf(['ESME', 'GSME'], {
  'supply-not-disabled': [
    'Disabling the supply is acknowledged, and the supply stays',
    idle([SUPPLY, DISCONNECT], [SCRIPTS, 1]),
  ],
  'supply-state-not-updated': [
    'The supply changes, and its state goes on saying that it is enabled',
    all(
      reading([SUPPLY, 2], () => ({ type: 'boolean', value: true })),
      reading([SUPPLY, 3], () => ({ type: 'enum', value: 1 })),
    ),
  ],
  'supply-state-always-disabled': [
    'The supply says that it is disabled, whatever it is',
    all(
      reading([SUPPLY, 2], () => ({ type: 'boolean', value: false })),
      reading([SUPPLY, 3], () => ({ type: 'enum', value: 0 })),
    ),
  ],
  'supply-never-enabled-again': [
    'A supply that was disabled is not enabled again by a command',
    all(
      invoker([SUPPLY, RECONNECT], () => () => 'temporary-failure'),
      invoker(
        [SCRIPTS, 1],
        (invoke) => (device, parameters, call) =>
          parameters?.type === 'long-unsigned' && parameters.value === 2
            ? 'temporary-failure'
            : invoke(device, parameters, call),
      ),
    ),
  ],
  'supply-enabled-by-arming': [
    'Arming the supply enables it at once, without the consumer',
    all(invoker([SCRIPTS, 1], enablingArmed), invoker([SUPPLY, RECONNECT], enablingArmed)),
  ],
  'supply-by-anyone': [
    'The non-critical client can disable and enable the supply',
    openTo([NON_CRITICAL], [SUPPLY, DISCONNECT], [SUPPLY, RECONNECT], [SCRIPTS, 1]),
  ],
  'supply-mode-not-stored': ['Setting the control mode is acknowledged, and not stored', forgetting([SUPPLY, 4])],
  'supply-change-not-logged': [
    'Supply changes are not in the event log',
    all(
      unlogged('supply-disabled', 'supply-armed', 'supply-enabled'),
      untold('supply-disabled', 'supply-armed', 'supply-enabled'),
    ),
  ],
  'supply-button-does-nothing': [
    'A supply that is armed is not enabled by the button',
    (design) => ({ ...design, operations: { ...design.operations, supply: () => 'refused' } }),
  ],
  'supply-enabled-by-power-cut': [
    'A disabled supply is enabled again after the power was cut',
    (design) => ({
      ...design,
      operations: {
        ...design.operations,
        power: (device, operation) => {
          const result = design.operations.power?.(device, operation) ?? 'refused';
          if (operation.is === 'on' && device instanceof Meter) triggerSupply(device, 'remote-reconnect');
          return result;
        },
      },
    }),
  ],
});
