import { parseSmets1Services, type Smets1Services } from '../core/srv/smets1-services.ts';
import { readText } from '../sim/files/read-text.ts';

/**
 * The SRVs that a file (`kind: smets1-services`) says are for SMETS1 devices.
 * @throws `file-unreadable`, DocumentErrors
 */
export async function loadSmets1Services(file: string): Promise<Smets1Services> {
  return parseSmets1Services(await readText(file), file);
}
