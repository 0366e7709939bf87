// The summary of a GitHub Actions step: decision, proof and matrix first, the rest folded away. GitHub refuses
// a summary over 1 MiB together with everything uploaded after it, so evidence gives way first, and says so.
import type { Judged } from '../../results/verdicts/judged.js';
import { write } from '../format/format.js';
import { markdown } from '../format/markdown-format.js';
import { type Block, heading, paragraph, section, words } from '../format/report-blocks.js';
import type { Reporter } from '../reporter.js';
import { durability } from './durability-section.js';
import { interleavings } from './interleavings-section.js';
import { nemesisFailures } from './nemesis-section.js';
import {
  canaries,
  criteriaMatrix,
  decisionTable,
  environment,
  keyFindings,
  performance,
  scenarioTable,
  warnings,
} from './run-sections.js';

/** Below GitHub's 1 MiB for all summaries of one step. */
export const summaryBytesMax = 900 * 1024 - 1;

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
  return write(
    [
      heading(1, words`Holdfast: ${{ decision }}`),
      paragraph(words`${reason}${best}`),
      ...(leftOut === null ? [] : [paragraph(note)]),
      ...decisionTable(judged),
      ...warnings(judged),
      ...section('Proof', findings),
      ...section('Criteria', criteriaMatrix(judged, ['criteria', 'validation', 'edge-cases', 'strict'])),
      ...section('Interleavings', interleavings(judged, leftOut === null ? 2 : 0, 40)),
      ...section('Nemesis', nemesisFailures(judged, leftOut === null ? 2 : 0, 40)),
      ...section('Durability', durability(judged, leftOut === null ? 3 : 0)),
      { type: 'folded', title: 'Performance', blocks: performance(judged) },
      {
        type: 'folded',
        title: 'Canaries and scenarios',
        blocks: [...canaries(judged), ...scenarioTable(judged)],
      },
      { type: 'folded', title: 'Environment', blocks: environment(judged) },
    ],
    markdown,
  );
}

/** The last resort, for a run with thousands of strategies. Tags stay open at most until the summary's end. */
function cutAtLine(text: string): string {
  const note = '\n\nCut off here: the summary would be too large. The JSON report has everything.\n';
  const head = Buffer.from(text)
    .subarray(0, summaryBytesMax - Buffer.byteLength(note))
    .toString('utf8');
  return `${head.slice(0, head.lastIndexOf('\n'))}${note}`;
}
