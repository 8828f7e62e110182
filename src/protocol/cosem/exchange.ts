/**
 * A dialogue without I/O: it yields each APDU to send, is resumed with the APDU that answers it, and returns what
 * came of it. Whoever drives it owns the wire and the time-outs.
 */
export type Exchange<T> = Generator<Uint8Array, T, Uint8Array>;
