/** How messages are protected, by the bits of the security control byte (Green Book, security suite 0). */
export const securityPolicies = {
  none: 0x00,
  authenticated: 0x10,
  encrypted: 0x20,
  'authenticated-encrypted': 0x30,
} as const;

export type SecurityPolicy = keyof typeof securityPolicies;
