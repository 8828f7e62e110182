import { toHex } from '../../core/bytes.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import { formatObis } from '../../core/identifiers.ts';
import { encodeData } from '../../protocol/cosem/axdr.ts';
import type { RecordedModel } from './model.ts';
import type { RecordedAttribute, RecordedState } from './state.ts';

/** A recorded model as the text of its file, one object a line. */
export function modelText({ addressing, clients, objects, evidence, ...facts }: RecordedModel): string {
  return [
    '# The objects of a device, and what each client may do with them, as it listed them itself.',
    `kind: ${facts.kind}`,
    `type: ${facts.type}`,
    `manufacturer: ${JSON.stringify(facts.manufacturer)}`,
    `model: ${JSON.stringify(facts.model)}`,
    `firmware: ${flow(facts.firmware)}`,
    `driver: ${facts.driver}`,
    `addressing: ${flow(addressing)}`,
    `clients: ${flow(clients)}`,
    `evidence: ${flow({ source: evidence.source, taken: String(evidence.taken) })}`,
    'objects:',
    ...objects.map(({ name, selectors, methods, ...object }) => {
      const optional = {
        ...(Object.keys(selectors).length > 0 && { selectors }),
        ...(Object.keys(methods).length > 0 && { methods }),
      };
      return `  - ${flow({ name: formatObis(name), ...object, ...optional })}`;
    }),
    '',
  ].join('\n');
}

/** A recorded state as the text of its file, one attribute a line. */
export function stateText({ kind, eui64, taken, clock, profiles, objects }: RecordedState): string {
  const since = profiles.since === undefined ? {} : { since: String(profiles.since) };
  return [
    '# What a device said when it was asked for all of its attributes; values are A-XDR, as hexadecimal.',
    `kind: ${kind}`,
    `eui64: ${eui64}`,
    `taken: ${taken}`,
    ...(clock === undefined ? [] : [`clock: ${flow({ object: formatObis(clock.object), ahead: clock.ahead })}`]),
    '# Of each profile the latest rows, and no more than these.',
    `profiles: ${flow({ 'most-rows': profiles['most-rows'], ...since })}`,
    'objects:',
    ...Object.entries(objects).flatMap(([name, attributes]) => [
      `  ${name}:`,
      ...Object.entries(attributes).map(
        ([index, attribute]) => `    ${JSON.stringify(index)}: ${flow(written(attribute))}`,
      ),
    ]),
    '',
  ].join('\n');
}

export interface RecordedFiles {
  readonly name: string;
  readonly eui64: Eui64;
  /** Files, relative to the one that names them. */
  readonly model: string;
  readonly state: string;
  readonly keys: string | undefined;
}

/** The file that names the others. */
export function deviceText({ name, eui64, model, state, keys }: RecordedFiles): string {
  return [
    'kind: recorded-device',
    `name: ${JSON.stringify(name)}`,
    'device:',
    `  eui64: ${eui64}`,
    `  model: ${JSON.stringify(model)}`,
    `  state: ${JSON.stringify(state)}`,
    ...(keys === undefined ? [] : [`  keys: ${JSON.stringify(keys)}`]),
    '',
  ].join('\n');
}

function written(attribute: RecordedAttribute): object {
  if ('value' in attribute) {
    const { value, rows } = attribute;
    return { ...(rows !== undefined && { rows }), value: toHex(encodeData(value)) };
  }
  if (!('by-client' in attribute)) return attribute;
  const values = Object.entries(attribute['by-client']).map(([client, value]) => [client, toHex(encodeData(value))]);
  return { 'by-client': Object.fromEntries(values) };
}

/** JSON is YAML, written on one line. */
function flow(value: unknown): string {
  return JSON.stringify(value);
}
