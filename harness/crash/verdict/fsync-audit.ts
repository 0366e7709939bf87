// Finds which syncs are needed: each is left out of the recorded order and the disks are judged again, model
// by model. A sync that no model needs is also moved right before the acknowledgement, in every write: if
// that helps, it came too early rather than in vain.
import type { SyncAudit } from '../../../results/facts/crash-states-fact.js';
import { masked } from '../../../results/facts/sync-summary.js';
import { modelVerdict } from '../../../results/verdicts/durability-grade.js';
import type { PersistenceModelId } from '../../../results/vocabulary/persistence.js';
import type { Trace } from '../../../results/vocabulary/trace.js';
import type { CollectOptions } from '../states/collect-states.js';
import { pathAt } from '../trace/paths.js';
import { type Timeline, timelineOf } from '../trace/timeline.js';
import type { Identify } from './document-oracle.js';
import { judgeStates } from './judge-states.js';

type Options = CollectOptions & { identify: Identify };
type Role = SyncAudit['dropped'][number]['role'];
type Verdicts = ReadonlyMap<PersistenceModelId, 'pass' | 'fail' | 'unknown'>;

/** Syncs from the first attempt to the last acknowledgement, in the order of the trace. */
export function auditSyncs(trace: Trace, options: Options): SyncAudit[] {
  const timeline = timelineOf(trace);
  const first = trace.effects.findIndex((effect) => effect.op === 'mark');
  const before = verdictsOf(trace, options);
  const audits: SyncAudit[] = [];
  trace.effects.forEach((effect, at) => {
    if (effect.op !== 'fsync' && effect.op !== 'fdatasync') return;
    const acknowledgement = trace.effects.findIndex(
      (later, index) => index > at && later.op === 'mark' && later.mark === 'acked',
    );
    if (first < 0 || at < first || acknowledgement < 0) return;
    const without = verdictsOf(reordered(trace, new Map([[at, null]])), options);
    const dropped = [...before].map(([model, verdict]) => ({
      model,
      role: roleOf(verdict, without.get(model) ?? 'unknown'),
    }));
    const needed = dropped.some(({ role }) => role === 'necessary');
    audits.push({
      effect: at,
      call: trace.calls[at] ?? effect.op,
      path: pathAt(timeline, effect.ino, at),
      costNs: trace.durationsNs[at] ?? 0,
      dropped,
      movedToAcknowledgement: needed
        ? []
        : gained(before, reordered(trace, movesLike(timeline, at)), options),
    });
  });
  return audits;
}

function roleOf(withIt: 'pass' | 'fail' | 'unknown', without: 'pass' | 'fail' | 'unknown'): Role {
  if (withIt === 'fail') return 'moot';
  if (withIt === 'unknown' || without === 'unknown') return 'undecided';
  return without === 'pass' ? 'useless' : 'necessary';
}

/** Models that fail as recorded and are survived in the other order. */
function gained(before: Verdicts, other: Trace, options: Options): PersistenceModelId[] {
  const failing = [...before].filter(([, verdict]) => verdict === 'fail').map(([model]) => model);
  if (failing.length === 0) return [];
  const after = verdictsOf(other, options);
  return failing.filter((model) => after.get(model) === 'pass');
}

function verdictsOf(trace: Trace, options: Options): Verdicts {
  const { models, found } = judgeStates(trace, options);
  const variant = {
    distrust: trace.distrust,
    acknowledged: found.timeline.attempts.acknowledged,
    models,
  };
  return new Map(models.map(({ id }) => [id, modelVerdict(variant, id)]));
}

/**
 * The syncs of all writes that are the same as the one at `at`, each with the acknowledgement it would
 * precede.
 */
function movesLike(timeline: Timeline, at: number): Map<number, number> {
  const { effects } = timeline.trace;
  const keys = new Map<number, string>();
  const seen = new Map<string, number>();
  effects.forEach((effect, index) => {
    if (effect.op === 'mark' && effect.mark === 'attempt') seen.clear();
    if (effect.op !== 'fsync' && effect.op !== 'fdatasync') return;
    const what = `${effect.op} ${masked(pathAt(timeline, effect.ino, index))}`;
    const before = seen.get(what) ?? 0;
    seen.set(what, before + 1);
    keys.set(index, `${what} ${before}`);
  });
  const moves = new Map<number, number>();
  for (const [index, key] of keys) {
    const acknowledgement = effects.findIndex(
      (later, position) => position > index && later.op === 'mark' && later.mark === 'acked',
    );
    if (key === keys.get(at) && acknowledgement >= 0) moves.set(index, acknowledgement);
  }
  return moves;
}

/** The trace with some effects moved right before others, or left out (null). */
function reordered(trace: Trace, moves: ReadonlyMap<number, number | null>): Trace {
  const order = trace.effects.map((_, index) => index).filter((index) => !moves.has(index));
  for (const [from, before] of moves) if (before !== null) order.splice(order.indexOf(before), 0, from);
  const pick = <T>(list: readonly T[]): T[] => order.flatMap((index) => list.slice(index, index + 1));
  return {
    ...trace,
    effects: pick(trace.effects),
    calls: pick(trace.calls),
    durationsNs: pick(trace.durationsNs),
  };
}
