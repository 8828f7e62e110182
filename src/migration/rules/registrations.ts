import type { Eui64 } from '../../core/identifiers.ts';
import type { UserRole } from '../../core/srv/catalogue.ts';
import type { Registrations } from '../model/registrations.ts';
import { type Fuel, fuelOf, type Parties } from './parties.ts';

const roles: Readonly<Record<Fuel, { readonly supplier: UserRole; readonly network: UserRole }>> = {
  electricity: { supplier: 'IS', network: 'ED' },
  gas: { supplier: 'GS', network: 'GT' },
};

/**
 * Registration data as they follow from the file of the parties: every metering point is supplied by the first supplier of
 * its fuel unless another is named, and is on the network of its distributor or of the gas transporter.
 * @param suppliers by MPAN or MPRN
 */
export function registrationsBy(parties: Parties, suppliers: ReadonlyMap<string, Eui64> = new Map()): Registrations {
  return {
    of(mpxn) {
      const fuel = fuelOf(mpxn);
      const usual = parties.of('responsible-supplier').find(({ fuels }) => fuels.includes(fuel))?.id;
      const network = parties.networkOperatorOf(mpxn)?.id;
      const supplier = suppliers.get(mpxn) ?? usual;
      return [
        ...(supplier === undefined ? [] : [{ role: roles[fuel].supplier, user: supplier }]),
        ...(network === undefined ? [] : [{ role: roles[fuel].network, user: network }]),
      ];
    },
  };
}
