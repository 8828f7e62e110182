import { join } from 'node:path';
import { expect, it } from 'vitest';
import { formatObis, type Obis, obisBytes } from '../../../src/core/identifiers.ts';
import { parseCaptureObject } from '../../../src/protocol/cosem/selective-access.ts';
import type { AccessByClient, CosemObject } from '../../../src/protocol/cosem/server/object.ts';
import type { SimulatedDevice } from '../../../src/sim/device/simulated-device.ts';
import { root } from '../../support/project-files.ts';
import { elements } from '../bench.ts';
import { Dwelling, ids } from '../installation/dwelling.ts';
import { type ObjectsPage, objectsPages } from './objects-pages.ts';

const { unit } = new Dwelling();
const clients = { P: 16, N: 2, C: 1 } as const;
const PROFILE_GENERIC = 7;

/**
 * What the Blue Book leaves to manufacturers (128 and above in one of the value groups B to E), and to Great Britain (C
 * 94, D 44), is this project's own; and these, which are in neither, and which the Blue Book doesn't give either.
 */
const alsoOurs: ReadonlySet<string> = new Set(['0.0.10.0.120.255']);

function isOurs(name: Obis): boolean {
  const [, b = 0, c = 0, d = 0, e = 0] = obisBytes(name);
  const isLeftFree = [b, c, d].some((group) => group >= 128) || (e >= 128 && e < 255);
  return isLeftFree || (c === 94 && d === 44) || alsoOurs.has(formatObis(name));
}

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

/** The rows of the tables of one device. */
class Rows {
  readonly #device: SimulatedDevice;
  readonly objects: readonly CosemObject<unknown>[];

  constructor(device: SimulatedDevice) {
    this.#device = device;
    this.objects = device.logicalDevices[0]?.tree.objects ?? [];
  }

  object(object: CosemObject<unknown>): string {
    const attributes = Object.entries(object.attributes).map(
      ([index, { name, access }]) => `${index} ${name}:${this.#typeOf(object, Number(index))}, ${rights(access)}`,
    );
    const methods = Object.entries(object.methods ?? {}).map(
      ([index, { name, access }]) => `${index} ${name}(): ${who(access, 'access') || 'none'}`,
    );
    const name = formatObis(object.logicalName);
    const from = isOurs(object.logicalName) ? 'ours' : '';
    const members = [...attributes, ...methods].join('<br>').replaceAll('_', '\\_');
    return `| ${name} | ${from} | ${object.classId} | ${object.version} | ${object.description} | ${members} |`;
  }

  profile(object: CosemObject<unknown>): string {
    const objects = this.#read(object, 3);
    if (objects === undefined || typeof objects === 'string') throw new RangeError(object.description);
    const columns = elements(objects).map((definition) => formatObis(parseCaptureObject(definition).logicalName));
    return `| ${formatObis(object.logicalName)} | ${object.description} | ${columns.join(', ')} |`;
  }

  #typeOf(object: CosemObject<unknown>, index: number): string {
    const value = this.#read(object, index);
    return value === undefined || typeof value === 'string' ? '' : ` ${value.type}`;
  }

  #read(object: CosemObject<unknown>, index: number) {
    const { device, tree } = this.#device.logicalDevices[0] as SimulatedDevice['logicalDevices'][number];
    return object.attributes[index]?.read?.(device, { clientSap: 1, tree });
  }
}

function pageOf({ title, device, model, profiles, behaviour }: ObjectsPage): string {
  const rows = new Rows(unit.devices.get(ids[device]) as SimulatedDevice);
  const captured = rows.objects.filter(({ classId }) => classId === PROFILE_GENERIC);
  return `# Objects of the simulated ${title}

The COSEM objects of \`${model}\`, as its object list declares them. Attribute 1 is always the
logical name. Clients: P public (SAP 16), N non-critical (SAP 2), C critical (SAP 1). Logical names are those of the Blue
Book but for those that say *ours*: there the Blue Book has no object, and which one real SMETS1 devices use is not public.
This page is made from the objects themselves; a test holds it.

| logical name | from | class | version | object | attributes and methods |
| --- | --- | --- | --- | --- | --- |
${rows.objects.map((object) => rows.object(object)).join('\n')}

## Profiles

Columns are attribute 2 of these objects. Selective access is by range of the clock, and by entry. ${profiles}

| profile | what | columns |
| --- | --- | --- |
${captured.map((object) => rows.profile(object)).join('\n')}

What the codes in its logs mean: [Alerts and events](alerts.md).

## Behaviour

${behaviour}`;
}

it.each(Object.entries(objectsPages))('docs/reference/%s is that of the object tree', async (file, page) => {
  await expect(pageOf(page)).toMatchFileSnapshot(join(root, 'docs/reference', file));
});
