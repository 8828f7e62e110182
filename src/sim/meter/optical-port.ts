import { opticalPort } from '../device/line-parameters.ts';
import type { OpticalPort } from '../device/simulated-device.ts';
import type { Meter } from './meter.ts';

/**
 * The optical port of a meter.
 * @param readout the data lines of a readout (IEC 62056-21 mode C), each ended by CR LF
 */
export function opticalPortOf<M extends Meter>(meter: M, readout: (meter: M) => string): OpticalPort {
  const { model, entry } = meter;
  return {
    identification: {
      manufacturer: model.flag,
      baudRate: opticalPort.proposedBaud,
      offersModeE: true,
      identification: model.model.slice(0, 16),
    },
    deviceAddress: entry.serial,
    initialBaudRate: opticalPort.initialBaud,
    readout: () => readout(meter),
    signedOn: () => meter.record('local-port'),
  };
}
