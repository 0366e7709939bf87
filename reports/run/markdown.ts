// The report as a document, in the shape of an M0.3 report so that the two can be read side by side: summary,
// configuration, results, findings with their witnesses, performance, criteria, edge cases, decision.
import type { Judged } from '../../results/verdicts/judged.js';
import type { Reporter } from '../reporter.js';
import { decisionSign } from '../text/mark.js';
import { md } from '../text/markdown-text.js';
import { duration } from '../text/quantity.js';
import { durability, syncAudit } from './markdown-durability.js';
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
  validationResult,
  warnings,
} from './markdown-sections.js';
import { runDurationMs } from './overview.js';

const evidenceMax = 3;
const witnessMax = 20;
const capsulesMax = 8;
const violationsMax = 6;
const laneLinesMax = 80;

const markdownReporter: Reporter = {
  id: 'markdown',
  title: 'A document in the shape of an M0.3 report',
  extension: 'md',
  render(judged) {
    const blocks: MarkdownBlocks = [
      '# Holdfast: Validation Results',
      heading(judged),
      '## Executive Summary',
      ...summary(judged),
      ...decisionTable(judged),
      ...section('## Warnings', warnings(judged)),
      '## Test Configuration',
      configuration(judged),
      ...section('## Validation Results', validationResults(judged)),
      ...section('## Key Findings', keyFindings(judged, evidenceMax, witnessMax)),
      ...section('## Interleavings', interleavings(judged, violationsMax, laneLinesMax)),
      ...section('## Durability', durability(judged, capsulesMax)),
      ...section('## What each fsync buys', syncAudit(judged)),
      ...section('## Performance', performance(judged)),
      ...section('## Validation Criteria', criteriaMatrix(judged, ['criteria'])),
      ...section('## Edge Cases', criteriaMatrix(judged, ['edge-cases'])),
      ...section('## Beyond M0.3', criteriaMatrix(judged, ['strict'])),
      '## Canaries',
      'Strategies that are broken on purpose. A scenario that misses one proves nothing, and its passes count as unknown.',
      ...canaries(judged),
      ...section('## Scenarios', scenarioTable(judged)),
      `## Go/No-Go Decision: ${decisionSign(judged.decision)}`,
      ...summary(judged),
      '## Environment',
      ...environment(judged),
    ];
    return `${blocks.join('\n\n')}\n`;
  },
};
export default markdownReporter;

const section = (title: string, blocks: MarkdownBlocks): MarkdownBlocks =>
  blocks.length === 0 ? [] : [title, ...blocks];

function heading({ decision, startedAt, runId, holdfast }: Judged): string {
  return [
    `**Status:** ${decisionSign(decision)}`,
    `**Date:** ${md(startedAt.slice(0, 10))}`,
    `**Run:** ${md(runId)}, Holdfast ${md(holdfast)}`,
  ].join('  \n');
}

function summary({ reason, recommended }: Judged): MarkdownBlocks {
  return [
    md(reason),
    recommended === null ? 'No strategy is recommended.' : `**Recommended:** ${md(recommended)}`,
  ];
}

function configuration(judged: Judged): string {
  const { config, platform, policy } = judged;
  const took = runDurationMs(judged);
  const recorded = config.recorder === 'strace' ? ', recorded by strace' : '';
  const required =
    config.required.length === 0 ? 'at least one candidate in each scope' : config.required.join(', ');
  return [
    `- **Platform:** ${md(`${platform.os} ${platform.release} (${platform.id}), Node ${platform.node}, ${platform.fileSystem.type}`)}`,
    `- **Profile:** ${config.profile}, seed ${config.seed}${recorded}${took === null ? '' : `, took ${duration(took)}`}`,
    `- **Policy:** ${policy}, must be GO: ${md(required)}`,
    `- **Scenarios:** ${judged.scenarios.map(({ id }) => md(id)).join(', ')}`,
  ].join('\n');
}

function validationResults(judged: Judged): MarkdownBlocks {
  return judged.criteria
    .filter(({ group }) => group === 'validation')
    .flatMap((info, at) => validationResult(judged, info, at + 1));
}
