// The summary of a GitHub Actions step: decision, strategies and the smallest counterexample in at most sixty
// lines, the rest folded away. GitHub refuses a summary over 1 MiB together with everything uploaded after it,
// so evidence gives way first, and says so.
import type { Judged } from '../../results/verdicts/judged.js';
import { write } from '../format/format.js';
import { markdown } from '../format/markdown-format.js';
import {
  type Block,
  code,
  commands,
  heading,
  list,
  paragraph,
  shortened,
  words,
} from '../format/report-blocks.js';
import type { Reporter } from '../reporter.js';
import { askedAbout } from './asked-strategy.js';
import { durability } from './durability-section.js';
import { interleavings } from './interleavings-section.js';
import { nemesisFailures } from './nemesis-section.js';
import { limitsOf, subjectsOf } from './overview.js';
import {
  canaries,
  criteriaMatrix,
  decisionTable,
  environment,
  keyFindings,
  performance,
  scenarioTable,
} from './run-sections.js';
import { smallestCounterexample } from './smallest-counterexample.js';

/** Below GitHub's 1 MiB for all summaries of one step. */
export const summaryBytesMax = 900 * 1024 - 1;

/** What is seen before anything is opened: at most sixty lines. */
const strategiesMax = 10;
const limitsMax = 4;
const linesMax = 14;

const degrees: { evidence: number; witness: number; said: string | null }[] = [
  { evidence: 3, witness: 20, said: null },
  { evidence: 1, witness: 8, said: 'Only the first evidence of each strategy is shown' },
  { evidence: 1, witness: 0, said: 'Witnesses are left out' },
  { evidence: 0, witness: 0, said: 'All evidence is left out' },
];

const githubReporter: Reporter = {
  id: 'github',
  title: 'GitHub step summary',
  extension: 'md',
  render(judged) {
    for (const { evidence, witness, said } of degrees) {
      const findings = evidence === 0 ? [] : keyFindings(judged, evidence, witness);
      const text = summary(judged, findings, said);
      if (Buffer.byteLength(text) <= summaryBytesMax) return text;
    }
    return cutAtLine(summary(judged, [], 'All evidence is left out'));
  },
};
export default githubReporter;

function summary(judged: Judged, findings: readonly Block[], leftOut: string | null): string {
  const { decision, reason, recommended } = judged;
  const best = recommended === null ? [] : words` Recommended: ${{ strong: recommended }}.`;
  const note = `${leftOut}: the summary would be too large. The JSON report has everything.`;
  const limits = limitsOf(judged);
  return write(
    [
      heading(1, words`Holdfast: ${{ decision }}`),
      paragraph(words`${reason}${best}`),
      ...(leftOut === null ? [] : [paragraph(note)]),
      ...decisionTable(judged, strategiesMax),
      ...list(shortened(limits, limitsMax)),
      ...counterexample(judged, leftOut === 'All evidence is left out' ? 0 : linesMax),
      ...folded('Everything that limits the run', limits.length > limitsMax ? list(limits) : []),
      ...folded('All decisions', subjectsOf(judged).length > strategiesMax ? decisionTable(judged) : []),
      ...folded('Proof', findings),
      ...folded('Criteria', criteriaMatrix(judged, ['criteria', 'validation', 'edge-cases', 'strict'])),
      ...folded('Interleavings', interleavings(judged, leftOut === null ? 2 : 0, 40)),
      ...folded('Nemesis', nemesisFailures(judged, leftOut === null ? 2 : 0, 40)),
      ...folded('Durability', durability(judged, leftOut === null ? 3 : 0)),
      ...folded('Performance', performance(judged)),
      ...folded('Canaries and scenarios', [...canaries(judged), ...scenarioTable(judged)]),
      ...folded('Environment', environment(judged)),
    ],
    markdown,
  );
}

const folded = (title: string, blocks: readonly Block[]): Block[] =>
  blocks.length === 0 ? [] : [{ type: 'folded', title, blocks }];

/** The smallest one against the strategy that was asked about, and the command that repeats it. */
function counterexample(judged: Judged, witnessMax: number): Block[] {
  const asked = askedAbout(judged);
  const found = asked === null ? null : smallestCounterexample(asked, 100);
  if (asked === null || found === null) return [];
  const { title, sentence, lines, remedy, replay } = found;
  const witness = shortened(lines, witnessMax);
  return [
    heading(2, words`${asked.id}: ${title}`),
    paragraph(sentence),
    ...(witness.length === 0 ? [] : [code(witness)]),
    paragraph(words`What to do: ${remedy}`),
    ...(replay === null ? [] : [commands([`npx ${replay}`])]),
  ];
}

/** The last resort, for a run with thousands of strategies. Tags stay open at most until the summary's end. */
function cutAtLine(text: string): string {
  const note = '\n\nCut off here: the summary would be too large. The JSON report has everything.\n';
  const head = Buffer.from(text)
    .subarray(0, summaryBytesMax - Buffer.byteLength(note))
    .toString('utf8');
  return `${head.slice(0, head.lastIndexOf('\n'))}${note}`;
}
