/** Why a frame is rejected: bits of the last byte of an FRMR information field (ISO/IEC 13239, FRMR). */
const rejectionReasons = {
  /** The control field is not defined. */
  'control-undefined': 0x01,
  /** This frame may hold no information field. */
  'information-not-permitted': 0x03,
  'information-too-long': 0x04,
  /** N(R) is none of a frame that was sent or is next. */
  'receive-sequence-wrong': 0x08,
} as const;

export type RejectionReason = keyof typeof rejectionReasons;

/**
 * The information field of FRMR: the rejected control field, V(S) and V(R) of the sender, the reason.
 * @param control the rejected control field
 */
export function encodeRejection(
  control: number,
  sendState: number,
  receiveState: number,
  reason: RejectionReason,
): Uint8Array {
  return Uint8Array.of(control, (receiveState << 5) | (sendState << 1), rejectionReasons[reason]);
}

/** What an FRMR information field says, in words. */
export function describeRejection(information: Uint8Array): string {
  const [control, , bits] = information;
  if (control === undefined || bits === undefined) return 'no reason given';
  const reason = Object.entries(rejectionReasons).find(([, code]) => code === (bits & 0x0f))?.[0];
  return `control field ${control}: ${reason ?? `reason ${bits}`}`;
}
