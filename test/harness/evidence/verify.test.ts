import { appendFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isS1benchError } from '../../../src/core/errors.ts';
import { genesis, lineEnd, lineStart, sha256 } from '../../../src/harness/evidence/line.ts';
import { verifyRun } from '../../../src/harness/evidence/verify.ts';
import type { JsonValue } from '../../../src/harness/json.ts';
import { newFolder, recordRun, recordTest, type Script, startRun } from './recorded-run.ts';

const scripts: readonly Script[] = [
  [7, 8],
  [7, 6],
  [7, undefined],
  ['x', 7],
];
const verdicts = ['passed', 'failed', 'error', 'failed', 'not-run'];
const files = ['journal.jsonl', 'run.json', 'packs/reads.yaml'] as const;

/** Runs `change` on one file of a run, and gives what verification says; the file is as before afterwards. */
function verifyChanged(folder: string, file: string, change: (bytes: Buffer) => Uint8Array) {
  const path = join(folder, file);
  const before = readFileSync(path);
  writeFileSync(path, change(Buffer.from(before)));
  const result = verifyRun(folder);
  writeFileSync(path, before);
  return result;
}

function flip(at: number, mask: number) {
  return (bytes: Buffer): Buffer => {
    bytes[at] = (bytes[at] as number) ^ mask;
    return bytes;
  };
}

/** Number of the line (from 1) that a byte stands in, its end included, and the offset of the first byte of that line. */
function lineAt(bytes: Buffer, at: number): { line: number; offset: number } {
  const before = bytes.subarray(0, at);
  return { line: before.toString('latin1').split('\n').length, offset: before.lastIndexOf('\n') + 1 };
}

function linesOf(folder: string): readonly string[] {
  return readFileSync(join(folder, 'journal.jsonl'), 'utf8').trimEnd().split('\n');
}

function eventsOf(folder: string): readonly Readonly<Record<string, unknown>>[] {
  return linesOf(folder).map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}

describe('evidence of a run that was concluded', () => {
  const folder = recordRun(scripts);
  const small = recordRun([[7]]);

  it('is intact, and every verdict follows from it', () => {
    const { state, record, problem } = verifyRun(folder);
    expect(problem).toBeUndefined();
    expect(state).toBe('intact');
    expect(record?.status).toBe('aborted');
    expect(record?.tests.map(({ verdict }) => verdict)).toEqual(verdicts);
    expect(record?.counts).toEqual({
      passed: 1,
      failed: 2,
      inconclusive: 0,
      error: 1,
      'not-run': 1,
      'not-applicable': 0,
    });
    expect(record?.tests[1]?.because).toBe('steps[2] value at-least 7: fail, found 6');
  });

  it('comes to the verdicts that were recorded, whatever the device did', () => {
    const value = fc.option(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.jsonValue() as fc.Arbitrary<JsonValue>), {
      nil: undefined,
    });
    const script: fc.Arbitrary<Script> = fc.array(value, { maxLength: 2 });
    fc.assert(
      fc.property(fc.array(script, { maxLength: 3 }), (any) => {
        const recorded = recordRun(any);
        const ended = eventsOf(recorded).filter(({ kind }) => kind === 'test-ended');
        const { state, record } = verifyRun(recorded);
        expect(state).toBe('intact');
        expect(record?.tests.slice(0, -1).map(({ verdict }) => verdict)).toEqual(ended.map(({ verdict }) => verdict));
      }),
      { numRuns: 30 },
    );
  });

  it('chains each line to the one before, from the genesis', () => {
    const lines = linesOf(folder);
    let prev = genesis;
    lines.forEach((line, i) => {
      const entry = JSON.parse(line) as { seq: number; prev: string; hash: string };
      expect(entry).toMatchObject({ seq: i + 1, prev });
      expect(sha256(line.replace(/,"hash":"\w+"\}$/, '}'))).toBe(entry.hash);
      prev = entry.hash;
    });
  });

  it('names the line and its offset for a flipped byte at every place of the journal', () => {
    const journal = readFileSync(join(small, 'journal.jsonl'));
    // Every line end, every byte of the first and the last line, and in between one byte in thirteen.
    const last = lineAt(journal, journal.length - 1).offset;
    for (let at = 0; at < journal.length; at++) {
      if (journal[at] !== 0x0a && at > 900 && at < last && at % 13 !== 0) continue;
      const { state, problem } = verifyChanged(small, 'journal.jsonl', flip(at, 1 << (at % 8)));
      expect({ at, state, where: problem?.where }).toEqual({
        at,
        state: 'broken',
        where: { file: 'journal.jsonl', ...lineAt(journal, at) },
      });
    }
  }, 60_000);

  it('names the byte for a flipped byte at every place of run.json', () => {
    const { length } = readFileSync(join(small, 'run.json'));
    for (let at = 0; at < length; at++) {
      // Every byte of the start and of the digest at the end, and in between one in seventeen.
      if (at > 200 && at < length - 100 && at % 17 !== 0) continue;
      const { state, problem } = verifyChanged(small, 'run.json', flip(at, 1 << (at % 8)));
      expect({ at, state, where: problem?.where }).toEqual({
        at,
        state: 'broken',
        where: { file: 'run.json', offset: at },
      });
    }
  }, 60_000);

  it('names the pack for a flipped byte at every place of its copy', () => {
    readFileSync(join(folder, 'packs/reads.yaml')).forEach((_, at) => {
      if (at % 5 !== 0) return;
      const { state, problem } = verifyChanged(folder, 'packs/reads.yaml', flip(at, 1 << (at % 8)));
      expect({ state, where: problem?.where }).toEqual({ state: 'broken', where: { file: 'packs/reads.yaml' } });
    });
  }, 60_000);

  it.each([
    ['a part of another line after it', (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('{"seq"')]), 1],
    ['a byte after it', (bytes: Buffer) => Buffer.concat([bytes, Buffer.of(0x20)]), 1],
    ['its last line end gone', (bytes: Buffer) => bytes.subarray(0, -1), 0],
  ])('is broken with %s', (_, change, more) => {
    const { state, problem } = verifyChanged(folder, 'journal.jsonl', change);
    expect(state).toBe('broken');
    expect(problem?.where).toMatchObject({ file: 'journal.jsonl', line: linesOf(folder).length + more });
  });

  it('is broken after any change to any file', () => {
    const change = fc.oneof(
      fc.record({ kind: fc.constant('flip' as const), at: fc.nat(), mask: fc.integer({ min: 1, max: 255 }) }),
      fc.record({ kind: fc.constant('delete' as const), at: fc.nat(), length: fc.integer({ min: 1, max: 2000 }) }),
      fc.record({
        kind: fc.constant('insert' as const),
        at: fc.nat(),
        bytes: fc.uint8Array({ minLength: 1, maxLength: 9 }),
      }),
      fc.record({ kind: fc.constant('repeat' as const), line: fc.nat() }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...files), change, (file, changed) => {
        const { state } = verifyChanged(folder, file, (bytes) => {
          const at = 'at' in changed ? changed.at % (bytes.length + (changed.kind === 'insert' ? 1 : 0)) : 0;
          switch (changed.kind) {
            case 'flip':
              return flip(at, changed.mask)(bytes);
            case 'delete':
              return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + changed.length)]);
            case 'insert':
              return Buffer.concat([bytes.subarray(0, at), changed.bytes, bytes.subarray(at)]);
            case 'repeat': {
              const lines = bytes.toString('utf8').split('\n');
              const which = changed.line % (lines.length - 1);
              return Buffer.from([...lines.slice(0, which + 1), ...lines.slice(which)].join('\n'));
            }
          }
        });
        expect(state).toBe('broken');
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  it.each([
    ['its last line', (bytes: Buffer) => bytes.subarray(0, bytes.lastIndexOf('\n', bytes.length - 2) + 1), -1],
    ['the end of its last line', (bytes: Buffer) => bytes.subarray(0, bytes.length - 5), -1],
    ['a line more', (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('{}\n')]), 0],
  ])('is broken at the end of the journal by %s', (_, change, at) => {
    const { state, problem } = verifyChanged(folder, 'journal.jsonl', change);
    const lines = linesOf(folder);
    expect({ state, file: problem?.where?.file, line: problem?.where?.line }).toEqual({
      state: 'broken',
      file: 'journal.jsonl',
      line: lines.length + 1 + at,
    });
  });

  it.each(files.slice(1))('is not intact without %s', (file) => {
    const copy = recordRun(scripts);
    rmSync(join(copy, file));
    expect(verifyRun(copy).state).toBe(file === 'run.json' ? 'incomplete' : 'broken');
  });
});

describe('evidence of a run that was never concluded', () => {
  it('is incomplete after each test, with every verdict until then', () => {
    const recorder = startRun(scripts.length);
    scripts.forEach((script, i) => {
      recordTest(recorder, `reads/T${i}`, script);
      const { state, record } = verifyRun(recorder.folder);
      expect(state).toBe('incomplete');
      expect(record?.tests.flatMap(({ verdict }) => verdict ?? [])).toEqual(verdicts.slice(0, i + 1));
    });
  });

  it('is incomplete wherever the last line was cut off, with every verdict that was whole', () => {
    const folder = recordRun(scripts, false);
    const path = join(folder, 'journal.jsonl');
    for (let length = readFileSync(path).length; length > 0; length -= 29) {
      truncateSync(path, length);
      const { state, record, problem } = verifyRun(folder);
      expect({ length, state, problem }).toEqual({ length, state: 'incomplete', problem: undefined });
      const ended = readFileSync(path, 'utf8').match(/"kind":"test-(ended|not-run)".*"hash":"\w{64}"\}/g) ?? [];
      expect(record?.tests.filter(({ verdict }) => verdict !== undefined).length ?? 0).toBe(ended.length);
    }
  });

  it('is broken if a byte of the last line was flipped, its end included', () => {
    const folder = recordRun(scripts, false);
    const journal = readFileSync(join(folder, 'journal.jsonl'));
    const { line, offset } = lineAt(journal, journal.length - 1);
    for (let at = offset; at < journal.length; at++) {
      const { state, problem } = verifyChanged(folder, 'journal.jsonl', flip(at, 1 << (at % 8)));
      expect({ at, state, where: problem?.where }).toEqual({
        at,
        state: 'broken',
        where: { file: 'journal.jsonl', line, offset },
      });
    }
  });
});

describe('evidence that was forged with a chain that holds', () => {
  const lines = readFileSync(join(recordRun(scripts, false), 'journal.jsonl'), 'utf8')
    .trimEnd()
    .split('\n');

  /** A run whose events were changed by someone who knows how lines are chained. */
  function forge(change: (event: Record<string, unknown>) => object | undefined) {
    const folder = recordRun(scripts, false);
    let prev = genesis;
    let seq = 0;
    const forged = lines.flatMap((line) => {
      const { seq: _, prev: __, hash: ___, time, ...event } = JSON.parse(line) as Record<string, unknown>;
      const changed = change(event);
      if (changed === undefined) return [];
      const body = `${lineStart(++seq, prev, Temporal.Instant.from(String(time)))}${JSON.stringify(changed).slice(1)}`;
      prev = sha256(body);
      return [`${body.slice(0, -1)}${lineEnd(prev)}`];
    });
    writeFileSync(join(folder, 'journal.jsonl'), `${forged.join('\n')}\n`);
    return verifyRun(folder);
  }

  it('stays incomplete when nothing was changed', () => {
    expect(forge((event) => event).state).toBe('incomplete');
  });

  it.each([
    ['a verdict', { kind: 'test-ended', verdict: 'failed' }, { verdict: 'passed' }, 'verdict passed', 'failed'],
    ['a check', { kind: 'check', verdict: 'fail' }, { verdict: 'pass' }, /: pass, found 6$/, /: fail, found 6$/],
    [
      'an observation',
      { kind: 'observation', step: 1 },
      { outcome: { result: 'success', value: 99 } },
      /found 7/,
      /found 99/,
    ],
    ['a step', { kind: 'observation' }, { step: 7 }, 'an observation of steps 7', 'each step once'],
    ['an event', { kind: 'traffic' }, { kind: 'gossip' }, '"gossip"', 'an event of a run'],
  ])('is broken by %s that does not follow', (_, of, changes, found, expected) => {
    const concerned = (event: Record<string, unknown>) =>
      Object.entries(of).every(([key, value]) => event[key] === value);
    const { state, problem } = forge((event) => (concerned(event) ? { ...event, ...changes } : event));
    expect(state).toBe('broken');
    expect(problem?.where?.line).toBeGreaterThan(0);
    expect([problem?.found, problem?.expected]).toEqual([
      expect.stringMatching(found),
      expect.stringMatching(expected),
    ]);
  });

  it.each(['run-started', 'test-started', 'observation', 'check'])('is broken without its events %s', (kind) => {
    expect(forge((event) => (event['kind'] === kind ? undefined : event)).state).toBe('broken');
  });

  it('gives a verification of any events', () => {
    const events = lines.map((line) => {
      const { seq: _, prev: __, hash: ___, time: ____, ...event } = JSON.parse(line) as Record<string, unknown>;
      return event;
    });
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...events), fc.dictionary(fc.string(), fc.json())), { maxLength: 12 }),
        (any) => {
          let i = 0;
          const { state } = forge(() => any[i++]);
          expect(['broken', 'incomplete']).toContain(state);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('gives a verification of any bytes', () => {
    const folder = recordRun(scripts, false);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        writeFileSync(join(folder, 'journal.jsonl'), bytes);
        expect(['broken', 'incomplete']).toContain(verifyRun(folder).state);
      }),
    );
  });
});

describe('evidence', () => {
  it('is missing where there is no journal', () => {
    expect(() => verifyRun(newFolder())).toThrow(/evidence-missing/);
  });

  it('never takes the place of the evidence of another run', () => {
    const folder = recordRun([]);
    appendFileSync(join(folder, 'note.txt'), '');
    expect(verifyRun(folder).state).toBe('intact');
  });

  it('ends with what a key would have been withheld from', () => {
    const key = Uint8Array.from({ length: 16 }, (_, i) => i * 13 + 5);
    const recorder = startRun(1, [key]);
    recordTest(recorder, 'reads/T0', [Buffer.from(key).toString('hex'), 7]);
    const { record } = verifyRun(recorder.folder);
    expect(record?.tests[0]).toMatchObject({ verdict: 'error', because: 'an event observation carried key material' });
    expect(readFileSync(join(recorder.folder, 'journal.jsonl'), 'utf8')).not.toContain(
      Buffer.from(key).toString('hex'),
    );
  });

  it('does not begin with a pack that holds a key', () => {
    expect(() => startRun(1, [new TextEncoder().encode('traces: [Blue')])).toThrow(
      expect.toSatisfy((error: unknown) => isS1benchError(error, 'evidence-holds-key')),
    );
  });
});
