import { isS1benchError, S1benchError } from '../core/errors.ts';
import { type Eui64, parseEui64 } from '../core/identifiers.ts';
import type { BaudRate } from '../protocol/iec62056-21/messages.ts';

/** Where the byte stream to a device comes from. */
export type LinkPlace =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | {
      readonly kind: 'serial';
      /** `/dev/ttyUSB0`, `COM3`. */
      readonly path: string;
      /** With mode E the fastest rate that is agreed to; else the rate of the line. */
      readonly baud: number;
      /** IEC 62056-21 mode E sign-on, which starts at a rate of its own. */
      readonly signOn?: { readonly initialBaud: BaudRate };
    }
  | { readonly kind: 'sim'; readonly name: string };

/** How APDUs travel over that byte stream. */
export type LinkFraming =
  | {
      readonly framing: 'wrapper';
      /** The device behind the hub that is at the end of the stream: APDUs travel in a gateway header. */
      readonly device?: Eui64;
    }
  | {
      readonly framing: 'hdlc';
      /** Lower HDLC address, of the physical device; absent in one-byte addresses. */
      readonly physical?: number;
      /** Bytes of the server's HDLC address. */
      readonly addressLength: 1 | 2 | 4;
      /** Window size that SNRM asks for, both ways. */
      readonly window: number;
      /** Maximum information field length that SNRM asks for, both ways. */
      readonly info: number;
      /** How often an unanswered frame is sent again. */
      readonly retries: number;
    };

/** A device, as it can be reached: parsed from one text, `parseLinkAddress`. */
export type LinkAddress = LinkPlace &
  LinkFraming & {
    /** SAP of the logical device. */
    readonly server: number;
    /** How long an answer is waited for. */
    readonly timeout: Temporal.Duration;
  };

const DLMS_PORT = 4059;
/** The rates that a sign-on can agree on, and those that a line may have. */
const SIGN_ON_BAUDS: readonly BaudRate[] = [300, 600, 1200, 2400, 4800, 9600, 19200];
const BAUDS: readonly number[] = [...SIGN_ON_BAUDS, 38400, 57600, 115200];
const LOWEST_RATE = 300;

/** One parameter of an address: how it is read, and what stands for it when it is left out. */
interface Parameter {
  readonly expected: string;
  read(text: string): number | string | undefined;
}

function count(least: number, most: number): Parameter {
  return {
    expected: `${least} to ${most}`,
    read: (text) =>
      /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : undefined,
  };
}

function oneOf(...choices: readonly (string | number)[]): Parameter {
  return {
    expected: `one of ${choices.join(', ')}`,
    read: (text) => choices.find((choice) => String(choice) === text),
  };
}

const duration: Parameter = {
  expected: 'a duration such as 500ms or 5s, at most an hour',
  read: (text) => {
    const [, amount, unit] = /^(\d{1,7})(ms|s)$/.exec(text) ?? [];
    const milliseconds = Number(amount) * (unit === 's' ? 1000 : 1);
    return milliseconds > 0 && milliseconds <= 3_600_000 ? milliseconds : undefined;
  },
};

const eui64: Parameter = {
  expected: 'an EUI-64 such as 00-00-5E-EF-10-00-00-01',
  read: (text) => {
    try {
      return parseEui64(text);
    } catch (error) {
      if (isS1benchError(error)) return undefined;
      throw error;
    }
  },
};

const parameters = {
  framing: oneOf('wrapper', 'hdlc'),
  server: count(1, 0x3fff),
  timeout: duration,
  device: eui64,
  physical: count(0, 0x3fff),
  'address-length': oneOf(1, 2, 4),
  window: count(1, 7),
  info: count(32, 2030),
  retries: count(0, 20),
  baud: oneOf(...BAUDS),
  'sign-on': oneOf('e'),
  'initial-baud': oneOf(...SIGN_ON_BAUDS),
} as const satisfies Record<string, Parameter>;
type ParameterName = keyof typeof parameters;

const HDLC_ONLY: readonly ParameterName[] = ['physical', 'address-length', 'window', 'info', 'retries'];
const SERIAL_ONLY: readonly ParameterName[] = ['baud', 'sign-on', 'initial-baud'];
const WRAPPER_ONLY: readonly ParameterName[] = ['device'];
/** Milliseconds: a hub has to wake, and what is behind it may be asleep too. */
const BEHIND_HUB_TIMEOUT = 90_000;
const DEFAULTS = { server: 1, timeout: 5000, window: 1, info: 128, retries: 2, baud: 9600 } as const;

/**
 * The one syntax of addresses:
 * - `tcp://host:4059?framing=wrapper` (or `hdlc`; the port may be left out)
 * - `serial:/dev/ttyUSB0?baud=9600&sign-on=e`, `serial:COM3` (HDLC only)
 * - `sim:name`, a simulated device in this process
 *
 * with the parameters `framing`, `server` (SAP), `timeout`, for the wrapper `device` (EUI-64 of a device behind the hub
 * that is reached: APDUs travel in a gateway header, and the time-out is 90 s unless it is given), for HDLC `physical`, `address-length`, `window`, `info` and
 * `retries`, for a serial line `baud`, `sign-on` and `initial-baud`. In a path or name `%` and `?` are written `%25` and `%3F`.
 * @throws `link-address-invalid` with the part that is wrong and its offset in the text
 */
export function parseLinkAddress(text: string): LinkAddress {
  const mark = text.indexOf('?');
  const place = mark === -1 ? text : text.slice(0, mark);
  const query = new Query(mark === -1 ? '' : text.slice(mark + 1), mark + 1);
  const parsed = parsePlace(place);
  const framing = query.text('framing') ?? (parsed.kind === 'serial' ? 'hdlc' : 'wrapper');
  if (parsed.kind === 'serial' && framing === 'wrapper') query.refuse('framing', 'hdlc on a serial line');
  if (framing === 'wrapper') query.refuseAll(HDLC_ONLY, 'framing=hdlc beside it');
  else query.refuseAll(WRAPPER_ONLY, 'framing=wrapper beside it');
  if (parsed.kind !== 'serial') query.refuseAll(SERIAL_ONLY, 'a serial: address before it');
  const server = query.number('server') ?? DEFAULTS.server;
  const device = query.text('device') as Eui64 | undefined;
  const wrapper = { framing: 'wrapper', ...(device !== undefined && { device }) } as const;
  return {
    ...(parsed.kind === 'serial' ? { ...parsed, ...serialSettings(query) } : parsed),
    ...(framing === 'wrapper' ? wrapper : hdlcSettings(query, server)),
    server,
    timeout: Temporal.Duration.from({ milliseconds: query.number('timeout') ?? defaultTimeout(device) }),
  };
}

/** The shortest text that `parseLinkAddress` reads as this address. */
export function formatLinkAddress(address: LinkAddress): string {
  const hdlc = address.framing === 'hdlc' ? address : undefined;
  const device = address.framing === 'wrapper' ? address.device : undefined;
  const serial = address.kind === 'serial' ? address : undefined;
  const values: Record<ParameterName, string | number | undefined> = {
    framing: address.framing === (serial ? 'hdlc' : 'wrapper') ? undefined : address.framing,
    server: address.server,
    timeout: formatDuration(address.timeout),
    device,
    physical: hdlc?.physical,
    'address-length':
      hdlc?.addressLength === shortestAddress(address.server, hdlc?.physical) ? undefined : hdlc?.addressLength,
    window: hdlc?.window,
    info: hdlc?.info,
    retries: hdlc?.retries,
    baud: serial?.baud,
    'sign-on': serial?.signOn && 'e',
    'initial-baud': serial?.signOn?.initialBaud === LOWEST_RATE ? undefined : serial?.signOn?.initialBaud,
  };
  const defaults: Readonly<Record<string, string | number>> = {
    ...DEFAULTS,
    timeout: formatDuration(Temporal.Duration.from({ milliseconds: defaultTimeout(device) })),
  };
  const query = Object.entries(values)
    .filter(([name, value]) => value !== undefined && value !== defaults[name])
    .map(([name, value]) => `${name}=${value}`);
  return [formatPlace(address), ...(query.length === 0 ? [] : [query.join('&')])].join('?');
}

function defaultTimeout(device: Eui64 | undefined): number {
  return device === undefined ? DEFAULTS.timeout : BEHIND_HUB_TIMEOUT;
}

function parsePlace(text: string): LinkPlace {
  const scheme = /^[a-z]*:/.exec(text)?.[0];
  const rest = text.slice(scheme?.length ?? 0);
  switch (scheme) {
    case 'tcp:':
      return parseTcp(rest, scheme.length);
    case 'serial:':
      return { kind: 'serial', path: decode('path', rest, scheme.length), baud: DEFAULTS.baud };
    case 'sim:':
      return { kind: 'sim', name: decode('name', rest, scheme.length) };
    default:
      throw invalid('scheme', 0, text, 'tcp://host:port, serial:path or sim:name');
  }
}

function parseTcp(rest: string, offset: number): LinkPlace {
  const [, host, port] = /^\/\/([^\s/:?#@[\]]+|\[[0-9a-fA-F:.]+\])(?::(\d{1,5}))?$/.exec(rest) ?? [];
  if (host === undefined) throw invalid('host', offset, rest, '//host:port');
  const number = port === undefined ? DLMS_PORT : Number(port);
  if (number < 1 || number > 0xffff) {
    throw invalid('port', offset + rest.lastIndexOf(':') + 1, String(port), '1 to 65535');
  }
  return { kind: 'tcp', host: host.replace(/^\[|\]$/g, ''), port: number };
}

function formatPlace(place: LinkPlace): string {
  if (place.kind === 'sim') return `sim:${encode(place.name)}`;
  if (place.kind === 'serial') return `serial:${encode(place.path)}`;
  return `tcp://${place.host.includes(':') ? `[${place.host}]` : place.host}:${place.port}`;
}

function serialSettings(query: Query): Pick<LinkPlace & { kind: 'serial' }, 'baud' | 'signOn'> {
  const baud = query.number('baud') ?? DEFAULTS.baud;
  if (query.text('sign-on') === undefined) {
    query.refuseAll(['initial-baud'], 'sign-on=e beside it');
    return { baud };
  }
  const initialBaud = SIGN_ON_BAUDS.find((rate) => rate === query.number('initial-baud')) ?? LOWEST_RATE;
  if (!SIGN_ON_BAUDS.some((rate) => rate === baud))
    query.refuse('baud', `one of ${SIGN_ON_BAUDS.join(', ')} beside sign-on=e`);
  return { baud, signOn: { initialBaud } };
}

function hdlcSettings(query: Query, server: number): LinkFraming {
  const physical = query.number('physical');
  const shortest = shortestAddress(server, physical);
  const addressLength = (query.number('address-length') ?? shortest) as 1 | 2 | 4;
  if (addressLength < shortest) query.refuse('address-length', `at least ${shortest} for this address`);
  if (addressLength > 1 && physical === undefined)
    query.refuse('physical', 'a lower address in an address of two parts');
  return {
    framing: 'hdlc',
    ...(physical === undefined ? {} : { physical }),
    addressLength,
    window: query.number('window') ?? DEFAULTS.window,
    info: query.number('info') ?? DEFAULTS.info,
    retries: query.number('retries') ?? DEFAULTS.retries,
  };
}

/** Green Book 8.4.2: one byte holds the upper address alone, two hold 7 bits of each, four 14 bits of each. */
function shortestAddress(server: number, physical: number | undefined): 1 | 2 | 4 {
  if (server > 0x7f || (physical ?? 0) > 0x7f) return 4;
  return physical === undefined ? 1 : 2;
}

function formatDuration(duration: Temporal.Duration): string {
  const milliseconds = duration.total('milliseconds');
  return milliseconds % 1000 === 0 ? `${milliseconds / 1000}s` : `${milliseconds}ms`;
}

function decode(part: string, text: string, offset: number): string {
  const plain = text.replace(/%(25|3F)/gi, (_, code: string) => (code === '25' ? '%' : '?'));
  if (plain === '') throw invalid(part, offset, text, 'a text that is not empty');
  return plain;
}

function encode(text: string): string {
  return text.replace(/[%?]/g, (character) => (character === '%' ? '%25' : '%3F'));
}

function invalid(path: string, offset: number | undefined, found: string | undefined, expected: string): S1benchError {
  return new S1benchError('link-address-invalid', {
    where: offset === undefined ? { path } : { path, offset },
    found: found === undefined ? 'none' : JSON.stringify(found),
    expected,
  });
}

/** The parameters of an address, each with the offset of its value in the whole text. */
class Query {
  readonly #values = new Map<
    ParameterName,
    { readonly offset: number; readonly text: string; readonly value: unknown }
  >();

  constructor(query: string, start: number) {
    let offset = start;
    for (const part of query === '' ? [] : query.split('&')) {
      this.#add(part, offset);
      offset += part.length + 1;
    }
  }

  number(name: ParameterName): number | undefined {
    const value = this.#values.get(name)?.value;
    return typeof value === 'number' ? value : undefined;
  }

  text(name: ParameterName): string | undefined {
    const value = this.#values.get(name)?.value;
    return typeof value === 'string' ? value : undefined;
  }

  /** Refuses a parameter that can't stand in this address. */
  refuse(name: ParameterName, expected: string): never {
    const value = this.#values.get(name);
    throw invalid(name, value?.offset, value?.text, expected);
  }

  refuseAll(names: readonly ParameterName[], expected: string): void {
    for (const name of names) if (this.#values.has(name)) this.refuse(name, expected);
  }

  #add(part: string, offset: number): void {
    const equals = part.indexOf('=');
    const name = equals === -1 ? part : part.slice(0, equals);
    if (!isParameter(name)) throw invalid('parameter', offset, name, `one of ${Object.keys(parameters).join(', ')}`);
    if (this.#values.has(name)) throw invalid(name, offset, name, 'each parameter once');
    const text = equals === -1 ? '' : part.slice(equals + 1);
    const value = parameters[name].read(text);
    if (value === undefined) throw invalid(name, offset + name.length + 1, text, parameters[name].expected);
    this.#values.set(name, { offset: offset + name.length + 1, text, value });
  }
}

function isParameter(name: string): name is ParameterName {
  return Object.hasOwn(parameters, name);
}
