import type { JsonObject, JsonValue } from '../json.ts';

/** A value, and the keys that lead to it. */
export type Leaf = readonly [path: readonly string[], value: JsonValue];
interface Branch {
  [key: string]: JsonValue | Branch;
}

/** Of two values at one path the last one stays. */
export function treeOf(leaves: readonly Leaf[]): JsonObject {
  const root: Branch = {};
  for (const [path, value] of leaves) {
    let at = root;
    for (const key of path.slice(0, -1)) {
      const next = (at[key] as Branch | undefined) ?? {};
      at[key] = next;
      at = next;
    }
    at[path.at(-1) as string] = value;
  }
  return root as JsonObject;
}
