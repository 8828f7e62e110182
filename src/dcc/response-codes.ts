/**
 * DUIS response codes that the stand-in gives, with what each means and how that is known.
 * The schema of DUIS 5.4 lists many more, without their meanings.
 */
export const responseCodes = {
  I0: { meaning: 'Success', evidence: 'public' },
  E1: { meaning: 'Failed Authorisation - invalid User or User Role', evidence: 'public' },
  E2: { meaning: 'Failed Authorisation - role not permitted for Service Reference', evidence: 'public' },
  E3: { meaning: 'Failed Authorisation - invalid User status', evidence: 'public' },
  E4: { meaning: 'Failed Authorisation - role not authorised for Device at that time', evidence: 'public' },
  E5: { meaning: 'Failed Authorisation - invalid Device status', evidence: 'public' },
  E11: { meaning: 'Failed Validation - Service Reference not compatible with device type', evidence: 'public' },
  E19: { meaning: 'Failed Authorisation - Device does not exist', evidence: 'public' },
  E20: { meaning: 'Communications failure - cannot communicate with Device', evidence: 'public' },
  E21: { meaning: 'Communications failure - no response from Device', evidence: 'public' },
  E1000: { meaning: 'an Equivalent Step failed', evidence: 'ours: the code exists, what it means is not public' },
} as const satisfies Record<string, { readonly meaning: string; readonly evidence: string }>;

export type ResponseCode = keyof typeof responseCodes;
