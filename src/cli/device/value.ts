import type { Data } from '../../protocol/cosem/data.ts';

export const valueHelp = 'a value with its type, such as "{ long-unsigned: 230 }"';

/**
 * A COSEM value as test packs write it, too.
 * @throws DocumentErrors
 */
export async function parseValue(text: string): Promise<Data> {
  const { parseDocument } = await import('../../core/documents.ts');
  const { dataFromJson, dataSchema } = await import('../../harness/cosem-data.ts');
  return dataFromJson(parseDocument(text, 'value', dataSchema));
}
