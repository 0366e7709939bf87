// Operations as lines for people: `12.304–13.100 ms P3 write rev 41→42 ok (token a91f…)`. Tokens are
// shortened to the least that still distinguishes those of one witness.
import type { Actor, ReadOp, WriteOp } from '../../../results/vocabulary/history.js';
import type { Source } from './indexed-history.js';

const TOKEN_HEAD_LEAST = 4;

/** The proof's operations in the order of time. T is a thread, P a process; the number is the actor's. */
export function witnessLines(proof: readonly Source[], actors: readonly Actor[]): string[] {
  const where = new Map(actors.map(({ actor, where }) => [actor, where === 'thread' ? 'T' : 'P']));
  const ordered = [...proof].sort((a, b) => startNs(a) - startNs(b));
  const head = headOfTokens(ordered.flatMap(tokensOf));
  return ordered.map((source) => line(source, where, head));
}

function line(source: Source, where: ReadonlyMap<number, string>, head: (token: string) => string): string {
  switch (source.type) {
    case 'initial':
      return `before all  start ${told({ type: 'ok', observed: source.observed }, head)}`;
    case 'final':
      return `after all  final read ${told(source.outcome, head)}`;
    case 'read': {
      const { op } = source;
      return `${span(op)}  ${where.get(op.actor) ?? 'A'}${op.actor} read ${told(op.outcome, head)}`;
    }
    case 'write': {
      const { op } = source;
      return `${span(op)}  ${where.get(op.actor) ?? 'A'}${op.actor} write ${attempt(op)}  (token ${head(op.token)})`;
    }
  }
}

function startNs(source: Source): number {
  if (source.type === 'initial') return -Infinity;
  return source.type === 'final' ? Infinity : source.op.invokeNs;
}

function span(op: ReadOp | WriteOp): string {
  const ms = (ns: number) => (ns / 1e6).toFixed(3);
  return `${ms(op.invokeNs)}–${op.completeNs === null ? '…' : ms(op.completeNs)} ms`;
}

function attempt({ expectedRev, outcome }: WriteOp): string {
  const from = expectedRev === null ? 'any rev' : `rev ${expectedRev}`;
  switch (outcome.type) {
    case 'ok':
      return `${from}→${outcome.rev} ok`;
    case 'fail':
      return `${from} refused ${outcome.code} “${outcome.message}”`;
    case 'info':
      return outcome.code === null
        ? `${from}→? never returned`
        : `${from}→? ${outcome.code} “${outcome.message}”`;
  }
}

function told(outcome: ReadOp['outcome'], head: (token: string) => string): string {
  switch (outcome.type) {
    case 'ok': {
      if (outcome.observed === null) return 'no document';
      const { rev, token, intact } = outcome.observed;
      return `rev ${rev}${intact ? '' : ' torn'}  (${token === null ? 'no token' : `token ${head(token)}`})`;
    }
    case 'fail':
      return `failed ${outcome.code} “${outcome.message}”`;
    case 'info':
      return `never returned (${outcome.reason})`;
  }
}

function tokensOf(source: Source): string[] {
  if (source.type === 'write') return [source.op.token];
  if (source.type === 'initial') return source.observed?.token ? [source.observed.token] : [];
  const outcome = source.type === 'read' ? source.op.outcome : source.outcome;
  return outcome.type === 'ok' && outcome.observed?.token ? [outcome.observed.token] : [];
}

/** Shortens tokens, each at least as far as needed to tell these ones apart. */
export function headOfTokens(tokens: readonly string[]): (token: string) => string {
  const distinct = [...new Set(tokens)];
  let length = TOKEN_HEAD_LEAST;
  const longest = Math.max(length, ...distinct.map((token) => token.length));
  while (
    length < longest &&
    new Set(distinct.map((token) => token.slice(0, length))).size < distinct.length
  ) {
    length += 1;
  }
  return (token) => (token.length <= length + 1 ? token : `${token.slice(0, length)}…`);
}
