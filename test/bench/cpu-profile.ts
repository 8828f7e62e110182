/** What `node --cpu-prof` writes, as far as it is used here. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly url: string; readonly functionName: string };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[];
}

/**
 * The part of the busy time that belongs to some rooms of the house. A sample belongs to the innermost frame on its stack
 * that is in any of `rooms`; what is in none of them (starting the process, collecting garbage) counts as busy only.
 */
export function shareOf(
  { nodes, samples, timeDeltas }: CpuProfile,
  rooms: readonly string[],
  wanted: readonly string[],
): number {
  const room = new Map<number, string | undefined>();
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const roomOf = (id: number | undefined): string | undefined => {
    if (id === undefined) return undefined;
    if (!room.has(id)) {
      const own = /\/src\/([a-z]+)\//.exec(byId.get(id)?.callFrame.url ?? '')?.[1];
      room.set(id, own !== undefined && rooms.includes(own) ? own : roomOf(parents.get(id)));
    }
    return room.get(id);
  };
  let busy = 0;
  let theirs = 0;
  for (const [i, id] of samples.entries()) {
    if (byId.get(id)?.callFrame.functionName === '(idle)') continue;
    const time = timeDeltas[i] ?? 0;
    busy += time;
    if (wanted.includes(roomOf(id) ?? '')) theirs += time;
  }
  return theirs / busy;
}
