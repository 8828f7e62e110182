import type { EquivalentSteps } from '../equivalent-steps.ts';
import { customerConsent } from './customer-consent/all.ts';
import { customerManagement } from './customer-management/all.ts';
import { deviceEstateManagement } from './device-estate-management/all.ts';
import { deviceManagement } from './device-management/all.ts';
import { firmwareManagement } from './firmware-management/all.ts';
import { prepayment } from './prepayment/all.ts';
import { productManagement } from './product-management/all.ts';
import { reading } from './reading/all.ts';
import { supplyManagement } from './supply-management/all.ts';

/** The Equivalent Steps of every SRV that is carried out at a device, by its number; in the order of DUIS. */
export const equivalentStepsBySrv: ReadonlyMap<string, EquivalentSteps> = new Map(
  [
    ...productManagement,
    ...prepayment,
    ...customerManagement,
    ...reading,
    ...deviceManagement,
    ...supplyManagement,
    ...deviceEstateManagement,
    ...customerConsent,
    ...firmwareManagement,
  ].map((each) => [each.srv, each]),
);
