/**
 * Seven data bits and an even parity bit are eight bits on the line: with the parity made and checked here, a port
 * stays at 8N1 from the sign-on (7E1) to HDLC (8N1) and need not be opened anew.
 */
const WITH_PARITY = Uint8Array.from({ length: 128 }, (_, character) => {
  let ones = 0;
  for (let bits = character; bits !== 0; bits &= bits - 1) ones++;
  return character | ((ones & 1) << 7);
});

/** Whether characters carry an even parity bit in their eighth bit, or a zero. */
export type Parity = 'even' | 'none';

/** @param text ASCII */
export function encodeCharacters(text: string, parity: Parity): Uint8Array {
  return Uint8Array.from(text, (letter) => {
    const character = letter.charCodeAt(0) & 0x7f;
    return parity === 'even' ? (WITH_PARITY[character] as number) : character;
  });
}

/** The character in a byte from the line; nothing where its eighth bit is wrong. */
export function decodeCharacter(byte: number, parity: Parity): number | undefined {
  const character = byte & 0x7f;
  return byte === (parity === 'even' ? WITH_PARITY[character] : character) ? character : undefined;
}
