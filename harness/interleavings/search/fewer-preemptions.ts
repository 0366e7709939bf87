// Rewrites a schedule with the fewest preemptions, now that all places are known where clients have to stop.
// A violation found early in a search counts too few preemptions, because clients ran past places where they
// should have stopped. The steps keep their order, except that steps on which no other client depends run on
// with those before.
import type { Choice, Step, ViolationClass } from '../../../results/vocabulary/schedule.js';
import type { Chooser, Execution } from '../program.js';
import type { Executions } from './execution-record.js';
import { defaultChoice, isPossible } from './follow-schedule.js';
import type { SeenExecution } from './violations.js';

const noClient = -1;
const whose = ({ kind, client }: Step): number => (kind === 'clock-jump' ? noClient : client);

function choiceOf({ kind, client }: Step): Choice {
  switch (kind) {
    case 'clock-jump':
      return { do: 'clock-jump' };
    case 'crash':
    case 'stall':
    case 'pause':
      return { do: kind, client };
    case 'operation':
    case 'wake':
      return { do: 'run', client };
  }
}

/** Chooses the client of the first step in this order that has not been done. */
export function inOrderOf({ steps }: Execution): Chooser {
  let read = 0;
  let next = 0;
  const done = new Map<number, number>();
  const passed = new Map<number, number>();
  const count = (counts: Map<number, number>, client: number): number => counts.get(client) ?? 0;
  return (moment) => {
    for (; read < moment.steps.length; read += 1) {
      const step = moment.steps[read];
      if (step !== undefined) done.set(whose(step), count(done, whose(step)) + 1);
    }
    for (let step = steps[next]; step !== undefined; step = steps[next]) {
      const client = whose(step);
      if (count(passed, client) >= count(done, client)) {
        const choice = choiceOf(step);
        if (isPossible(moment, choice)) return choice;
        break;
      }
      passed.set(client, count(passed, client) + 1);
      next += 1;
    }
    return defaultChoice(moment);
  };
}

const roundsMax = 8;

function isWithin(some: SeenExecution['contended'], all: ReadonlySet<string>): boolean {
  return some !== 'all' && [...some].every((key) => all.has(key));
}

/**
 * Replaces the smallest violation of a class by its rewritten schedule; leaves it if that does not go wrong.
 */
export async function withFewerPreemptions(executions: Executions, wanted: ViolationClass): Promise<void> {
  const { contention, violations } = executions;
  for (let round = 0; round < roundsMax && !executions.isCalledOff; round += 1) {
    const smallest = violations.of(wanted);
    const isNews = contention.renew() || round === 0;
    const contended = contention.keys;
    // Clients that stop in fewer places can't follow the same order.
    if (
      smallest === undefined ||
      !isNews ||
      smallest.contended === contended ||
      !isWithin(smallest.contended, contended)
    ) {
      return;
    }
    const again = await executions.run(inOrderOf(smallest.execution), { contended, learns: true });
    const judgement = again.judgements.find((one) => one.class === wanted);
    const { execution, preemptions } = again;
    if (judgement !== undefined) {
      violations.replace(judgement, { execution, preemptions, contended, fresh: executions.fresh });
    }
  }
}
