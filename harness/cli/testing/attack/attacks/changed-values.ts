// Values of a stored run are changed and it carries no digest, as one of an earlier version or by somebody
// hostile: the readers, the judge and the reports must refuse it or cope, and never break.
import { readFileSync, writeFileSync } from 'node:fs';
import { reporters } from '../../../../../reports/reporter-registry.js';
import { readJudged, readRun } from '../../../../../results/archive/archive.js';
import { ArchiveError } from '../../../../../results/archive/archive-error.js';
import type { Judged } from '../../../../../results/verdicts/judged.js';
import { scenarios } from '../../../../../scenarios/all-scenarios.js';
import { criteria } from '../../../../../scenarios/criteria.js';
import { judgeRun } from '../../../../judge/judge-run.js';
import { type Attack, oneOf } from '../attack.js';
import { withChangedValue } from '../changed-value.js';
import { sampleFiles, storeSample } from '../stored-sample.js';

export const changedValues: Attack = {
  id: 'changed-values',
  title: 'a run with any other value is refused, or judged and reported without breaking',
  startsPrograms: false,
  async run({ random, bench }) {
    const dir = bench.path('run');
    await storeSample(dir, { integer: (_min, max) => max });
    const name = oneOf(random, sampleFiles);
    const file = bench.path('run', name);
    const lines = readFileSync(file, 'utf8').trimEnd();
    const texts = name.endsWith('.jsonl') ? lines.split('\n') : [lines];
    const at = random.integer(0, texts.length - 1);
    const changed = withChangedValue(withoutDigests(JSON.parse(texts[at] ?? 'null')), random);
    const rest = texts.map((text, line) => (line === at ? changed : withoutDigests(JSON.parse(text))));
    writeFileSync(file, `${rest.map((one) => JSON.stringify(one)).join('\n')}\n`);
    const problem = (await judging(dir)) ?? (await reporting(() => readJudged(dir)));
    return problem === null
      ? null
      : `${problem}: ${name}, line ${at + 1}: ${JSON.stringify(changed).slice(0, 400)}`;
  },
};

/** Of this document: without them it is read as one of an earlier version. */
function withoutDigests(value: object): object {
  const { digest: _, digests: __, ...rest } = value as Record<string, unknown>;
  return rest;
}

function judging(dir: string): Promise<string | null> {
  return reporting(async () => judgeRun(await readRun(dir), { scenarios, criteria }, 'strict'));
}

async function reporting(read: () => Promise<Judged>): Promise<string | null> {
  let judged: Judged;
  try {
    judged = await read();
  } catch (error) {
    return error instanceof ArchiveError ? null : `reading or judging broke: ${String(error)}`;
  }
  for (const [id, load] of Object.entries(reporters)) {
    try {
      (await load()).render(judged, { color: false, width: 100 });
    } catch (error) {
      return `the report ${id} broke: ${error instanceof Error ? error.stack : String(error)}`;
    }
  }
  return null;
}
