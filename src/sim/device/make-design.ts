import type { Defect } from '../defects/defect.ts';
import type { DeviceDesign, DeviceFunction } from './design.ts';
import type { Device } from './device.ts';
import { managementDevice } from './management-device.ts';

/** What a kind of device has besides its functions. */
type DesignParts<D> = Pick<DeviceDesign<D>, 'events' | 'logs'> &
  Partial<Pick<DeviceDesign<D>, 'logicalDevices' | 'opticalPort'>>;

/** The functions of a kind of device, put together. Of two that take the same operation the first one has it. */
export function designOf<D extends Device>(
  functions: readonly DeviceFunction<D>[],
  { events, logs, ...own }: DesignParts<D>,
  absentObjects: readonly number[] = [],
): DeviceDesign<D> {
  const absent = new Set(absentObjects);
  return {
    objects: functions.flatMap(({ objects = [] }) => objects).filter(({ logicalName }) => !absent.has(logicalName)),
    timed: functions.flatMap(({ timed }) => (timed === undefined ? [] : [timed])),
    operations: Object.assign({}, ...functions.map(({ operations }) => operations).reverse()),
    events,
    logs,
    policy: (_, policy) => policy,
    logicalDevices: (device) => [managementDevice(device)],
    ...own,
  };
}

/** Designs made once for each model and its defects. */
export function designs<M extends object, D>(
  make: (model: M) => DeviceDesign<D>,
): (model: M, defects: readonly Defect[]) => DeviceDesign<D> {
  const known = new WeakMap<M, WeakMap<readonly Defect[], DeviceDesign<D>>>();
  return (model, defects) => {
    const ofModel = known.get(model) ?? new WeakMap<readonly Defect[], DeviceDesign<D>>();
    known.set(model, ofModel);
    const design = ofModel.get(defects) ?? defects.reduce((sound, defect) => defect.apply(sound), make(model));
    ofModel.set(defects, design);
    return design;
  };
}
