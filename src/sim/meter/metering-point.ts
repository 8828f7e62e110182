import { isS1benchError } from '../../core/errors.ts';
import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { data } from '../classes/data.ts';
import { text } from '../classes/values.ts';
import { NON_CRITICAL, securedClients } from '../device/clients.ts';
import { obis } from '../device/obis.ts';
import type { Meter } from './meter.ts';

/**
 * The MPAN or MPRN that the meter was given.
 * @param parse throws where a text isn't one
 */
export function meteringPointObject(description: string, parse: (text: string) => string): CosemObject<Meter> {
  return data(
    obis.meteringPoint,
    description,
    text(13),
    { read: securedClients, write: [NON_CRITICAL] },
    ({ state }) => state.meteringPoint,
    ({ state }, written) => {
      try {
        state.meteringPoint = parse(written);
        return 'success';
      } catch (error) {
        if (isS1benchError(error)) return 'other-reason';
        throw error;
      }
    },
  );
}
