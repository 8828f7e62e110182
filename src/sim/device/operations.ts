/** What people do to a device, and what the world around it does; a client's doings come over the wire. */
export type Operation =
  /** The consumer's button at the meter, or the load switch or valve acting by itself. */
  | {
      readonly kind: 'supply';
      readonly trigger: 'manual-disconnect' | 'manual-reconnect' | 'local-disconnect' | 'local-reconnect';
    }
  /** The mains fail and come back; a device on a battery goes dead and comes back. */
  | { readonly kind: 'power'; readonly is: 'off' | 'on' }
  | {
      readonly kind: 'cover';
      readonly which: 'terminal' | 'second-terminal' | 'meter' | 'battery';
      readonly is: 'open' | 'closed';
    }
  | { readonly kind: 'magnet'; readonly is: 'near' | 'gone' }
  | { readonly kind: 'tilt'; readonly is: 'tilted' | 'upright' }
  /** Per cent of the battery's capacity that is left. */
  | { readonly kind: 'battery'; readonly percent: number }
  /** What flows on top of what the seed says: W, or litres of gas an hour. */
  | { readonly kind: 'load'; readonly extra: number }
  /** The mains voltage in 0.1 V instead of what the seed says; nothing gives it back to the seed. */
  | { readonly kind: 'voltage'; readonly tenths: number | null }
  | { readonly kind: 'wiring'; readonly fault: 'reverse-polarity' | 'reverse-current' | 'phase-sequence' | 'none' }
  | { readonly kind: 'gas'; readonly fault: 'air' | 'reverse-flow' | 'uncontrolled-flow' | 'none' }
  /** Parts per million by which the device's clock runs fast from now on. */
  | { readonly kind: 'drift'; readonly ppm: number }
  /** The mobile network around a hub, and a radio link behind it, go and come back. */
  | { readonly kind: 'wan'; readonly is: 'lost' | 'back' }
  | { readonly kind: 'han'; readonly side: 'electricity' | 'gas'; readonly is: 'lost' | 'back' }
  /** A part breaks, or is mended. */
  | { readonly kind: 'hardware'; readonly fault: HardwareFault; readonly is?: 'present' | 'gone' }
  | { readonly kind: 'utrn'; readonly digits: string }
  | { readonly kind: 'emergency-credit' }
  | { readonly kind: 'acknowledge-message' }
  | { readonly kind: 'pin'; readonly digits: string };

export const hardwareFaults = [
  'measurement',
  'non-volatile-memory',
  'program-execution',
  'program-storage',
  'ram',
  'unexpected-reset',
  'watchdog',
  'load-switch',
  'firmware-verification',
] as const;
export type HardwareFault = (typeof hardwareFaults)[number];

export type OperationResult = 'success' | 'refused';

/** What a dead device takes no notice of: keys, buttons, and what it would do by itself. */
export const needingPower: ReadonlySet<Operation['kind']> = new Set([
  'supply',
  'utrn',
  'emergency-credit',
  'acknowledge-message',
  'pin',
]);

/** What each operation does to a device; one that isn't there is refused. */
export type OperationTable<D> = {
  readonly [Kind in Operation['kind']]?: (
    device: D,
    operation: Extract<Operation, { readonly kind: Kind }>,
  ) => OperationResult;
};
