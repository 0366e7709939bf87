// How many names there were beside a document after so many writes, as sessions note it, and whether every
// write left one more: whatever they are called, that has no end.

/** What keeps fewer of something than this does not grow for ever. */
export const WRITES_PILING_UP = 400;

const BESIDE_AFTER = /^beside after (\d+) writes$/;

/** The label under which the number of names is observed. */
export function besideAfter(writes: number): string {
  return `beside after ${writes} writes`;
}

/** null: the label is of something else. */
export function writesBefore(label: string): number | null {
  const [, writes] = BESIDE_AFTER.exec(label) ?? [];
  return writes === undefined ? null : Number(writes);
}

/** `counts`: names by the number of writes, ascending. False when fewer than two were counted. */
export function growsWithEveryWrite(counts: ReadonlyMap<number, number>): boolean {
  const all = [...counts];
  const steps = all.slice(1).map(([writes, names], at) => {
    const [writesBefore = 0, namesBefore = 0] = all[at] ?? [];
    return names - namesBefore >= writes - writesBefore;
  });
  return steps.length > 0 && steps.every(Boolean);
}
