import { z } from 'zod';
import type { Eui64 } from '../../../../core/identifiers.ts';
import type { Device } from '../../device.ts';
import { equivalentSteps, type StepContext, steps } from '../../equivalent-steps.ts';
import { eui64 } from '../../eui64.ts';
import { readHanDeviceLog } from '../../han-device-log.ts';
import { type Asn1Status, asn1Status, statusOf } from '../../status.ts';

/** Of what the MMC may answer, with the numbers of GBCS. */
const joinCodes = { success: 0, noPartnerLinkKeyReceived: 12 } as const;
const unjoinCodes = { success: 0, otherDeviceNotInDeviceLog: 1 } as const;

const parameters = z.strictObject({ OtherDeviceID: eui64 });

const join = steps(
  parameters,
  z.strictObject({ joinResponseCode: asn1Status('success', 'noPartnerLinkKeyReceived') }),
  async (device, { OtherDeviceID }, context) => ({ joinResponseCode: await joined(device, OtherDeviceID, context) }),
);
const unjoin = steps(
  parameters,
  z.strictObject({ unjoinResponseCode: asn1Status('success', 'otherDeviceNotInDeviceLog') }),
  async (_, { OtherDeviceID }, { entry }) => ({
    unjoinResponseCode: statusOf(
      unjoinCodes,
      entry.joined?.includes(OtherDeviceID) ? 'success' : 'otherDeviceNotInDeviceLog',
    ),
  }),
);

/*
 * Which devices exchange data is nothing that a SMETS1 device can be told [ours]: whoever is in the network of their hub
 * may. So joining is a matter of the hub's log, where the other device must have joined, and of the inventory, which
 * learns of it from the response. Which of it is critical with GBCS devices makes no difference.
 */

const onMeters = <Steps>(of: Steps) => ({ ESME: of, GSME: of, GPF: of });

/** SRV 8.7.1, critical. */
export const joinServiceCritical = equivalentSteps('8.7.1', onMeters(join));
/** SRV 8.7.2. */
export const joinServiceNonCritical = equivalentSteps('8.7.2', onMeters(join));
/** SRV 8.8.1, critical. */
export const unjoinServiceCritical = equivalentSteps('8.8.1', onMeters(unjoin));
/** SRV 8.8.2. */
export const unjoinServiceNonCritical = equivalentSteps('8.8.2', onMeters(unjoin));

async function joined(
  device: Device,
  other: Eui64,
  { entry, inventory, elsewhere }: StepContext,
): Promise<Asn1Status<keyof typeof joinCodes>> {
  const known = inventory.device(other);
  if (known === undefined) throw device.unexpected(`${other}, which isn't in the inventory`);
  if (entry.hub === undefined) throw device.unexpected('a device that is behind no hub');
  // The gas proxy is in the hub, and so in none of its logs.
  if (known.type === 'GPF' && known.hub === entry.hub) return statusOf(joinCodes, 'success');
  const log = await elsewhere(entry.hub, readHanDeviceLog);
  const isInReach = log.some((each) => each.device === other && each.joined !== undefined);
  return statusOf(joinCodes, isInReach ? 'success' : 'noPartnerLinkKeyReceived');
}
