import { VirtualClock } from '../../../src/core/clock.ts';
import { encodeDateTime } from '../../../src/protocol/cosem/date-time.ts';
import { utc } from '../../../src/sim/classes/clock.ts';
import { showMessage } from '../../../src/sim/customer/customer-control.ts';
import type { EventName } from '../../../src/sim/device/events.ts';
import type { Operation } from '../../../src/sim/device/operations.ts';
import type { Esme } from '../../../src/sim/esme/esme.ts';
import { loadInstallation } from '../../../src/sim/files/load.ts';
import { blocksOf, firmwareImage } from '../../../src/sim/firmware/image.ts';
import type { Gsme } from '../../../src/sim/gsme/gsme.ts';
import type { Hub } from '../../../src/sim/hub/hub.ts';
import { createDevices } from '../../../src/sim/installation/devices.ts';
import {
  adjustBalance,
  configure,
  setPaymentMode,
  setRecovery,
  setTimeDebt,
} from '../../../src/sim/payment/payment-control.ts';
import { addCredit } from '../../../src/sim/payment/top-up.ts';
import { type Client, DeviceBench } from '../bench.ts';
import { activate, initiate, sendBlock, verify } from '../firmware/updated.ts';

const installation = await loadInstallation('hardware/installations/moc-secure-dual-fuel.yaml');
const CLOCK = [8, '0.0.1.0.0.255'] as const;
const zero = { type: 'integer', value: 0 } as const;

/** A dwelling of its own for each event. */
export class World {
  readonly clock = new VirtualClock(installation.start);
  readonly #devices = createDevices(installation, this.clock);

  get esme(): Esme {
    return this.#devices.esme;
  }

  get gsme(): Gsme {
    return this.#devices.gsme as Gsme;
  }

  get hub(): Hub {
    return this.#devices.hub as Hub;
  }

  client(sap: 1 | 2): Client {
    return new DeviceBench(this.esme, this.clock, installation.devices.esme.keys).associate(sap);
  }

  pass(duration: Temporal.DurationLike): void {
    this.clock.advance(Temporal.Duration.from(duration));
    for (const device of [this.hub, this.esme, this.gsme]) device.settle();
  }

  /** Codes that any device of it has logged. */
  logged(): ReadonlySet<number> {
    const states = [this.hub, this.esme, this.gsme].map(({ state }) => state.logs);
    return new Set(states.flatMap((logs) => Object.values(logs).flatMap((log) => log.map(({ code }) => code))));
  }
}

const shift = (value: number) => ({ type: 'long', value }) as const;
const at = (time: number) => ({ type: 'octet-string', value: encodeDateTime(utc(time)) }) as const;

/** Something is done to the electricity meter. */
const esme =
  (...operations: readonly Operation[]) =>
  (world: World): void => {
    for (const operation of operations) world.esme.operate(operation);
  };

/** Something is done to the gas meter. */
const gsme =
  (...operations: readonly Operation[]) =>
  (world: World): void => {
    for (const operation of operations) world.gsme.operate(operation);
  };

const wire =
  (sap: 1 | 2, work: (client: Client, world: World) => void) =>
  (world: World): void =>
    work(world.client(sap), world);

const cover = (which: 'terminal' | 'second-terminal' | 'meter' | 'battery') =>
  [
    { kind: 'cover', which, is: 'open' },
    { kind: 'cover', which, is: 'closed' },
  ] as const;

/** What makes devices log, event by event. */
export const causes: Partial<Readonly<Record<EventName, (world: World) => void>>> = {
  'power-up': () => undefined,
  'local-port': (world) => world.esme.opticalPort?.signedOn(),
  'clock-adjusted': wire(1, (client) => client.action(...CLOCK, 6, shift(5))),
  'clock-set': wire(1, (client, world) => client.set(...CLOCK, 2, at(world.esme.time() + 60_000))),
  'clock-adjustment-refused': wire(1, (client) => client.action(...CLOCK, 6, shift(60))),
  'clock-outside-tolerance': wire(1, (client, world) => {
    const times = [1, 2, 3].map((hours) => at(world.esme.time() + 3_600_000 * hours));
    client.action(...CLOCK, 5, { type: 'structure', value: times });
    client.action(...CLOCK, 4, zero);
  }),
  'clock-doubtful': esme({ kind: 'hardware', fault: 'unexpected-reset' }),
  'supply-disabled': wire(1, (client) => client.action(70, '0.0.96.3.10.255', 1, zero)),
  'supply-interrupted': esme({ kind: 'power', is: 'off' }, { kind: 'power', is: 'on' }),
  'supply-restored': esme({ kind: 'power', is: 'off' }, { kind: 'power', is: 'on' }),
  'supply-restored-long': (world) => {
    world.esme.operate({ kind: 'power', is: 'off' });
    world.pass({ minutes: 4 });
    world.esme.operate({ kind: 'power', is: 'on' });
  },
  'billing-data-log-updated': (world) => world.pass({ days: 32 }),
  'gas-air': gsme({ kind: 'gas', fault: 'air' }),
  'gas-reverse-flow': gsme({ kind: 'gas', fault: 'reverse-flow' }),
  'battery-low': gsme({ kind: 'battery', percent: 1 }),
  'battery-reset': gsme({ kind: 'battery', percent: 1 }, { kind: 'battery', percent: 100 }),
  'event-log-cleared': wire(2, (client) => client.action(7, '0.0.99.98.0.255', 1, zero)),
  'user-command': esme({ kind: 'pin', digits: '1234' }),
  'user-command-refused': esme({ kind: 'pin', digits: '1' }),
  'message-acknowledged': (world) => {
    showMessage(world.esme, 'hello');
    world.esme.operate({ kind: 'acknowledge-message' });
  },
  'measurement-fault': esme({ kind: 'hardware', fault: 'measurement' }),
  'memory-fault': esme({ kind: 'hardware', fault: 'non-volatile-memory' }),
  'program-execution-fault': gsme({ kind: 'hardware', fault: 'program-execution' }),
  'program-storage-fault': esme({ kind: 'hardware', fault: 'program-storage' }),
  'firmware-failed-at-power-on': esme({ kind: 'hardware', fault: 'firmware-verification' }),
  'ram-fault': gsme({ kind: 'hardware', fault: 'ram' }),
  'unexpected-reset': gsme({ kind: 'hardware', fault: 'unexpected-reset' }),
  'watchdog-reset': esme({ kind: 'hardware', fault: 'watchdog' }),
  'phase-sequence-wrong': esme({ kind: 'wiring', fault: 'phase-sequence' }),
  'polarity-wrong': esme({ kind: 'wiring', fault: 'reverse-polarity' }),
  'current-reversed': esme({ kind: 'wiring', fault: 'reverse-current' }),
  'terminal-cover-opened': esme(...cover('terminal')),
  'terminal-cover-closed': esme(...cover('terminal')),
  'second-terminal-cover-opened': esme(...cover('second-terminal')),
  'second-terminal-cover-closed': esme(...cover('second-terminal')),
  'meter-cover-opened': esme(...cover('meter')),
  'meter-cover-closed': esme(...cover('meter')),
  'battery-cover-opened': gsme(...cover('battery')),
  'battery-cover-closed': gsme(...cover('battery')),
  'magnet-detected': esme({ kind: 'magnet', is: 'near' }),
  'magnet-removed': esme({ kind: 'magnet', is: 'near' }, { kind: 'magnet', is: 'gone' }),
  'tilt-detected': gsme({ kind: 'tilt', is: 'tilted' }),
  'tilt-ended': gsme({ kind: 'tilt', is: 'tilted' }, { kind: 'tilt', is: 'upright' }),
  'payment-mode-changed': ({ esme }) => setPaymentMode(esme, 'prepayment'),
  'meter-balance-changed': ({ esme }) => void adjustBalance(esme, { change: 1_000_000 }),
  'payment-settings-changed': ({ esme }) => void configure(esme, { lowCreditThreshold: 1 }),
  'debt-changed': ({ esme }) => void setTimeDebt(esme, 1, 5_000_000),
  'credit-added-remotely': ({ esme }) => {
    setPaymentMode(esme, 'prepayment');
    addCredit(esme, 1_000_000, 'remote');
  },
  'time-debt-2-completed': (world) => {
    setPaymentMode(world.esme, 'prepayment');
    adjustBalance(world.esme, { to: 5_000_000_000 });
    setRecovery(world.esme, 1, { charge: 1, scale: 0, period: 'hour' });
    setTimeDebt(world.esme, 1, 2_000_000);
    // As a request by a client would.
    world.esme.changed();
    world.pass({ days: 2 });
  },
  'firmware-activation-failed': wire(1, (client, world) => {
    const version = world.esme.model.firmware.find((known) => known > world.esme.entry.firmware) ?? '';
    const image = firmwareImage(world.esme.model, version, { size: 1000 });
    initiate(client, image.length);
    for (const [number, block] of blocksOf(image, world.esme.model).entries()) sendBlock(client, number, block);
    verify(client);
    world.pass({ minutes: 5 });
    activate(client);
    world.esme.operate({ kind: 'power', is: 'off' });
    world.pass({ minutes: 5 });
    world.esme.operate({ kind: 'power', is: 'on' });
  }),
  'wan-lost': ({ hub }) => void hub.operate({ kind: 'wan', is: 'lost' }),
  'wan-back': ({ hub }) => {
    hub.operate({ kind: 'wan', is: 'lost' });
    hub.operate({ kind: 'wan', is: 'back' });
  },
};
