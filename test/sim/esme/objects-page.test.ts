import { expect, it } from 'vitest';
import { formatObis } from '../../../src/core/identifiers.ts';
import type { Data } from '../../../src/protocol/cosem/data.ts';
import { parseCaptureObject } from '../../../src/protocol/cosem/selective-access.ts';
import type { AccessByClient, CosemObject } from '../../../src/protocol/cosem/server/object.ts';
import { events } from '../../../src/sim/device/events.ts';
import { Bench, elements } from '../bench.ts';

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

/** What each profile captures, in order. */
const profiles = tree.objects.filter(({ classId }) => classId === 7);

function captureRow(object: CosemObject<unknown>): string {
  const objects = object.attributes[3]?.read?.(device, { clientSap: 1, tree });
  const columns = elements(objects as Data).map((definition) => formatObis(parseCaptureObject(definition).logicalName));
  return `| ${formatObis(object.logicalName)} | ${object.description} | ${columns.join(', ')} |`;
}

const eventRows = Object.values(events).map(({ log, code, meaning }) => {
  const hex = code.toString(16).toUpperCase().padStart(4, '0');
  return `| ${hex} | ${log} | ${meaning} | ${code >= 0x8000 ? 'GBCS device alert' : 'this project'} |`;
});

const page = `# Objects of the simulated ESME

The COSEM objects of \`hardware/models/simulated-esme.yaml\`, as its object list declares them. Attribute 1 is always the
logical name. Clients: P public (SAP 16), N non-critical (SAP 2), C critical (SAP 1). This page is made from the objects
themselves; a test holds it.

| logical name | class | version | object | attributes and methods |
| --- | --- | --- | --- | --- |
${tree.objects.map(row).join('\n')}

## Profiles

Columns are attribute 2 of these objects. Energy columns hold the cumulative register at the instant of the capture: the
energy of an interval is the difference from the row before. A profile status of 32 says that the clock was set since the
row before. Selective access is by range of the clock, and by entry.

| profile | what | columns |
| --- | --- | --- |
${profiles.map(captureRow).join('\n')}

## Event codes

| code | log | meaning | from |
| --- | --- | --- | --- |
${eventRows.join('\n')}

## Behaviour

- The invocation counter objects give the lowest counter that is still accepted. It begins at 0, and anew with each new
  encryption key; the meter's own counters always go on.
- The clock keeps UTC. Setting it by up to 10 seconds logs an adjustment, by more that it was set.
- The disconnect scripts disable (1), enable (2) and arm (3) the supply; 2 and 3 choose the control mode that they need.
  An armed supply is disabled before a client can enable it. To ask for the state that the supply is in changes nothing
  and succeeds; what the control mode does not allow is refused as other-reason.
- While the supply is not connected, nothing flows: registers and profiles stand still.
- A calendar can be activated where every week, day and rate that it names is there, seasons start at midnight, and days
  start at 00:00 and switch on whole half-hours. A time of activation that has passed means now.
- A new key is unwrapped with the master key; one that was wrapped with another is refused and logged.
`;

it('the page of the objects of the simulated ESME is that of its object tree', async () => {
  await expect(page).toMatchFileSnapshot('../../../docs/reference/esme-objects.md');
});
