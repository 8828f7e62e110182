import { parseObis } from '../../../../core/identifiers.ts';
import type { AttributeAccess } from '../../access-modes.ts';
import type { AccessByClient, CosemObject } from '../object.ts';

export interface SapAssignmentOptions<D> {
  readonly access: AccessByClient<AttributeAccess>;
  /** The logical devices of the physical one, with their names of up to 16 bytes. */
  logicalDevices(device: D): readonly { readonly sap: number; readonly name: Uint8Array }[];
}

/** Blue Book, SAP assignment (class 17, version 0) of the management logical device. */
export function sapAssignment<D>(options: SapAssignmentOptions<D>): CosemObject<D> {
  return {
    classId: 17,
    version: 0,
    logicalName: parseObis('0.0.41.0.0.255'),
    description: 'SAP assignment of the current physical device',
    attributes: {
      2: {
        name: 'SAP_assignment_list',
        access: options.access,
        read: (device) => ({
          type: 'array',
          value: options.logicalDevices(device).map(({ sap, name }) => ({
            type: 'structure',
            value: [
              { type: 'long-unsigned', value: sap },
              { type: 'octet-string', value: name },
            ],
          })),
        }),
      },
    },
  };
}
