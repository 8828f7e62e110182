import { z } from 'zod';
import { parseDocument } from '../../core/documents.ts';
import { isS1benchError, type S1benchError } from '../../core/errors.ts';

/** What a schema says of a place that an error was found at: the error keeps its code. */
export function refusal(path: PropertyKey[], refused: S1benchError) {
  return { code: 'custom', path, message: refused.expected ?? '', params: { refused } } as const;
}

/** The refusal of a file for what was found out elsewhere about something that stands in it. */
export function refusedAt(
  { text, file }: { readonly text: string; readonly file: string },
  path: PropertyKey[],
  refused: S1benchError,
): S1benchError {
  try {
    parseDocument(
      text,
      file,
      z.unknown().superRefine((_, context) => context.addIssue(refusal(path, refused))),
    );
  } catch (error) {
    if (isS1benchError(error)) return error;
    throw error;
  }
  return refused;
}
