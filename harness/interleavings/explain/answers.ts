// The strategy's answers as lines: reads and writes in the order in which they completed, and the final
// state.
import type { HistoryFact, HistoryOp, ReadOp } from '../../../results/vocabulary/history.js';
import type { FinalState } from '../program.js';

export interface Answer {
  client: number;
  /** On the clock of the steps. */
  atNs: number;
  text: string;
}

/** In the order of completion; operations that never completed have no answer. */
export function answersOf({ ops }: HistoryFact): Answer[] {
  return ops
    .flatMap((op) =>
      op.completeNs === null ? [] : [{ client: op.actor, atNs: op.completeNs, text: answer(op) }],
    )
    .sort((a, b) => a.atNs - b.atNs);
}

/** The final state, as a fresh client found it. */
export function endOf({ history, probe }: FinalState): string[] {
  const found = `in the end a fresh client reads ${readText(history.final)}`;
  if (probe === null) return [found];
  return [found, `its write is refused: ${probe.code ?? firstLine(probe.message)}`];
}

function answer(op: HistoryOp): string {
  if (op.kind === 'read') return `read: ${readText(op.outcome)}`;
  const { outcome, expectedRev } = op;
  switch (outcome.type) {
    case 'ok':
      return `write acknowledged: rev ${outcome.rev}`;
    case 'fail':
      return `write on rev ${expectedRev} refused: ${outcome.code}`;
    case 'info':
      return `write on rev ${expectedRev} failed: ${outcome.code ?? firstLine(outcome.message)}`;
  }
}

function readText(outcome: ReadOp['outcome']): string {
  switch (outcome.type) {
    case 'ok': {
      if (outcome.observed === null) return 'no document';
      const { rev, intact } = outcome.observed;
      return intact ? `rev ${rev}` : `rev ${rev}, torn`;
    }
    case 'fail':
      return outcome.code;
    case 'info':
      return firstLine(outcome.reason);
  }
}

const charactersMax = 200;
const firstLine = (text: string): string => (text.split('\n')[0] ?? '').slice(0, charactersMax);
