import type { Obis } from '../../core/identifiers.ts';
import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { type BaudRate, baudRates } from './hdlc-setup.ts';
import { attribute, constant, type Rights } from './members.ts';
import { enumeration, octets, text } from './values.ts';

export interface LocalPortSetup<D> {
  /** 0: the IEC 62056-21 sign-on comes first; 1: HDLC at once. */
  readonly defaultMode: 0 | 1;
  readonly defaultBaud: BaudRate;
  readonly proposedBaud: BaudRate;
  /** 0: 20 ms; 1: 200 ms. */
  readonly responseTime: 0 | 1;
  /** Device address of the sign-on request. */
  deviceAddress(device: D): string;
}

const NO_PASSWORD = '';

/** IEC local port setup (class 19, version 1), Blue Book 4.7.1, of a port without passwords. */
export function localPortSetup<D>(logicalName: Obis, rights: Rights, setup: LocalPortSetup<D>): CosemObject<D> {
  return {
    classId: 19,
    version: 1,
    logicalName,
    description: 'IEC local port setup: optical port',
    attributes: {
      2: constant('default_mode', enumeration, rights, setup.defaultMode),
      3: constant('default_baud', enumeration, rights, baudRates.indexOf(setup.defaultBaud)),
      4: constant('prop_baud', enumeration, rights, baudRates.indexOf(setup.proposedBaud)),
      5: constant('response_time', enumeration, rights, setup.responseTime),
      6: attribute('device_addr', text(32), { read: rights.read }, (device: D) => setup.deviceAddress(device)),
      7: constant('pass_p1', octets(0), rights, NO_PASSWORD),
      8: constant('pass_p2', octets(0), rights, NO_PASSWORD),
      9: constant('pass_w5', octets(0), rights, NO_PASSWORD),
    },
  };
}
