// The one counterexample that a first screen shows: of the gravest thing that failed, the shortest proof of
// it. Pure.
import type { JudgedStrategy } from '../../results/verdicts/judged.js';
import { anomalyOf } from '../../results/vocabulary/anomalies/anomalies.js';
import { remedyOf } from '../../results/vocabulary/anomalies/remedy.js';
import { claimedScopes } from '../../results/vocabulary/verdict.js';
import { renderLanes } from '../counterexample/interleaving-lanes.js';
import { plainAligned } from '../text/plain-text.js';
import { decisiveProof } from './decisive-proof.js';
import { replayCommand } from './grade-ladder.js';
import { violationsToShow } from './interleaving-summary.js';

export interface ShownCounterexample {
  anomaly: string;
  title: string;
  /** What happened. */
  sentence: string;
  /** What to do about it. */
  remedy: string;
  /** Step by step; may be empty. */
  lines: string[];
  /** The command that runs it again; null: it can't be replayed. */
  replay: string | null;
}

/** null: no failed check names an anomaly. `width`: of a line. */
export function smallestCounterexample(strategy: JudgedStrategy, width: number): ShownCounterexample | null {
  const proof = decisiveProof(strategy);
  const evidence = proof?.evidence ?? null;
  const anomaly = evidence?.anomaly ?? strategy.anomaly;
  if (anomaly === undefined) return null;
  const head = { anomaly, title: anomalyOf(anomaly)?.title ?? anomaly, remedy: remedyOf(anomaly) };
  const shown = [...schedules(strategy, anomaly, width), ...crashes(strategy, anomaly)];
  const [replayable] = shown.sort((a, b) => a.lines.length - b.lines.length);
  if (replayable !== undefined) return { ...head, ...replayable };
  if (evidence === null) return null;
  const lines = evidence.witness.map(plainAligned);
  const where = proof === null ? '' : `${proof.finding.scenario} (${proof.finding.scope}): `;
  return { ...head, sentence: `${where}${evidence.description}`, lines, replay: null };
}

type Shown = Pick<ShownCounterexample, 'sentence' | 'lines' | 'replay'>;

/** Of what it claims only: what decides comes first. */
function schedules(strategy: JudgedStrategy, anomaly: string, width: number): Shown[] {
  const claimed = claimedScopes(strategy.claims);
  return violationsToShow(strategy)
    .filter(({ scope, violation }) => violation.class === anomaly && claimed.includes(scope))
    .map(({ violation }) => ({
      sentence: `${violation.sentence}.`,
      lines: renderLanes(violation.lanes, { width }),
      replay: violation.file === null ? null : replayCommand(violation.file, strategy),
    }));
}

function crashes(strategy: JudgedStrategy, anomaly: string): Shown[] {
  return (strategy.crashEvidence?.capsules ?? [])
    .filter(({ kind }) => kind === anomaly)
    .map(({ sentence, model, file }) => ({
      sentence: `After a crash (${model}): ${sentence}.`,
      lines: [],
      replay: replayCommand(file, strategy),
    }));
}
