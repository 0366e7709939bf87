// Where capsules lie, as seen by whoever reads a report: the files that judged.json names relative to its run
// directory, relative to the working directory instead, so that a replay command can be copied as it stands.
import { isAbsolute, join, relative } from 'node:path';
import type { CrashEvidence, Judged } from '../../../results/verdicts/judged.js';

/** Changes nothing in `judged`. `dir` and `cwd` are absolute. */
export function withPlaces(judged: Judged, dir: string, cwd: string): Judged {
  const place = (file: string): string => placeFrom(cwd, join(dir, file));
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

/** `path` as seen from `cwd`, both absolute; as it is when it lies elsewhere. */
export function placeFrom(cwd: string, path: string): string {
  const place = relative(cwd, path);
  return place.startsWith('..') || isAbsolute(place) ? path : place;
}

function placed(evidence: CrashEvidence | null, place: (file: string) => string): CrashEvidence | null {
  if (evidence === null) return null;
  return { ...evidence, capsules: evidence.capsules.map((one) => ({ ...one, file: place(one.file) })) };
}
