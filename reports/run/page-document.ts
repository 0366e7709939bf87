// A run as a page for a browser: the same rows as every other report, in the order in which a reader asks. What is
// GO, why not, how fast, at which price, with which proof, and why to believe it.
import type { Judged } from '../../results/verdicts/judged.js';
import { type BannerFact, type Block, heading, paragraph, section, words } from '../format/report-blocks.js';
import { counted, duration } from '../text/quantity.js';
import { criteriaTable } from './criteria-table.js';
import { flipTable } from './decisive-words.js';
import { durability, syncAudit } from './durability-section.js';
import { interleavings } from './interleavings-section.js';
import { requiredInWords, runDurationMs, subjectsOf } from './overview.js';
import { decisionTable, warnings, writeCosts } from './run-sections.js';
import { contentionFigures, costBreakdown, latencyFigures } from './speed-figures.js';
import { speedSection } from './speed-section.js';
import { strategySections } from './strategy-section.js';
import { thresholdTable } from './threshold-lines.js';
import { tradeOff } from './trade-off.js';
import { trust } from './trust-section.js';

/** The anchors stay the same from run to run: links to them are kept. */
export function pageDocument(judged: Judged): Block[] {
  return [
    heading(
      1,
      words`Holdfast: ${counted(subjectsOf(judged).length, 'strategy').replace('strategys', 'strategies')} on ${platformInWords(judged)}`,
    ),
    banner(judged),
    ...section('Decision', decision(judged), 'decision'),
    ...section('Criteria', criteriaTable(judged), 'criteria'),
    ...section('Trade-off', tradeOff(judged), 'trade-off'),
    ...section(
      'Latency',
      [...latencyFigures(judged), ...writeCosts(judged), ...thresholdTable(judged)],
      'latency',
    ),
    ...section('Contention', contention(judged), 'contention'),
    ...section('Cost of a write', [...costBreakdown(judged), ...syncAudit(judged)], 'cost'),
    ...section('Strategies', strategySections(judged), 'strategies'),
    ...section('Interleavings', interleavings(judged, 0, 0), 'interleavings'),
    ...section('Durability', durability(judged, 0), 'durability'),
    ...section('Trust', trust(judged), 'trust'),
  ];
}

function platformInWords({ platform }: Judged): string {
  return `${platform.id} · Node ${platform.node} · ${platform.fileSystem.type}`;
}

function banner(judged: Judged): Block {
  const {
    decision: decided,
    reason,
    recommended,
    runnerUp,
    config,
    policy,
    startedAt,
    runId,
    holdfast,
  } = judged;
  const took = runDurationMs(judged);
  const ran = judged.canaries.filter(({ caught }) => caught !== null);
  const caught = ran.filter((one) => one.caught === true).length;
  const facts: BannerFact[] = [
    { name: 'Recommended', text: recommended === null ? 'nothing' : { strong: recommended } },
    ...(typeof runnerUp === 'string' ? [{ name: 'Runner-up', text: runnerUp }] : []),
    { name: 'Required', text: requiredInWords(judged) },
    { name: 'Policy', text: policy },
    { name: 'Profile', text: words`${config.profile}, seed ${config.seed}` },
    { name: 'Canaries caught', text: words`${caught} of ${ran.length}` },
    {
      name: 'Run',
      text: words`${startedAt.slice(0, 10)}${{ own: took === null ? '' : `, ${duration(took)}` }}`,
    },
    { name: 'Run id', text: words`${runId}, Holdfast ${holdfast}` },
  ];
  return { type: 'banner', decision: decided, reason, facts };
}

function decision(judged: Judged): Block[] {
  const limits = warnings(judged);
  const flips = flipTable(judged);
  return [
    ...decisionTable(judged),
    ...(limits.length === 0 ? [] : [paragraph({ strong: 'What limits this run' }), ...limits]),
    ...(flips.length === 0 ? [] : [heading(3, 'What would flip each decision', 'flips'), ...flips]),
  ];
}

function contention(judged: Judged): Block[] {
  const figures = speedSection(judged);
  if (figures.length === 0) return [];
  return [
    ...contentionFigures(judged),
    { type: 'folded', title: 'Every figure, beside its floor and its noise', blocks: figures },
  ];
}
