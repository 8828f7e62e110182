/** Access mode of an attribute (Blue Book, Association LN version 1), by its number on the wire. */
export const attributeAccessModes = {
  'no-access': 0,
  'read-only': 1,
  'write-only': 2,
  'read-and-write': 3,
  'authenticated-read-only': 4,
  'authenticated-write-only': 5,
  'authenticated-read-and-write': 6,
} as const;
export type AttributeAccess = keyof typeof attributeAccessModes;

/** Access mode of a method (Blue Book, Association LN version 1), by its number on the wire. */
export const methodAccessModes = { 'no-access': 0, access: 1, 'authenticated-access': 2 } as const;
export type MethodAccess = keyof typeof methodAccessModes;
