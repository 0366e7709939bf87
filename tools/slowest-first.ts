// The order of the test files: the slowest first, so that at the end no core waits for the other. Vitest goes by
// the times of the last run, which a fresh clone doesn't have; there it would begin with the longest texts.
import { relative, sep } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Those of more than about ten seconds on two cores, the slowest first. Each starts dozens of processes, or waits
 * for a time limit that is shipped.
 */
export const slowest: readonly string[] = [
  'docs/quickstart.real.test.ts',
  'harness/cli/e2e/broken-strategies.real.test.ts',
  'harness/nemesis/nemesis.real.test.ts',
  'harness/crash/formats.real.test.ts',
  'harness/interleavings/runtime/going-on.real.test.ts',
  'harness/interleavings/owner-locks.real.test.ts',
  'harness/interleavings/fresh-names.real.test.ts',
  'harness/interleavings/explore-interleavings.real.test.ts',
  'harness/cli/e2e/explorations.real.test.ts',
  'tools/first-minutes.real.test.ts',
  'harness/interleavings/runtime/runtime.real.test.ts',
  'harness/crash/crash-states.real.test.ts',
  'harness/cli/e2e/stores-of-any-format.real.test.ts',
  'harness/lab/corpus.real.test.ts',
  'harness/interleavings/runtime/client-pool.real.test.ts',
  'harness/cli/e2e/interruptions.real.test.ts',
  'harness/cli/testing/attack/campaign.real.test.ts',
  'harness/cli/e2e/unseen-writes.real.test.ts',
  'harness/cli/e2e/refusing-places.real.test.ts',
  'harness/faults/try-faults.real.test.ts',
  'harness/faults/real-faults.real.test.ts',
  'harness/crash/recovery/recover-states.real.test.ts',
  'harness/platform/examine-platform.real.test.ts',
];

/** Those first that are named, in the order of their names; the others stay in theirs. */
export function namedFirst<T>(files: readonly T[], pathOf: (file: T) => string): T[] {
  const named = slowest.flatMap((path) => files.filter((file) => pathOf(file) === path));
  return [...named, ...files.filter((file) => !named.includes(file))];
}

export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { root } = this.ctx.config;
    const sorted = await super.sort(files);
    return namedFirst(sorted, ({ moduleId }) => relative(root, moduleId).split(sep).join('/'));
  }
}
