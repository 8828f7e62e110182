import { hash as digestOf } from 'node:crypto';
import { asInstant, instantText } from '../checks/instant.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import type { RunEvent } from './event.ts';

/** What the first line carries as the hash of the line before it; not zeros, which could be somebody's key. */
export const genesis = sha256('s1bench journal');

const HASH_LENGTH = lineEnd(genesis).length;
const HASH = /^,"hash":"([0-9a-f]{64})"\}$/;

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
 * What stands before the event in a line of the journal, a JSON object that starts with its sequence number, the hash of
 * the line before and the time.
 */
export function lineStart(seq: number, prev: string, time: Temporal.Instant): string {
  return `{"seq":${seq},"prev":"${prev}","time":"${instantText(time)}",`;
}

/** An event as JSON. Traffic is half of a journal: put together by hand it takes a third of the time. */
export function eventText(event: RunEvent): string {
  if (event.kind !== 'traffic') return JSON.stringify(event);
  const { kind, device, direction, layer, apdu, bytes } = event;
  const place = apdu === undefined ? '' : `"apdu":[${apdu.join(',')}],`;
  return `{"kind":"${kind}","device":${JSON.stringify(device)},"direction":"${direction}","layer":"${layer}",${place}"bytes":"${bytes}"}`;
}

/** What stands after the event: the line's own hash, which is the SHA-256 of the same object without `hash`. */
export function lineEnd(hash: string): string {
  return `,"hash":"${hash}"}`;
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
