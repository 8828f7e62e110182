import type { Clock } from '../core/clock.ts';
import { eui64Bytes } from '../core/identifiers.ts';
import type { LogicalDevice } from '../protocol/cosem/server/logical-device.ts';
import { clientPolicies } from './esme/client-policies.ts';
import { conformance, hdlcParameters, opticalPort } from './esme/communication-objects.ts';
import { Esme } from './esme/esme.ts';
import { calendarOf } from './esme/initial-calendar.ts';
import { readout } from './esme/readout.ts';
import { initialState, restoreState, saveState } from './esme/state.ts';
import { triggerSupply } from './esme/supply-control.ts';
import { esmeTree } from './esme/tree.ts';
import type { DeviceModel } from './files/device-model.ts';
import type { EsmeEntry } from './files/installation.ts';
import type { SimulatedDevice } from './simulated-device.ts';

/**
 * A simulated ESME of an installation. The same seed, clock and requests give the same bytes.
 * @param saved what `save` gave: the device goes on from there
 * @throws DocumentErrors where `saved` isn't what `save` gave
 */
export function createEsme(
  model: DeviceModel,
  entry: EsmeEntry,
  clock: Clock,
  seed: string | number,
  saved?: string,
): SimulatedDevice {
  const state =
    saved === undefined
      ? initialState({
          ...entry,
          controlMode: model.supply['control-mode'],
          rates: model.rates,
          calendar: calendarOf(model),
        })
      : restoreState(saved);
  const esme = new Esme(model, entry, state, clock, String(seed));
  if (saved === undefined) esme.record('power-up', entry.installed.epochMilliseconds);
  if (state.firmware !== entry.firmware) {
    state.firmware = entry.firmware;
    esme.record('firmware-changed');
  }
  return {
    eui64: entry.eui64,
    logicalDevices: [managementDevice(esme)],
    hdlc: {
      physicalAddress: model.addressing['hdlc-address'],
      parameters: hdlcParameters,
      inactivity: Temporal.Duration.from({ seconds: model.addressing['hdlc-inactivity-seconds'] }),
    },
    opticalPort: {
      identification: {
        manufacturer: model.flag,
        baudRate: opticalPort.proposedBaud,
        offersModeE: true,
        identification: model.model.slice(0, 16),
      },
      deviceAddress: entry.serial,
      initialBaudRate: opticalPort.initialBaud,
      readout: () => readout(esme),
      signedOn: () => esme.record('local-port'),
    },
    operate: (trigger) => (triggerSupply(esme, trigger) === 'success' ? 'success' : 'refused'),
    save: () => saveState(esme.state),
  };
}

function managementDevice(esme: Esme): LogicalDevice<Esme> {
  const { addressing } = esme.model;
  const policies = clientPolicies(esme);
  return {
    sap: addressing['server-sap'],
    tree: esmeTree(esme.model),
    device: esme,
    systemTitle: eui64Bytes(esme.entry.eui64),
    conformance,
    maxReceivePduSize: addressing['max-receive-pdu-size'],
    client: (sap) => policies.get(sap),
    random: (length) => esme.random(length),
  };
}
