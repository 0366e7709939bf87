// Where capsules lie, as seen by whoever reads a report: the files that judged.json names relative to its run
// directory, relative to the working directory instead, so that a replay command can be copied as it stands.
import { isAbsolute, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CrashEvidence, Judged } from '../../../results/verdicts/judged.js';

/** Changes nothing in `judged`. `dir` and `cwd` are absolute. */
export function withPlaces(judged: Judged, dir: string, cwd: string): Judged {
  const place = (file: string): string => placeFrom(cwd, join(dir, file));
  return {
    ...judged,
    strategies: judged.strategies.map((strategy) => ({
      ...strategy,
      ...(strategy.module === undefined ? {} : { module: pathOfModule(strategy.module, cwd) }),
      crashEvidence: placed(strategy.crashEvidence, place),
      nemesis: strategy.nemesis.map((one) => ({ ...one, file: one.file === null ? null : place(one.file) })),
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

/**
 * As a person would type it, with a dot in front so that it is taken for no id; a URL that is no path here
 * stays.
 */
function pathOfModule(url: string, cwd: string): string {
  if (!URL.canParse(url) || new URL(url).host !== '') return url;
  const place = placeFrom(cwd, fileURLToPath(url));
  return isAbsolute(place) ? place : `.${sep}${place}`;
}

function placed(evidence: CrashEvidence | null, place: (file: string) => string): CrashEvidence | null {
  if (evidence === null) return null;
  return { ...evidence, capsules: evidence.capsules.map((one) => ({ ...one, file: place(one.file) })) };
}
