/** Conformance bits of xDLMS (Green Book, Conformance), by their position in the bit-string. */
export const conformanceBits = {
  'general-protection': 1,
  'general-block-transfer': 2,
  'attribute0-supported-with-set': 8,
  'priority-mgmt-supported': 9,
  'attribute0-supported-with-get': 10,
  'block-transfer-with-get-or-read': 11,
  'block-transfer-with-set-or-write': 12,
  'block-transfer-with-action': 13,
  'multiple-references': 14,
  'information-report': 15,
  'data-notification': 16,
  access: 17,
  get: 19,
  set: 20,
  'selective-access': 21,
  'event-notification': 22,
  action: 23,
} as const;

export type ConformanceBit = keyof typeof conformanceBits;

/** The 24 conformance bits as a number, bit 0 of the bit-string being the most significant. */
export type Conformance = number;

export interface InitiateRequest {
  readonly kind: 'initiate-request';
  readonly dedicatedKey?: Uint8Array;
  readonly responseAllowed: boolean;
  readonly proposedQualityOfService?: number;
  readonly proposedDlmsVersion: number;
  readonly proposedConformance: Conformance;
  /** 0: no limit. */
  readonly clientMaxReceivePduSize: number;
}

export interface InitiateResponse {
  readonly kind: 'initiate-response';
  readonly negotiatedQualityOfService?: number;
  readonly negotiatedDlmsVersion: number;
  readonly negotiatedConformance: Conformance;
  readonly serverMaxReceivePduSize: number;
  /** 0x0007 for logical name referencing. */
  readonly vaaName: number;
}
