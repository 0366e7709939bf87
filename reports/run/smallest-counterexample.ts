// The one counterexample that a first screen shows: of the gravest thing that failed, the shortest proof of
// it. Pure.
import type { JudgedStrategy } from '../../results/verdicts/judged.js';
import { anomalyOf } from '../../results/vocabulary/anomalies/anomalies.js';
import { remedyOf } from '../../results/vocabulary/anomalies/remedy.js';
import { claimedScopes, type Scope, speaksFor } from '../../results/vocabulary/verdict.js';
import { renderLanes } from '../counterexample/interleaving-lanes.js';
import { plainAligned } from '../text/plain-text.js';
import { decisiveProof } from './decisive-proof.js';
import { replayCommand } from './grade-ladder.js';
import { violationsToShow } from './interleaving-summary.js';
import { type Proof, proofsOf } from './overview.js';

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
  const anomaly = proof?.evidence?.anomaly ?? strategy.anomaly;
  if (anomaly === undefined) return null;
  return counterexampleOf(strategy, anomaly, proof, claimedScopes(strategy.claims), width);
}

/** The same of one anomaly in one scope, whatever else failed. */
export function counterexampleIn(
  strategy: JudgedStrategy,
  anomaly: string,
  scope: Scope,
  width: number,
): ShownCounterexample | null {
  const proof = proofsOf(strategy).find(
    ({ finding, evidence }) => evidence?.anomaly === anomaly && speaksFor(finding.scope, scope),
  );
  return counterexampleOf(strategy, anomaly, proof ?? null, [scope], width);
}

function counterexampleOf(
  strategy: JudgedStrategy,
  anomaly: string,
  proof: Proof | null,
  scopes: readonly Scope[],
  width: number,
): ShownCounterexample | null {
  const evidence = proof?.evidence ?? null;
  const head = { anomaly, title: anomalyOf(anomaly)?.title ?? anomaly, remedy: remedyOf(anomaly) };
  const shown = [...schedules(strategy, anomaly, scopes, width), ...crashes(strategy, anomaly)];
  const [replayable] = shown.sort((a, b) => a.lines.length - b.lines.length);
  if (replayable !== undefined) return { ...head, ...replayable };
  if (evidence === null) return null;
  const lines = evidence.witness.map(plainAligned);
  const where = proof === null ? '' : `${proof.finding.scenario} (${proof.finding.scope}): `;
  return { ...head, sentence: `${where}${evidence.description}`, lines, replay: null };
}

type Shown = Pick<ShownCounterexample, 'sentence' | 'lines' | 'replay'>;

function schedules(
  strategy: JudgedStrategy,
  anomaly: string,
  scopes: readonly Scope[],
  width: number,
): Shown[] {
  return violationsToShow(strategy)
    .filter(({ scope, violation }) => violation.class === anomaly && scopes.includes(scope))
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
