// Where capsules lie, as seen by whoever reads a report: the files that judged.json names relative to its run
// directory, relative to the working directory instead, so that a replay command can be copied as it stands.
import { isAbsolute, join, relative } from 'node:path';
import type { CrashEvidence, Judged } from '../../results/judged.js';

/** Changes nothing in `judged`. `dir` and `cwd` are absolute. */
export function withPlaces(judged: Judged, dir: string, cwd: string): Judged {
  const place = (file: string): string => {
    const path = relative(cwd, join(dir, file));
    return path.startsWith('..') || isAbsolute(path) ? join(dir, file) : path;
  };
  return {
    ...judged,
    strategies: judged.strategies.map((strategy) => ({
      ...strategy,
      crashEvidence: placed(strategy.crashEvidence, place),
      interleavings: strategy.interleavings.map((search) => ({
        ...search,
        variants: search.variants.map((result) => ({
          ...result,
          violations: result.violations.map((one) => ({
            ...one,
            file: one.file === null ? null : place(one.file),
          })),
        })),
      })),
    })),
  };
}

function placed(evidence: CrashEvidence | null, place: (file: string) => string): CrashEvidence | null {
  if (evidence === null) return null;
  return { ...evidence, capsules: evidence.capsules.map((one) => ({ ...one, file: place(one.file) })) };
}
