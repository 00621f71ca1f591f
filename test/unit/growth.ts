/** Below this many milliseconds nothing is judged: a busy machine makes as much of nothing. */
const floor = 10;
const mostGrowth = 2.5;

/**
 * Whether work grows more than a text does: at twice the length it may take two and a half times as long. Short texts
 * come first, on which even what would never end on long ones tells.
 */
export function growsTooMuch(timeOf: (length: number) => number, longest: number): boolean {
  return [64, 16, 4, 2].some((part) => growsFrom(Math.floor(longest / part), timeOf));
}

/** Noise only makes a run longer, so the shortest of several runs tells. */
function growsFrom(shorter: number, timeOf: (length: number) => number): boolean {
  return [1, 4].every((runs) => {
    const shortestOf = (length: number): number =>
      Math.min(...Array.from({ length: runs }, () => timeOf(length)));
    const taken = shortestOf(2 * shorter);
    // Where the longer one is done at once, the shorter one need not be asked.
    return (
      taken > floor * mostGrowth &&
      (taken === Infinity || taken > Math.max(shortestOf(shorter), floor) * mostGrowth)
    );
  });
}

/** Milliseconds of the processor: those that a busy machine lets a process wait are not its own. */
export function timeOf(work: () => unknown): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
