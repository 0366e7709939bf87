// What must be the same for the facts of two runs to count together: the code that made them, and everything of
// the platform that a verdict may depend on. Pure. Load, temperature and neighbours it can't compare.
import type { Run } from '../../results/facts/run-record.js';

export interface Condition {
  /** In the words of a refusal. */
  what: string;
  of: (run: Run) => string;
}

const conditions: readonly Condition[] = [
  { what: 'version of Holdfast', of: (run) => run.holdfast },
  { what: 'version of Node', of: ({ platform }) => platform.node },
  { what: 'platform', of: ({ platform }) => platform.id },
  { what: "kernel's release", of: ({ platform }) => platform.release },
  { what: 'file system', of: ({ platform: { fileSystem } }) => `${fileSystem.type} at ${fileSystem.mount}` },
  { what: 'second directory', of: ({ config }) => config.secondDir ?? 'none' },
  {
    what: 'set of lock addons',
    of: ({ platform }) =>
      platform.addons
        .map(({ name, version, loaded }) => `${name} ${loaded ? (version ?? 'loaded') : 'missing'}`)
        .join(', '),
  },
];

/** What differs first between the run `before` and this one, as half a sentence; null: they may count together. */
export function conditionThatDiffers(before: Run, now: Run, more: readonly Condition[] = []): string | null {
  const condition = [...conditions, ...more].find(({ of }) => of(before) !== of(now));
  if (condition === undefined) return null;
  const { what, of } = condition;
  return `the ${what} was ${of(before)} when it began, and is ${of(now)} now`;
}
