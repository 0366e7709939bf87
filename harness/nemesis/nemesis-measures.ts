// What one execution says beside its verdict, in virtual time: how long others waited after a death or a pause in
// the middle of a write, how long writes waited at all, which writers gave up, and whether a lock was taken from
// a client that lived.
import type { NemesisFact } from '../../results/facts/nemesis-fact.js';
import type { HistoryOp } from '../../results/vocabulary/history.js';
import { takeoversIn } from '../interleavings/explain/lock-holders.js';
import { stepsBefore } from '../interleavings/step-clock.js';
import type { CarriedOut } from './carry-out-plan.js';

type Measures = Pick<
  NemesisFact,
  'turns' | 'acknowledged' | 'applied' | 'falseTakeovers' | 'starved' | 'longestWaitMs' | 'recoveries'
>;

const words = { clock: 'clock', 'own-clock': 'own clock' } as const;

export function nothingMeasured(): Measures {
  return {
    turns: 0,
    acknowledged: 0,
    applied: {},
    falseTakeovers: 0,
    starved: 0,
    longestWaitMs: 0,
    recoveries: [],
  };
}

export function measure({ plan, execution, run }: CarriedOut): Measures {
  const ops = execution.finalState?.history.ops ?? [];
  const timeMs = (ns: number): number => run.timeAfter(stepsBefore(ns));
  const acks = ops.filter(isAcknowledged);
  const died = new Set(run.done.filter(({ event }) => isDeath(event.do)).map(({ client }) => client));
  const applied: Record<string, number> = {};
  for (const { event } of run.done) {
    const isClock = event.do === 'clock' || event.do === 'own-clock';
    const name = isClock ? `${words[event.do]} ${event.ms < 0 ? 'back' : 'forward'}` : event.do;
    applied[name] = (applied[name] ?? 0) + 1;
  }
  const starved = Array.from({ length: plan.writers }, (_, client) => client).filter(
    (client) => !died.has(client) && acks.filter(({ actor }) => actor === client).length < plan.writes,
  );
  const waitsMs = acks.map(({ invokeNs, completeNs }) => timeMs(completeNs ?? 0) - timeMs(invokeNs));
  return {
    turns: run.turns,
    acknowledged: acks.length,
    applied,
    falseTakeovers: takeoversIn(execution.steps),
    starved: execution.finalState === null ? 0 : starved.length,
    longestWaitMs: Math.max(0, ...waitsMs),
    recoveries: recoveriesOf({ execution, run }, acks, timeMs),
  };
}

/** Of those that were in the middle of a change. */
function recoveriesOf(
  { run }: Pick<CarriedOut, 'execution' | 'run'>,
  acks: readonly HistoryOp[],
  timeMs: (ns: number) => number,
): Measures['recoveries'] {
  return run.done.flatMap(({ event, atMs, steps, client }) => {
    if (event.do !== 'kill' && event.do !== 'exit' && event.do !== 'pause') return [];
    if (event.at.on !== 'commit') return [];
    const next = acks.find(
      ({ actor, completeNs }) => actor !== client && stepsBefore(completeNs ?? 0) > steps,
    );
    return next === undefined ? [] : [{ after: event.do, ms: timeMs(next.completeNs ?? 0) - atMs }];
  });
}

export function addMeasures(to: Measures, more: Measures): void {
  to.turns += more.turns;
  to.acknowledged += more.acknowledged;
  to.falseTakeovers += more.falseTakeovers;
  to.starved += more.starved;
  to.longestWaitMs = Math.max(to.longestWaitMs, more.longestWaitMs);
  to.recoveries.push(...more.recoveries);
  for (const [name, n] of Object.entries(more.applied)) to.applied[name] = (to.applied[name] ?? 0) + n;
}

const isDeath = (deed: string): boolean => deed === 'kill' || deed === 'exit';

function isAcknowledged(op: HistoryOp): boolean {
  return op.kind === 'write' && op.outcome.type === 'ok';
}
