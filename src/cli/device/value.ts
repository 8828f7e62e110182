import type { Data } from '../../protocol/cosem/data.ts';

export const valueHelp = 'a value with its type, such as "{ long-unsigned: 230 }"';

/**
 * A COSEM value as test packs write it, too.
 * @throws DocumentErrors, and what keeps it from being encoded
 */
export async function parseValue(text: string): Promise<Data> {
  const { parseDocument } = await import('../../core/documents.ts');
  const { dataFromJson, dataSchema } = await import('../../harness/cosem-data.ts');
  const { encodeData } = await import('../../protocol/cosem/axdr.ts');
  const data = dataFromJson(parseDocument(text, 'value', dataSchema));
  encodeData(data);
  return data;
}
