import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { data } from '../classes/data.ts';
import { text } from '../classes/values.ts';
import { everyClient } from '../device/clients.ts';
import { communicationObjects } from '../device/communication-objects.ts';
import type { DeviceDesign, DeviceFunction } from '../device/design.ts';
import { events } from '../device/events.ts';
import { identityObjects } from '../device/identity-objects.ts';
import { designOf, designs } from '../device/make-design.ts';
import { obis } from '../device/obis.ts';
import { treeOf } from '../device/tree.ts';
import type { HubModel } from '../files/device-model.ts';
import type { Gsme } from '../gsme/gsme.ts';
import { keyFunction } from '../keys/key-objects.ts';
import type { Gpf } from './gpf.ts';

const MOST_TEXT = 30;

type GsmeDesign = DeviceDesign<Gsme>;
type MirrorDesigns = ReturnType<typeof designsFor>;
const known = new WeakMap<GsmeDesign, MirrorDesigns>();

/** How the gas proxies work that are in hubs of a model and mirror gas meters of a design. */
export function gpfDesign(model: HubModel, gsme: GsmeDesign): DeviceDesign<Gpf> {
  let made = known.get(gsme);
  if (made === undefined) {
    made = designsFor(gsme);
    known.set(gsme, made);
  }
  return made(model, NO_DEFECTS);
}

const NO_DEFECTS: Parameters<MirrorDesigns>[1] = [];

/** It runs what the hub runs. */
const firmware = data<Gpf, string>(
  obis.firmware,
  'Active firmware identifier',
  text(MOST_TEXT),
  { read: everyClient },
  (gpf) => gpf.firmware,
);

function designsFor(gsme: GsmeDesign) {
  return designs((model: HubModel) => {
    const identity = [...identityObjects.filter(({ logicalName }) => logicalName !== obis.firmware), firmware];
    const own: readonly DeviceFunction<Gpf>[] = [
      { objects: identity },
      { objects: communicationObjects(model) },
      keyFunction,
    ];
    const names = new Set(own.flatMap(({ objects = [] }) => objects.map(({ logicalName }) => logicalName)));
    const objects = gsme.objects
      .filter(({ logicalName }) => !names.has(logicalName))
      .map((each) => mirrored(gsme, each));
    return designOf<Gpf>([...own, { objects }], { events, logs: {} });
  });
}

/** An object of the gas meter that can be read, and no more. */
function mirrored(design: GsmeDesign, object: CosemObject<Gsme>): CosemObject<Gpf> {
  const tree = treeOf(design);
  const attributes = Object.entries(object.attributes).flatMap(([index, { name, access, selectors, read }]) => {
    if (read === undefined) return [];
    const readers = Object.entries(access).filter(([, mode]) => mode.includes('read'));
    const attribute: CosemObject<Gpf>['attributes'][number] = {
      name,
      access: Object.fromEntries(readers.map(([sap]) => [sap, 'read-only'])),
      ...(selectors !== undefined && { selectors }),
      read: (gpf, call) => gpf.look((gsme) => read(gsme, { ...call, tree })),
    };
    return [[index, attribute] as const];
  });
  const { classId, version, logicalName, description } = object;
  return {
    classId,
    version,
    logicalName,
    description: `${description}, as of when the gas meter was heard last`,
    attributes: Object.fromEntries(attributes),
  };
}
