import { hash as digestOf } from 'node:crypto';
import { asInstant } from '../checks/instant.ts';
import type { JsonObject, JsonValue } from '../json.ts';

/** What the first line carries as the hash of the line before it; not zeros, which could be somebody's key. */
export const genesis = sha256('s1bench journal');

const HASH = /^,"hash":"([0-9a-f]{64})"\}$/;
const HASH_LENGTH = `,"hash":"${genesis}"}`.length;

/** A line of the journal that holds: its own hash is right. */
export interface JournalLine {
  readonly seq: number;
  readonly prev: string;
  readonly hash: string;
  /** The instant of the run's clock. */
  readonly time: Temporal.Instant;
  readonly event: JsonObject;
}

/**
 * One line of the journal, without its end: a JSON object that starts with its sequence number, the hash of the line
 * before and the time, and ends with its own hash, which is the SHA-256 of the same object without `hash`.
 */
export function writeLine(
  seq: number,
  prev: string,
  time: Temporal.Instant,
  event: object,
): { text: string; hash: string } {
  const start = `{"seq":${seq},"prev":"${prev}","time":"${textOf(time)}",${JSON.stringify(event).slice(1, -1)}`;
  const hash = sha256(`${start}}`);
  return { text: `${start},"hash":"${hash}"}`, hash };
}

let lastTime: readonly [Temporal.Instant, string] | undefined;

/** In virtual time many events have the very same instant, whose text takes longer to make than that of the event. */
function textOf(time: Temporal.Instant): string {
  if (lastTime?.[0] !== time) lastTime = [time, time.toString()];
  return lastTime[1];
}

/** The line that these bytes are; nothing if they aren't a line as it was written. */
export function readLine(bytes: Uint8Array): JournalLine | undefined {
  const end = bytes.length - HASH_LENGTH;
  if (end < 0) return undefined;
  const hash = HASH.exec(Buffer.from(bytes.subarray(end)).toString('latin1'))?.[1];
  const body = Buffer.concat([bytes.subarray(0, end), Buffer.from('}')]);
  if (hash === undefined || sha256(body) !== hash) return undefined;
  const { seq, prev, time, ...event } = parseObject(body.toString('utf8'));
  const instant = asInstant(time);
  if (typeof seq !== 'number' || typeof prev !== 'string' || instant === undefined) return undefined;
  return { seq, prev, time: instant, hash, event };
}

/** An empty object where the text isn't one: whoever forges a line can give it its right hash. */
export function parseObject(text: string): JsonObject {
  try {
    const value: JsonValue = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
  } catch {
    return {};
  }
}

export function sha256(content: string | Uint8Array): string {
  return digestOf('sha256', content);
}
