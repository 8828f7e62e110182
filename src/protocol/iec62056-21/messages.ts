import { S1benchError } from '../../core/errors.ts';

export const STX = 0x02;
export const ETX = 0x03;
export const ACK = '\x06';
export const NAK = '\x15';

/** Bauds by baud rate character 0 to 6 (IEC 62056-21 6.3.2, protocol modes C and E). */
const BAUD_RATES = [300, 600, 1200, 2400, 4800, 9600, 19200] as const;
export type BaudRate = (typeof BAUD_RATES)[number];

/** The baud rate that a character stands for; nothing for other protocol modes than C and E. */
export function baudRateOf(character: string): BaudRate | undefined {
  return BAUD_RATES[/^[0-6]$/.test(character) ? Number(character) : -1];
}

export function baudCharacterOf(rate: BaudRate): string {
  return String(BAUD_RATES.indexOf(rate));
}

/** What a device says of itself (IEC 62056-21 6.3.2). */
export interface Identification {
  /** Three letters; a lower-case third one stands for a reaction time of 20 ms instead of 200 ms. */
  readonly manufacturer: string;
  /** The fastest rate that the device changes to. */
  readonly baudRate: BaudRate;
  /** `\2`: the device offers HDLC (protocol mode E). */
  readonly offersModeE: boolean;
  /** Up to 16 printable characters, as the manufacturer likes. */
  readonly identification: string;
}

/** What the reader has chosen of what the device offers (IEC 62056-21 6.3.3). */
export interface Option {
  readonly mode: 'readout' | 'mode-e';
  readonly baudRate: BaudRate;
}

/** Protocol control character and mode control character of each option. */
const OPTIONS: Readonly<Record<Option['mode'], readonly [string, string]>> = {
  readout: ['0', '0'],
  'mode-e': ['2', '2'],
};

/**
 * `/?` device address `!`: asks the device of this address, or any device, who it is (IEC 62056-21 6.3.1).
 * @throws `iec62056-21-field-invalid`
 */
export function encodeRequest(deviceAddress: string): string {
  return `/?${checkField('device address', deviceAddress, /^[0-9A-Za-z ]{0,32}$/)}!\r\n`;
}

/** The device address that a request names, empty for any device; nothing where the line is no request. */
export function parseRequest(line: string): string | undefined {
  return /^\/\?([0-9A-Za-z ]{0,32})!$/.exec(line)?.[1];
}

/** Whether a request for `address` is meant for the device `own`: leading zeros don't count. */
export function addressMatches(address: string, own: string): boolean {
  const significant = (text: string): string => text.replace(/^0+/, '');
  return address === '' || significant(address) === significant(own);
}

/** @throws `iec62056-21-field-invalid` */
export function encodeIdentification(device: Identification): string {
  const manufacturer = checkField('manufacturer', device.manufacturer, /^[A-Z]{2}[A-Za-z]$/);
  const identification = checkField('identification', device.identification, /^[ "-.0-[\]-~]{0,16}$/);
  return `/${manufacturer}${baudCharacterOf(device.baudRate)}${device.offersModeE ? '\\2' : ''}${identification}\r\n`;
}

/** @throws `iec62056-21-identification-invalid`, also where the device offers neither protocol mode C nor E */
export function parseIdentification(line: string): Identification {
  const [, manufacturer, character = '', escapes = '', identification = ''] =
    /^\/([A-Za-z]{3})(.)((?:\\.)*)(.*)$/.exec(line) ?? [];
  const baudRate = baudRateOf(character);
  if (manufacturer === undefined || baudRate === undefined) {
    throw new S1benchError('iec62056-21-identification-invalid', {
      found: JSON.stringify(line),
      expected: '/, three letters, a baud rate character of 0 to 6, identification',
    });
  }
  return { manufacturer, baudRate, offersModeE: escapes.includes('\\2'), identification };
}

export function encodeOption({ mode, baudRate }: Option): string {
  const [protocolControl, modeControl] = OPTIONS[mode];
  return `${ACK}${protocolControl}${baudCharacterOf(baudRate)}${modeControl}\r\n`;
}

/** The option that an acknowledgement selects; nothing where the line is none, or selects another mode. */
export function parseOption(line: string): Option | undefined {
  const options = BAUD_RATES.flatMap((baudRate): Option[] => [
    { mode: 'readout', baudRate },
    { mode: 'mode-e', baudRate },
  ]);
  return options.find((option) => encodeOption(option) === `${line}\r\n`);
}

/**
 * A data message: STX, the data lines, `!` CR LF, ETX, block check character (IEC 62056-21 6.3.4).
 * @param data lines of data sets in ASCII, each ended by CR LF
 */
export function encodeReadout(data: string): string {
  const block = `${data}!\r\n${String.fromCharCode(ETX)}`;
  let check = 0;
  for (let i = 0; i < block.length; i++) check ^= block.charCodeAt(i) & 0x7f;
  return `${String.fromCharCode(STX)}${block}${String.fromCharCode(check)}`;
}

function checkField(name: string, value: string, pattern: RegExp): string {
  if (pattern.test(value)) return value;
  const found = `${name} ${JSON.stringify(value)}`;
  throw new S1benchError('iec62056-21-field-invalid', { found, expected: String(pattern) });
}
