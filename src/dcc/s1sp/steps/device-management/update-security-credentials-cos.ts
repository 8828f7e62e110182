import { z } from 'zod';
import {
  certificationPath,
  executionOutcome,
  floorSequenceNumber,
  replaceCredentials,
  replacementCertificates,
} from '../../credential-replacement.ts';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { dateTime } from '../../parameters.ts';
import { printable } from '../../text.ts';

const parameters = z.strictObject({
  ExecutionDateTime: dateTime.optional(),
  SupplierFloorSeqNumber: floorSequenceNumber,
  SupplierPrepaymentTopUpFloorSeqNumber: floorSequenceNumber.optional(),
  SupplierReplacementCertificates: replacementCertificates,
  CertificationPathCertificates: certificationPath,
  ApplyTimeBasedCPVChecks: z.boolean(),
  ImportMPxN: printable(1, 13),
});

const update = steps(parameters, executionOutcome, async (device, request, context) => {
  const measured = context.entry.mpxns?.import;
  if (measured !== undefined && measured !== request.ImportMPxN) {
    throw device.unexpected(`ImportMPxN ${request.ImportMPxN}, of a device at ${measured}`);
  }
  return replaceCredentials(
    {
      mode: 'SupplierByTransCoS',
      role: 'Supplier',
      isNewParty: true,
      certificates: request.SupplierReplacementCertificates,
      floor: request.SupplierFloorSeqNumber,
      topUpFloor: request.SupplierPrepaymentTopUpFloorSeqNumber,
      request,
    },
    context,
  );
});

/** SRV 6.23: the supplier that is registered by now takes the place of the one before, whoever that was. */
export const updateSecurityCredentialsCos = equivalentSteps('6.23', { ESME: update, GSME: update, GPF: update });
