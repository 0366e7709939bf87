// Tells a schedule anew in the places where clients are known to have to stop by now. Found early in a search, a
// violation may have cost fewer preemptions than it should, because what ran on unasked was not counted. The steps
// keep their order, except that what nobody depends on runs on with what comes before it.
import type { Choice, Step, ViolationClass } from '../../../results/vocabulary/schedule.js';
import type { Chooser, Execution } from '../program.js';
import type { Executions } from './execution-record.js';
import { isPossible } from './follow-schedule.js';
import { runnable, turnOf } from './preemption.js';
import type { SeenExecution } from './violations.js';

const nobody = -1;
const whose = ({ kind, client }: Step): number => (kind === 'clock-jump' ? nobody : client);

function choiceOf({ kind, client }: Step): Choice {
  switch (kind) {
    case 'clock-jump':
      return { do: 'clock-jump' };
    case 'crash':
    case 'pause':
      return { do: kind, client };
    case 'operation':
    case 'wake':
      return { do: 'run', client };
  }
}

/** Whoever has the first step in this order that has not been done is next. */
export function inOrderOf({ steps }: Execution): Chooser {
  let read = 0;
  let next = 0;
  const done = new Map<number, number>();
  const told = new Map<number, number>();
  const count = (counts: Map<number, number>, client: number): number => counts.get(client) ?? 0;
  return (moment) => {
    for (; read < moment.steps.length; read += 1) {
      const step = moment.steps[read];
      if (step !== undefined) done.set(whose(step), count(done, whose(step)) + 1);
    }
    for (let step = steps[next]; step !== undefined; step = steps[next]) {
      const client = whose(step);
      if (count(told, client) >= count(done, client)) {
        const choice = choiceOf(step);
        if (isPossible(moment, choice)) return choice;
        break;
      }
      told.set(client, count(told, client) + 1);
      next += 1;
    }
    const client = turnOf(moment) ?? runnable(moment)[0];
    return client === undefined ? 'cut' : { do: 'run', client };
  };
}

const roundsMax = 8;

function isWithin(some: SeenExecution['contended'], all: ReadonlySet<string>): boolean {
  return some !== 'all' && [...some].every((key) => all.has(key));
}

/** Replaces the smallest violation of a class by the same one with what is known by now; leaves it if it got lost. */
export async function withFewerPreemptions(trials: Executions, wanted: ViolationClass): Promise<void> {
  const { contention, violations } = trials;
  for (let round = 0; round < roundsMax && !trials.isCalledOff; round += 1) {
    const told = violations.of(wanted);
    const isNews = contention.renew() || round === 0;
    const contended = contention.keys;
    // Who stops in fewer places can't be led through the same order.
    if (
      told === undefined ||
      !isNews ||
      told.contended === contended ||
      !isWithin(told.contended, contended)
    ) {
      return;
    }
    const again = await trials.run(inOrderOf(told.execution), { contended, learns: true });
    const judgement = again.judgements.find((one) => one.class === wanted);
    const { execution, preemptions } = again;
    if (judgement !== undefined) violations.replace(judgement, { execution, preemptions, contended });
  }
}
