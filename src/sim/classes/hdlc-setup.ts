import type { Obis } from '../../core/identifiers.ts';
import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { constant, type Rights } from './members.ts';
import { enumeration, longUnsigned, unsigned } from './values.ts';

/** Baud rates by their code (Blue Book 4.7.1). */
export const baudRates = [300, 600, 1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200] as const;
export type BaudRate = (typeof baudRates)[number];

export interface HdlcSetup {
  readonly baud: BaudRate;
  readonly windowSizeTransmit: number;
  readonly windowSizeReceive: number;
  readonly maxInfoFieldLengthTransmit: number;
  readonly maxInfoFieldLengthReceive: number;
  /** Milliseconds. */
  readonly interOctetTimeOut: number;
  /** Seconds. */
  readonly inactivityTimeOut: number;
  /** Lower HDLC address. */
  readonly deviceAddress: number;
}

/** IEC HDLC setup (class 23, version 1), Blue Book 4.7.2, of a model whose parameters are fixed. */
export function hdlcSetup<D>(logicalName: Obis, rights: Rights, setup: HdlcSetup): CosemObject<D> {
  return {
    classId: 23,
    version: 1,
    logicalName,
    description: 'IEC HDLC setup',
    attributes: {
      2: constant('comm_speed', enumeration, rights, baudRates.indexOf(setup.baud)),
      3: constant('window_size_transmit', unsigned, rights, setup.windowSizeTransmit),
      4: constant('window_size_receive', unsigned, rights, setup.windowSizeReceive),
      5: constant('max_info_field_length_transmit', longUnsigned, rights, setup.maxInfoFieldLengthTransmit),
      6: constant('max_info_field_length_receive', longUnsigned, rights, setup.maxInfoFieldLengthReceive),
      7: constant('inter_octet_time_out', longUnsigned, rights, setup.interOctetTimeOut),
      8: constant('inactivity_time_out', longUnsigned, rights, setup.inactivityTimeOut),
      9: constant('device_address', longUnsigned, rights, setup.deviceAddress),
    },
  };
}
