// A run as a document, in the order of an M0.3 report so that the two can be read side by side: summary,
// configuration, results, findings with their witnesses, performance, criteria, edge cases, decision. Every
// format writes this one.
import type { Judged } from '../../results/verdicts/judged.js';
import { type Block, heading, list, paragraph, section, type Text, words } from '../format/report-blocks.js';
import { duration } from '../text/quantity.js';
import { flipLines } from './decisive-words.js';
import { durability, syncAudit } from './durability-section.js';
import { interleavings } from './interleavings-section.js';
import { nemesisFailures } from './nemesis-section.js';
import { requiredInWords, runDurationMs } from './overview.js';
import {
  canaries,
  criteriaMatrix,
  decisionTable,
  environment,
  keyFindings,
  performance,
  scenarioTable,
  validationResult,
  warnings,
} from './run-sections.js';

const evidenceMax = 3;
const witnessMax = 20;
const capsulesMax = 8;
const violationsMax = 6;
const laneLinesMax = 80;

export function runDocument(judged: Judged): Block[] {
  return [
    heading(1, 'Holdfast: Validation Results'),
    { type: 'lines', lines: statusLines(judged) },
    ...section('Executive Summary', [...summary(judged), ...decisionTable(judged)]),
    ...section('What would flip each decision', list(flipLines(judged))),
    ...section('Warnings', warnings(judged)),
    ...section('Test Configuration', list(configuration(judged))),
    ...section('Validation Results', validationResults(judged)),
    ...section('Key Findings', keyFindings(judged, evidenceMax, witnessMax)),
    ...section('Interleavings', interleavings(judged, violationsMax, laneLinesMax)),
    ...section('Nemesis', nemesisFailures(judged, violationsMax, laneLinesMax)),
    ...section('Durability', durability(judged, capsulesMax)),
    ...section('What each fsync buys', syncAudit(judged)),
    ...section('Performance', performance(judged)),
    ...section('Validation Criteria', criteriaMatrix(judged, ['criteria'])),
    ...section('Edge Cases', criteriaMatrix(judged, ['edge-cases'])),
    ...section('Beyond M0.3', criteriaMatrix(judged, ['strict'])),
    ...section('Canaries', [paragraph(canaryWords), ...canaries(judged)]),
    ...section('Scenarios', scenarioTable(judged)),
    ...section(words`Go/No-Go Decision: ${{ decision: judged.decision }}`, summary(judged)),
    ...section('Environment', environment(judged)),
  ];
}

const canaryWords =
  'Strategies that are broken on purpose. A scenario that misses one proves nothing, and its passes count as unknown.';

function statusLines({ decision, startedAt, runId, holdfast }: Judged): Text[] {
  return [
    words`${{ strong: 'Status:' }} ${{ decision }}`,
    words`${{ strong: 'Date:' }} ${startedAt.slice(0, 10)}`,
    words`${{ strong: 'Run:' }} ${runId}, Holdfast ${holdfast}`,
  ];
}

function summary({ reason, recommended }: Judged): Block[] {
  return [
    paragraph(reason),
    paragraph(
      recommended === null
        ? 'No strategy is recommended.'
        : words`${{ strong: 'Recommended:' }} ${recommended}`,
    ),
  ];
}

function configuration(judged: Judged): Text[] {
  const { config, platform, policy, scenarios } = judged;
  const took = runDurationMs(judged);
  const recorded = config.recorder === 'strace' ? ', recorded by strace' : '';
  return [
    words`${{ strong: 'Platform:' }} ${`${platform.os} ${platform.release} (${platform.id}), Node ${platform.node}, ${platform.fileSystem.type}`}`,
    words`${{ strong: 'Profile:' }} ${config.profile}, seed ${config.seed}${{ own: recorded }}${{ own: took === null ? '' : `, took ${duration(took)}` }}`,
    words`${{ strong: 'Policy:' }} ${policy}, must be GO: ${requiredInWords(judged)}`,
    words`${{ strong: 'Scenarios:' }} ${scenarios.map(({ id }) => id).join(', ')}`,
  ];
}

function validationResults(judged: Judged): Block[] {
  return judged.criteria
    .filter(({ group }) => group === 'validation')
    .flatMap((info, at) => validationResult(judged, info, at + 1));
}
