// The chain of revs: every write takes the rev after the one that it found. A skipped rev that no write can
// explain is a rev-gap, a rev that does not advance a rev-rollback, and an old document that returns a
// resurrected-write.
import type { Occurrence } from './history-anomaly.js';
import type { EffectiveWrite, IndexedHistory, Sighting, Source } from './indexed-history.js';
import type { PossibleChain } from './possible-chain.js';

export function findChainBreaks(history: IndexedHistory, chain: PossibleChain): Occurrence[] {
  const atRev = new Map<number, EffectiveWrite>();
  for (const write of history.effective) if (!atRev.has(write.rev)) atRev.set(write.rev, write);
  return [
    ...history.effective.flatMap((write) => wrongStep(history, write)),
    ...history.sightings.flatMap((sighting) => displaced(history, sighting)),
    ...chain.unfilled.flatMap(({ below, above }) => gap(history, atRev.get(below), atRev.get(above))),
    ...wentBack(history),
  ];
}

function wrongStep(history: IndexedHistory, { op, rev }: EffectiveWrite): Occurrence[] {
  const write = { type: 'write', op } as const;
  if (op.expectedRev !== null && rev !== op.expectedRev + 1) {
    const kind = rev > op.expectedRev ? 'rev-gap' : 'rev-rollback';
    return [{ kind, description: `A write on rev ${op.expectedRev} took rev ${rev}.`, proof: [write] }];
  }
  if (rev >= history.baseRev) return [];
  const description = `A write took rev ${rev}, below the rev ${history.baseRev} of the start.`;
  return [{ kind: 'rev-rollback', description, proof: [history.initial, write] }];
}

function displaced(history: IndexedHistory, { rev, token, source }: Sighting): Occurrence[] {
  const own = token === null ? history.initial.observed?.rev : history.revOfToken.get(token);
  if (own === undefined || own === rev) return [];
  return [
    {
      kind: rev > own ? 'resurrected-write' : 'rev-rollback',
      description: `The document of rev ${own} was read as rev ${rev}.`,
      proof: [writerOf(history, token), source],
    },
  ];
}

function gap(history: IndexedHistory, lower?: EffectiveWrite, upper?: EffectiveWrite): Occurrence[] {
  if (upper === undefined) return [];
  // A write whose own acknowledgement shows the jump is already reported.
  if (upper.op.expectedRev !== null && upper.op.expectedRev + 1 !== upper.rev) return [];
  const below = lower?.rev ?? history.baseRev;
  const proof: Source[] = [
    lower === undefined ? history.initial : { type: 'write', op: lower.op },
    { type: 'write', op: upper.op },
  ];
  const missing =
    upper.rev - below === 2 ? `rev ${below + 1}` : `all of the revs ${below + 1} to ${upper.rev - 1}`;
  return [{ kind: 'rev-gap', description: `Nobody can have written ${missing}.`, proof }];
}

/** The final read comes after everything, so it must show the highest rev there is. */
function wentBack(history: IndexedHistory): Occurrence[] {
  const final = history.sightings.at(-1);
  const highest = history.placed.at(-1);
  if (final?.source.type !== 'final' || highest === undefined || final.rev >= highest.rev) return [];
  const writer = writerOf(history, final.token);
  const cameBack =
    writer.type === 'initial' ||
    (writer.type === 'write' && writer.op.outcome.type === 'ok') ||
    history.sightings.some(({ token, source }) => token === final.token && source !== final.source);
  return [
    {
      kind: cameBack ? 'resurrected-write' : 'rev-rollback',
      description: `Rev ${final.rev} is the document in the end although rev ${highest.rev} existed.`,
      proof: [writer, highest.source, final.source],
    },
  ];
}

function writerOf(history: IndexedHistory, token: string | null): Source {
  const op = token === null ? undefined : history.writeByToken.get(token);
  return op === undefined ? history.initial : { type: 'write', op };
}
