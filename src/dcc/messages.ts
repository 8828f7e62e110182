import type { Eui64 } from '../core/identifiers.ts';
import type { ServiceResponse } from './service-request.ts';

/** What the DCC sends to a User by itself, before it is DUIS XML. */
export type DccMessage =
  /** The response to a request that was acknowledged before, or of a schedule. */
  | { readonly kind: 'response'; readonly to: Eui64; readonly device: Eui64; readonly response: ServiceResponse }
  /** A Device Alert, as the S1SP passes it on (MMC `DeviceAlertContent`). */
  | {
      readonly kind: 'device-alert';
      readonly to: Eui64;
      readonly device: Eui64;
      /** GBCSHexAlertCode, four hexadecimal digits. */
      readonly code: string;
      /** At most 250 characters. */
      readonly description: string;
      /** By the clock of the device. */
      readonly timestamp: Temporal.Instant;
      readonly at: Temporal.Instant;
    }
  /** A DCC Alert (DUIS `DCCAlertMessage`). */
  | {
      readonly kind: 'dcc-alert';
      readonly to: Eui64;
      /** The device that it concerns, where there is one. */
      readonly device?: Eui64;
      /** DCCAlertCode, such as `N16`. */
      readonly code: string;
      /** The one child of `DCCAlert`, by its name, with its children by theirs. */
      readonly body: Readonly<Record<string, unknown>>;
      readonly at: Temporal.Instant;
    };
