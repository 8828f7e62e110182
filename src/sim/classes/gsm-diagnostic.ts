import type { Obis } from '../../core/identifiers.ts';
import type { Data } from '../../protocol/cosem/data.ts';
import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { utc } from './clock.ts';
import { attribute, type Rights } from './members.ts';
import { dateTime, doubleLongUnsigned, enumeration, longUnsigned, type Shape, structure, unsigned } from './values.ts';

interface CellInfo {
  readonly cellId: number;
  readonly locationId: number;
  /** 0 to 31, 99 where it isn't known. */
  readonly signalQuality: number;
  readonly bitErrorRate: number;
  readonly countryCode: number;
  readonly networkCode: number;
  readonly channel: number;
}

/** The mobile network, as the modem sees it now. */
export interface GsmNetwork {
  /** Nothing where there is no network. */
  readonly operator: string | undefined;
  /** Whether packets can pass now. */
  readonly isConnected: boolean;
  readonly cell: CellInfo;
  /** Of the device's clock, milliseconds from 1970. */
  readonly time: number;
}

const states = { 'not-registered': 0, 'registered-home': 1 } as const;
const packetStates = { inactive: 0, gprs: 1 } as const;
const cellInfo: Shape<CellInfo> = structure({
  cellId: doubleLongUnsigned,
  locationId: longUnsigned,
  signalQuality: unsigned,
  bitErrorRate: unsigned,
  countryCode: longUnsigned,
  networkCode: longUnsigned,
  channel: doubleLongUnsigned,
});

/** GSM diagnostic (class 47, version 1), Blue Book 4.7.8, of a modem that only passes packets and sees one cell. */
export function gsmDiagnostic<D>(
  logicalName: Obis,
  rights: Rights,
  network: (device: D) => GsmNetwork,
): CosemObject<D> {
  const access = Object.fromEntries(rights.read.map((sap) => [sap, 'read-only'] as const));
  const operator = (device: D): Data => ({ type: 'visible-string', value: network(device).operator ?? '' });
  return {
    classId: 47,
    version: 1,
    logicalName,
    description: 'GSM diagnostic',
    attributes: {
      2: { name: 'operator', access, read: operator },
      3: attribute('status', enumeration, rights, (device: D) =>
        network(device).operator === undefined ? states['not-registered'] : states['registered-home'],
      ),
      4: attribute('cs_attachment', enumeration, rights, () => 0),
      5: attribute('PS_status', enumeration, rights, (device: D) =>
        network(device).isConnected ? packetStates.gprs : packetStates.inactive,
      ),
      6: attribute('cell_info', cellInfo, rights, (device: D) => network(device).cell),
      7: { name: 'adjacent_cells', access, read: () => ({ type: 'array', value: [] }) },
      8: attribute('capture_time', dateTime, rights, (device: D) => utc(network(device).time)),
    },
  };
}
