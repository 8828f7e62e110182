import { isS1benchError } from '../../core/errors.ts';
import { parseMpan } from '../../core/identifiers.ts';
import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { data } from '../classes/data.ts';
import { text } from '../classes/values.ts';
import { NON_CRITICAL, securedClients } from '../device/clients.ts';
import { obis } from '../device/obis.ts';
import type { Meter } from './meter.ts';

/** The MPAN or MPRN that the meter was given. */
export function meteringPointObject(description: string): CosemObject<Meter> {
  return data(
    obis.meteringPoint,
    description,
    text(13),
    { read: securedClients, write: [NON_CRITICAL] },
    ({ state }) => state.meteringPoint,
    ({ state }, written) => {
      try {
        state.meteringPoint = parseMpan(written);
        return 'success';
      } catch (error) {
        if (isS1benchError(error)) return 'other-reason';
        throw error;
      }
    },
  );
}
