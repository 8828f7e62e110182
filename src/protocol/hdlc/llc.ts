/** LLC header of an APDU from a client: destination LSAP, source LSAP, quality (IEC 62056-46, Green Book 8.3.2). */
export const LLC_COMMAND: Uint8Array = Uint8Array.of(0xe6, 0xe6, 0x00);
/** LLC header of an APDU from a server. */
export const LLC_RESPONSE: Uint8Array = Uint8Array.of(0xe6, 0xe7, 0x00);
export const LLC_LENGTH = 3;

/** The APDU behind the LLC header, as a view; nothing where there is no such header. */
export function withoutLlc(sdu: Uint8Array): Uint8Array | undefined {
  const isHeader = sdu[0] === 0xe6 && (sdu[1] === 0xe6 || sdu[1] === 0xe7) && sdu[2] === 0;
  return isHeader ? sdu.subarray(LLC_LENGTH) : undefined;
}
