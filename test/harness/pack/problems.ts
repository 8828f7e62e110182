import { DocumentErrors } from '../../../src/core/documents.ts';

/** What was refused, each problem as `file:line:column path: code, found, expected`; nothing where nothing was. */
export function problemsOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (!(error instanceof DocumentErrors)) throw error;
    return error.problems.map(({ code, where, found = '', expected = '' }) => {
      const place = `${where?.file}:${where?.line}:${where?.column} ${where?.path ?? ''}`;
      return `${place}: ${code}, ${found}, ${expected}`;
    });
  }
  return [];
}
