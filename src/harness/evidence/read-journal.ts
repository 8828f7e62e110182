import { closeSync, openSync, readSync } from 'node:fs';
import { S1benchError, type Where } from '../../core/errors.ts';
import { type RunEvent, runEventSchema } from './event.ts';
import { genesis, type JournalLine, readLine } from './line.ts';

/** No line of a journal is longer, in bytes. */
const LONGEST_LINE = 1 << 24;
const CHUNK = 1 << 16;
const NEWLINE = 0x0a;
/** A whole line within bytes that no line end follows: something stands where its end should. */
const WHOLE_LINE = /"hash":"[0-9a-f]{64}"\}/;

/** Where a line stands in its file. */
interface Placed {
  readonly where: Where;
  /** Offset of the byte after its line and the end of it. */
  readonly end: number;
}

export interface JournalEntry extends Placed {
  readonly event: RunEvent;
  readonly time: Temporal.Instant;
  readonly hash: string;
}

/**
 * The events of a journal, one after the other. A last line that was cut off, as a crash leaves it, ends the journal
 * before it.
 * @throws `evidence-broken` with the line, and the offset of its first byte in the file, of the first line that isn't
 *   as it was written
 */
export function* readJournal(path: string, file: string): Generator<JournalEntry> {
  for (const { event, time, hash, where, end } of readChain(path, file)) {
    const read = runEventSchema.safeParse(event);
    if (!read.success) throw broken(where, JSON.stringify(event['kind']), 'an event of a run');
    yield { event: read.data, time, hash, where, end };
  }
}

/**
 * The lines of a journal, whatever its events are.
 * @throws `evidence-broken`
 */
export function* readChain(path: string, file: string): Generator<JournalLine & Placed> {
  let prev = genesis;
  let seq = 1;
  for (const { bytes, offset, ended } of linesOf(path, file)) {
    const where: Where = { file, line: seq, offset };
    const line = readLine(bytes);
    if (!ended && line === undefined && !WHOLE_LINE.test(Buffer.from(bytes).toString('latin1'))) return;
    if (line === undefined) throw broken(where, 'a line that was changed', 'a line whose hash is right');
    if (line.seq !== seq) throw broken(where, `line ${line.seq}`, `line ${seq}`);
    if (line.prev !== prev) throw broken(where, `a line after ${line.prev}`, `one after ${prev}`);
    yield { ...line, where, end: offset + bytes.length + 1 };
    prev = line.hash;
    seq++;
  }
}

interface RawLine {
  readonly bytes: Uint8Array;
  readonly offset: number;
  /** Whether a line end follows. */
  readonly ended: boolean;
}

function* linesOf(path: string, file: string): Generator<RawLine> {
  const handle = openSync(path, 'r');
  try {
    let rest = Buffer.alloc(0);
    let offset = 0;
    for (;;) {
      const chunk = Buffer.alloc(CHUNK);
      const length = readSync(handle, chunk);
      if (length === 0) break;
      rest = Buffer.concat([rest, chunk.subarray(0, length)]);
      for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE)) {
        yield { bytes: rest.subarray(0, end), offset, ended: true };
        offset += end + 1;
        rest = rest.subarray(end + 1);
      }
      if (rest.length > LONGEST_LINE) throw broken({ file, offset }, 'a longer line', `at most ${LONGEST_LINE} bytes`);
    }
    if (rest.length > 0) yield { bytes: rest, offset, ended: false };
  } finally {
    closeSync(handle);
  }
}

export function broken(where: Where, found: string, expected: string): S1benchError {
  return new S1benchError('evidence-broken', { where, found, expected });
}
