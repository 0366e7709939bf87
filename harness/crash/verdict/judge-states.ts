// Judges every disk state in every window in which it was seen, and keeps for each model and kind of failure
// the simplest counterexample: the earliest crash point, then the fewest lost effects. The byte verdict is
// the fast path; verdicts of the real strategy are summarised by the same function.
import type { ModelResult } from '../../../results/facts/crash-states-fact.js';
import type {
  DocumentIdentity,
  FailureKind,
  LostEffect,
  PersistenceModelId,
} from '../../../results/vocabulary/persistence.js';
import type { Trace } from '../../../results/vocabulary/trace.js';
import type { ContentId } from '../contents/content-store.js';
import { type CollectOptions, type CrashStates, collectStates } from '../states/collect-states.js';
import type { UniqueState } from '../states/state-collector.js';
import type { Window } from '../trace/attempts.js';
import { Namespaces } from '../trace/namespace.js';
import { namespaceAt } from '../trace/namespace-at.js';
import { lifeOf } from '../trace/timeline.js';
import { type Identify, judgeRecovered, type RecoveredIdentity } from './document-oracle.js';

export interface CrashCounterexample {
  model: PersistenceModelId;
  kind: FailureKind;
  point: number;
  window: Window;
  state: UniqueState;
  lost: LostEffect[];
}

export interface JudgedState {
  models: ModelResult[];
  counterexamples: CrashCounterexample[];
}

/** Every way in which this state breaks a promise in this window. Called once for each pair. */
export type FailuresOf = (state: UniqueState, window: Window) => readonly FailureKind[];

/** `recovered`: how many of the states the real strategy has opened, by model. */
export function summarise(
  found: CrashStates,
  failuresOf: FailuresOf,
  recovered: (model: PersistenceModelId) => number = () => 0,
): JudgedState {
  const tallies = found.models.map(() => ({ states: 0, unique: 0, kinds: new Map<FailureKind, number>() }));
  const counterexamples = new Map<string, CrashCounterexample>();
  for (const state of found.states) {
    let least = found.models.length;
    for (const { window, first } of state.sightings) {
      const kinds = failuresOf(state, window);
      const rung = first.at(-1)?.rung ?? 0;
      least = Math.min(least, rung);
      for (const tally of tallies.slice(rung)) {
        tally.states++;
        for (const kind of kinds) tally.kinds.set(kind, (tally.kinds.get(kind) ?? 0) + 1);
      }
      for (const kind of kinds)
        considerCounterexample(counterexamples, found.models, { state, window, kind, first });
    }
    for (const tally of tallies.slice(least)) tally.unique++;
  }
  const models = found.models.map((id, rung): ModelResult => {
    const tally = tallies[rung] ?? { states: 0, unique: 0, kinds: new Map<FailureKind, number>() };
    return {
      id,
      crashPoints: found.crashPoints,
      states: tally.states,
      uniqueStates: tally.unique,
      recovered: recovered(id),
      coverage: found.coverage[rung] ?? { type: 'exhaustive' },
      failures: [...tally.kinds].map(([kind, states]) => ({ kind, states })),
    };
  });
  return { models, counterexamples: [...counterexamples.values()] };
}

function considerCounterexample(
  counterexamples: Map<string, CrashCounterexample>,
  models: readonly PersistenceModelId[],
  failing: {
    state: UniqueState;
    window: Window;
    kind: FailureKind;
    first: UniqueState['sightings'][number]['first'];
  },
): void {
  models.forEach((model, rung) => {
    // The earliest sighting that this model permits.
    const seen = failing.first.find((sighting) => sighting.rung <= rung);
    if (seen === undefined) return;
    const key = `${model} ${failing.kind}`;
    const known = counterexamples.get(key);
    if (known !== undefined && known.point < seen.point) return;
    const lost = seen.lost();
    if (known !== undefined && known.point === seen.point && known.lost.length <= lost.length) return;
    const { state, window, kind } = failing;
    counterexamples.set(key, { model, kind, point: seen.point, window, state, lost });
  });
}

/** The byte verdict, cached by content and window. */
export function byteVerdict(found: CrashStates, identify: Identify): FailuresOf {
  const verdicts = new Map<Window, Map<number | null, readonly FailureKind[]>>();
  const initial = initialIdentity(found, identify);
  const identityOf = identityByContent(found.store, identify);
  return ({ document }, window) => {
    let byContent = verdicts.get(window);
    if (byContent === undefined) {
      byContent = new Map();
      verdicts.set(window, byContent);
    }
    let kinds = byContent.get(document);
    if (kinds === undefined) {
      const empty = document !== null && found.store.sizeBytes(document) === 0;
      const recovered = { identity: identityOf(document), empty };
      const kind = judgeRecovered(recovered, found.timeline.attempts, window, initial);
      kinds = kind === null ? [] : [kind];
      byContent.set(document, kinds);
    }
    return kinds;
  };
}

/**
 * Each content is identified once; where all documents are known, their numbers are enough, and no bytes are
 * made.
 */
function identityByContent(
  store: CrashStates['store'],
  identify: Identify,
): (document: ContentId | null) => RecoveredIdentity {
  const identities = new Map<ContentId | null, RecoveredIdentity>([[null, identify(null)]]);
  for (const { content, identity } of identify.documents ?? []) {
    identities.set(store.internBytes(content), identity);
  }
  return (document) => {
    let identity = identities.get(document);
    if (identity === undefined) {
      identity =
        identify.documents === undefined && document !== null ? identify(store.bytes(document)) : 'torn';
      identities.set(document, identity);
    }
    return identity;
  };
}

/** What the document was before the first effect; null: there was none. */
export function initialIdentity(found: CrashStates, identify: Identify): DocumentIdentity | null {
  const { timeline, documentPath } = found;
  const namespace = namespaceAt(new Namespaces(timeline.inodes, [documentPath]), timeline, 0);
  const ino = namespace.files[namespace.watched[0] ?? -1];
  const identity = identify(ino === undefined ? null : lifeOf(timeline.inodes, ino).initial);
  return identity === 'torn' ? null : identity;
}

/** Enumerates and judges in one go. Throws CrashTraceError if the trace contradicts itself. */
export function judgeStates(
  trace: Trace,
  options: CollectOptions & { identify: Identify },
): JudgedState & { found: CrashStates } {
  const found = collectStates(trace, options);
  return { ...summarise(found, byteVerdict(found, options.identify)), found };
}
