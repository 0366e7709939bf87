// The summary of a GitHub Actions step: decision, proof and matrix first, the rest folded away. GitHub refuses
// a summary over 1 MiB together with everything uploaded after it, so evidence gives way first, and says so.
import type { Judged } from '../../results/verdicts/judged.js';
import type { Reporter } from '../reporter.js';
import { decisionSign } from '../text/mark.js';
import { md } from '../text/markdown-text.js';
import { durability } from './markdown-durability.js';
import { interleavings } from './markdown-interleavings.js';
import {
  canaries,
  criteriaMatrix,
  decisionTable,
  environment,
  keyFindings,
  type MarkdownBlocks,
  performance,
  scenarioTable,
  warnings,
} from './markdown-sections.js';

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

function summary(judged: Judged, findings: MarkdownBlocks, leftOut: string | null): string {
  const recommended = judged.recommended === null ? '' : ` Recommended: **${md(judged.recommended)}**.`;
  const blocks = [
    `# Holdfast: ${decisionSign(judged.decision)}`,
    `${md(judged.reason)}${recommended}`,
    ...(leftOut === null
      ? []
      : [`${leftOut}: the summary would be too large. The JSON report has everything.`]),
    ...decisionTable(judged),
    ...warnings(judged),
    ...(findings.length === 0 ? [] : ['## Proof', ...findings]),
    '## Criteria',
    ...criteriaMatrix(judged, ['criteria', 'validation', 'edge-cases', 'strict']),
    ...withTitle('## Interleavings', interleavings(judged, leftOut === null ? 2 : 0, 40)),
    ...withTitle('## Durability', durability(judged, leftOut === null ? 3 : 0)),
    ...folded('Performance', performance(judged)),
    ...folded('Canaries and scenarios', [...canaries(judged), ...scenarioTable(judged)]),
    ...folded('Environment', environment(judged)),
  ];
  return `${blocks.join('\n\n')}\n`;
}

const withTitle = (title: string, blocks: MarkdownBlocks): MarkdownBlocks =>
  blocks.length === 0 ? [] : [title, ...blocks];

const folded = (title: string, blocks: MarkdownBlocks): MarkdownBlocks => [
  `<details><summary>${title}</summary>`,
  ...blocks,
  '</details>',
];

/** The last resort, for a run with thousands of strategies. Tags stay open at most until the summary's end. */
function cutAtLine(text: string): string {
  const note = '\n\nCut off here: the summary would be too large. The JSON report has everything.\n';
  const head = Buffer.from(text)
    .subarray(0, summaryBytesMax - Buffer.byteLength(note))
    .toString('utf8');
  return `${head.slice(0, head.lastIndexOf('\n'))}${note}`;
}
