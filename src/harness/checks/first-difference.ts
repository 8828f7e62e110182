import { type JsonObject, type JsonValue, jsonEquals } from '../json.ts';
import { type Found, isList } from './path.ts';

/** Where two values differ first, with what stands there in each. */
export interface Difference {
  /** A path, from the values compared. */
  readonly at: string;
  /** `null` where nothing is expected. */
  readonly expected: JsonValue;
  readonly found: Found;
}

/** The first place within two lists, or two maps, where they differ; nothing where the values as a whole do. */
export function firstDifference(expected: JsonValue, found: Found): Difference | undefined {
  const step = firstStep(expected, found);
  if (step === undefined) return undefined;
  const [wanted, there] = [memberOf(expected, step), memberOf(found, step)];
  const deeper = wanted === undefined ? undefined : firstDifference(wanted, there);
  if (deeper === undefined) return { at: step, expected: wanted ?? null, found: there };
  return { ...deeper, at: `${step}.${deeper.at}` };
}

function firstStep(expected: JsonValue, found: Found): string | undefined {
  if (!isContainer(expected) || !isContainer(found) || isList(expected) !== isList(found)) return undefined;
  const steps = new Set([...Object.keys(expected), ...Object.keys(found)]);
  for (const step of steps) {
    const [wanted, there] = [memberOf(expected, step), memberOf(found, step)];
    if (wanted === undefined || there === undefined || !jsonEquals(wanted, there)) return step;
  }
  return undefined;
}

function isContainer(value: Found): value is JsonObject | readonly JsonValue[] {
  return typeof value === 'object' && value !== null;
}

function memberOf(value: Found, step: string): Found {
  return isContainer(value) && Object.hasOwn(value, step) ? (value as JsonObject)[step] : undefined;
}
