import type { z } from 'zod';

/** Refuses the entries of a list that have a name in common with one before them, at `key` of the entry. */
export function refuseRepeated<Entry>(
  context: z.core.$RefinementCtx,
  [list, entries]: readonly [string, readonly Entry[]],
  [key, namesOf]: readonly [string, (entry: Entry) => readonly string[]],
  message: string,
): void {
  const seen = new Set<string>();
  for (const [i, entry] of entries.entries()) {
    const names = namesOf(entry);
    if (names.some((name) => seen.has(name))) {
      context.addIssue({ code: 'custom', path: [list, i, key], message });
    }
    for (const name of names) seen.add(name);
  }
}
