/** Frames of HDLC, and how fast the optical port may be. */
export const hdlcParameters = {
  maxInformationTransmit: 512,
  maxInformationReceive: 512,
  windowTransmit: 4,
  windowReceive: 4,
} as const;
export const opticalPort = { initialBaud: 300, proposedBaud: 9600 } as const;
