// The durability ladder in words and signs: from the adversary that anything survives to the one that only an
// ordered chain of syncs does. The mark is a pair of brackets, so it needs no colour.
import { type Grade, gradeOrder } from '../../results/verdicts/durability-grade.js';
import type { Finding } from '../../results/verdicts/finding.js';
import type { CrashEvidence, Durability, JudgedStrategy } from '../../results/verdicts/judged.js';
import { verdictMark } from '../text/mark.js';
import { counted } from '../text/quantity.js';
import { shellWord } from '../text/shell-word.js';

/**
 * `none < kill < [ordered] < journaled? < weakest`: the question mark is of a rung about which nothing is
 * known.
 */
export function ladderLine(grade: Grade, models: Durability['models'] = []): string {
  const next = models.find(({ verdict }) => verdict !== 'pass');
  return gradeOrder
    .map((rung) => {
      if (rung === grade) return `[${rung}]`;
      return next?.verdict === 'unknown' && rung === next.id ? `${rung}?` : rung;
    })
    .join(' < ');
}

/** `✗ journaled: 1,204 states (exhaustive), torn-document` */
export function modelLine({ id, verdict, states, exhaustive, kinds }: Durability['models'][number]): string {
  const how = exhaustive ? 'exhaustive' : 'sampled';
  const failing = kinds.length === 0 ? '' : `, ${kinds.join(', ')}`;
  return `${verdictMark(verdict)} ${id}: ${counted(states, 'state')} (${how})${failing}`;
}

/** Why the next rung was not reached: the counterexample against its own adversary; null: it is unknown. */
export function whyNotHigher({
  durability,
  crashEvidence,
}: Pick<JudgedStrategy, 'durability' | 'crashEvidence'>): CrashEvidence['capsules'][number] | null {
  const failing = durability?.models.find(({ verdict }) => verdict !== 'pass');
  if (failing?.verdict !== 'fail') return null;
  return crashEvidence?.capsules.find(({ model }) => model === failing.id) ?? null;
}

/** The rung beside the ladder: a power loss after an fsync that failed; null: not looked at. */
export function failedSyncRung({ findings }: Pick<JudgedStrategy, 'findings'>): Finding | null {
  return findings.find(({ check }) => check === 'survives-failed-sync') ?? null;
}

/**
 * The command that replays a capsule, quoted for a shell where its path asks for it. A user's module is named, because
 * none is ever loaded only because a capsule says so.
 */
export function replayCommand(file: string, { module }: Pick<JudgedStrategy, 'module'>): string {
  const named = module === undefined ? '' : ` --strategy ${shellWord(module)}`;
  return `holdfast replay ${shellWord(file)}${named}`;
}
