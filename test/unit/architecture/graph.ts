/** An arrow from one file or folder to another. */
export interface Edge {
  readonly from: string;
  readonly target?: string | undefined;
}

/** The first way back to where it started, or `undefined`. */
export function findCycle(edges: readonly Edge[]): readonly string[] | undefined {
  const targets = new Map<string, string[]>();
  for (const { from, target } of edges) {
    if (target !== undefined) {
      targets.set(from, [...(targets.get(from) ?? []), target]);
    }
  }
  const finished = new Set<string>();
  const follow = (node: string, trail: readonly string[]): readonly string[] | undefined => {
    if (trail.includes(node)) {
      return [...trail.slice(trail.indexOf(node)), node];
    }
    if (finished.has(node)) {
      return undefined;
    }
    for (const target of targets.get(node) ?? []) {
      const cycle = follow(target, [...trail, node]);
      if (cycle) {
        return cycle;
      }
    }
    finished.add(node);
    return undefined;
  };
  for (const node of targets.keys()) {
    const cycle = follow(node, []);
    if (cycle) {
      return cycle;
    }
  }
  return undefined;
}
