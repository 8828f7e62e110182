import { expect, it } from 'vitest';
import { formatObis } from '../../../src/core/identifiers.ts';
import type { AccessByClient, CosemObject } from '../../../src/protocol/cosem/server/object.ts';
import { Bench } from '../bench.ts';

const bench = new Bench();
const { tree, device } = bench.logicalDevice;
const clients = { P: 16, N: 2, C: 1 } as const;

/** `PNC` for the clients whose mode is one of these. */
function who(access: AccessByClient<string>, ...modes: readonly string[]): string {
  return Object.entries(clients)
    .filter(([, sap]) => modes.includes(access[sap] ?? 'no-access'))
    .map(([letter]) => letter)
    .join('');
}

function rights(access: AccessByClient<string>): string {
  const read = who(access, 'read-only', 'read-and-write');
  const write = who(access, 'write-only', 'read-and-write');
  return [read && `read ${read}`, write && `write ${write}`].filter((part) => part !== '').join(', ') || 'none';
}

function typeOf(object: CosemObject<unknown>, index: number): string {
  const value = object.attributes[index]?.read?.(device, { clientSap: 1, tree });
  return value === undefined || typeof value === 'string' ? '' : ` ${value.type}`;
}

function row(object: CosemObject<unknown>): string {
  const attributes = Object.entries(object.attributes).map(
    ([index, { name, access }]) => `${index} ${name}:${typeOf(object, Number(index))}, ${rights(access)}`,
  );
  const methods = Object.entries(object.methods ?? {}).map(
    ([index, { name, access }]) => `${index} ${name}(): ${who(access, 'access') || 'none'}`,
  );
  const name = formatObis(object.logicalName);
  const members = [...attributes, ...methods].join('<br>').replaceAll('_', '\\_');
  return `| ${name} | ${object.classId} | ${object.version} | ${object.description} | ${members} |`;
}

const page = `# Objects of the simulated ESME

The COSEM objects of \`hardware/models/simulated-esme.yaml\`, as its object list declares them. Attribute 1 is always the
logical name. Clients: P public (SAP 16), N non-critical (SAP 2), C critical (SAP 1). This page is made from the objects
themselves; a test holds it.

| logical name | class | version | object | attributes and methods |
| --- | --- | --- | --- | --- |
${tree.objects.map(row).join('\n')}
`;

it('the page of the objects of the simulated ESME is that of its object tree', async () => {
  await expect(page).toMatchFileSnapshot('../../../docs/reference/esme-objects.md');
});
