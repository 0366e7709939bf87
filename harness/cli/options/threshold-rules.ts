// The rules of --thresholds and of the configuration: each is looked at before anything runs.
import { parseThreshold, thresholdMeasures } from '../../../results/verdicts/thresholds.js';
import { usageError } from '../cli-error.js';
import { didYouMean } from './did-you-mean.js';
import { splitList } from './selection.js';

/** Adds one value of the option, which may be a comma list. Throws a usage error. */
export function collectThresholds(value: string, before: string[] | undefined): string[] {
  const rules = splitList([value]);
  for (const rule of rules) {
    const parsed = parseThreshold(rule);
    if ('name' in parsed) continue;
    throw usageError(
      parsed.measure === null
        ? {
            what: `"${rule}" is no limit`,
            where: '--thresholds',
            remedy: "write a measure, < or >, and a number: 'p99/floor < 6'",
          }
        : {
            what: `"${parsed.measure}" is nothing that is measured`,
            where: `--thresholds ${rule}`,
            remedy: didYouMean(parsed.measure, 'measures', thresholdMeasures),
          },
    );
  }
  return [...(before ?? []), ...rules];
}
