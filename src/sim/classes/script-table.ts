import { type Obis, obisBytes } from '../../core/identifiers.ts';
import { type ActionResult, actionResults, type DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import type { Data } from '../../protocol/cosem/data.ts';
import type { Call, CosemObject } from '../../protocol/cosem/server/object.ts';
import { method, type Rights } from './members.ts';
import { longUnsigned } from './values.ts';

/** An action of a script: a value to write to an attribute, or a method to call with it. */
export interface ScriptAction {
  readonly service: 'write' | 'execute';
  readonly classId: number;
  readonly logicalName: Obis;
  /** Of the attribute or the method. */
  readonly index: number;
  readonly parameter: Data;
}

const serviceIds = { write: 1, execute: 2 } as const;

/** Scripts by their identifier, from 1. */
export type Scripts = Readonly<Record<number, readonly ScriptAction[]>>;

/**
 * Script table (class 9, version 0), Blue Book 4.5.2, with scripts that belong to the model.
 * @param callers clients that may execute a script; its actions then run by the device's own right
 */
export function scriptTable<D>(
  logicalName: Obis,
  description: string,
  { read }: Rights,
  callers: readonly number[],
  scripts: Scripts,
): CosemObject<D> {
  const table: Data = {
    type: 'array',
    value: Object.entries(scripts).map(([id, actions]) => scriptData(+id, actions)),
  };
  return {
    classId: 9,
    version: 0,
    logicalName,
    description,
    attributes: {
      2: { name: 'scripts', access: Object.fromEntries(read.map((sap) => [sap, 'read-only'])), read: () => table },
    },
    methods: {
      1: method<D, number>('execute', longUnsigned, callers, (device, id, call) => {
        for (const action of scripts[id] ?? []) {
          const result = perform(device, action, call);
          if (result !== 'success') return result;
        }
        return scripts[id] === undefined ? 'other-reason' : 'success';
      }),
    },
  };
}

function perform<D>(device: D, action: ScriptAction, call: Call<D>): ActionResult {
  const object = call.tree.find(action.logicalName);
  if (action.service === 'write') {
    const written = object?.attributes[action.index]?.write?.(device, action.parameter, call) ?? 'object-undefined';
    return isActionResult(written) ? written : 'other-reason';
  }
  const result = object?.methods?.[action.index]?.invoke(device, action.parameter, call) ?? 'object-undefined';
  return typeof result === 'string' ? result : 'success';
}

function isActionResult(result: DataAccessResult): result is ActionResult & DataAccessResult {
  return result in actionResults;
}

function scriptData(id: number, actions: readonly ScriptAction[]): Data {
  return {
    type: 'structure',
    value: [
      { type: 'long-unsigned', value: id },
      { type: 'array', value: actions.map(actionData) },
    ],
  };
}

function actionData({ service, classId, logicalName, index, parameter }: ScriptAction): Data {
  return {
    type: 'structure',
    value: [
      { type: 'enum', value: serviceIds[service] },
      { type: 'long-unsigned', value: classId },
      { type: 'octet-string', value: obisBytes(logicalName) },
      { type: 'integer', value: index },
      parameter,
    ],
  };
}
