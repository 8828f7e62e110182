import { ObjectTree } from '../../protocol/cosem/server/object.ts';
import { clock } from '../classes/clock.ts';
import type { DeviceModel } from '../files/device-model.ts';
import { CRITICAL, everyClient } from './clients.ts';
import { clockControl } from './clock-control.ts';
import { communicationObjects } from './communication-objects.ts';
import type { Esme } from './esme.ts';
import { identityObjects } from './identity-objects.ts';
import { logObjects } from './log-objects.ts';
import { meteringObjects } from './metering-objects.ts';
import { obis } from './obis.ts';
import { HALF_HOURLY, profileObjects } from './profile-objects.ts';
import { supplyObjects } from './supply-objects.ts';
import { tariffObjects } from './tariff-objects.ts';

const trees = new WeakMap<DeviceModel, ObjectTree<Esme>>();

/** The objects of an ESME model, built once: every device of the model shares them. */
export function esmeTree(model: DeviceModel): ObjectTree<Esme> {
  const known = trees.get(model);
  if (known !== undefined) return known;
  const absent = new Set(model['absent-objects']);
  const objects = [
    ...identityObjects,
    ...communicationObjects(model),
    clock<Esme>(obis.clock, { read: everyClient }, [CRITICAL], HALF_HOURLY, clockControl),
    ...meteringObjects(model.rates),
    ...profileObjects(model),
    ...tariffObjects(model.rates),
    ...supplyObjects,
    ...logObjects(model.logs.entries),
  ];
  const tree = new ObjectTree(objects.filter(({ logicalName }) => !absent.has(logicalName)));
  trees.set(model, tree);
  return tree;
}
