/** The first byte of each APDU (Green Book, COSEMpdu and ACSE APDUs). */
export const apduTags = {
  'initiate-request': 0x01,
  'initiate-response': 0x08,
  'confirmed-service-error': 0x0e,
  'data-notification': 0x0f,
  aarq: 0x60,
  aare: 0x61,
  rlrq: 0x62,
  rlre: 0x63,
  'get-request': 0xc0,
  'set-request': 0xc1,
  'event-notification-request': 0xc2,
  'action-request': 0xc3,
  'get-response': 0xc4,
  'set-response': 0xc5,
  'action-response': 0xc7,
  'exception-response': 0xd8,
  'general-glo-ciphering': 0xdb,
} as const;

/** The tag of a service's APDU when it is ciphered with the global key (Green Book, COSEMpdu). */
export const gloTags = {
  'initiate-request': 0x21,
  'initiate-response': 0x28,
  'confirmed-service-error': 0x2e,
  'get-request': 0xc8,
  'set-request': 0xc9,
  'event-notification-request': 0xca,
  'action-request': 0xcb,
  'get-response': 0xcc,
  'set-response': 0xcd,
  'action-response': 0xcf,
} as const;
