import type { AuthorisationRow } from '../planning/authorisation-book.ts';
import { csvLine, ReportFile } from './report-file.ts';

export const AUTHORISATIONS_CSV = 'authorisations.csv';

const columns = ['file', 'line', 'hub', 'meter', 'result', 'because'] as const;

/** Writes what became of each row of the Migration Authorisations, and of files of which no row counts. */
export function writeAuthorisationReport(folder: string, rows: Iterable<AuthorisationRow>): void {
  const csv = new ReportFile(folder, AUTHORISATIONS_CSV);
  csv.write(csvLine(columns));
  for (const row of rows) csv.write(csvLine(columns.map((column) => String(row[column] ?? ''))));
  csv.close();
}
