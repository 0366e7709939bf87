// The rules of a schedule: which choices it has at a moment, and which of them are preemptions. One place for
// all searches and for explanations.
//
// A preemption takes the turn from a client that could go on. A turn ends by itself when the client sleeps,
// ends, dies or is paused; which awake one comes next is free then. Time passes by itself only when nobody is
// awake, to whoever wakes first. Any other sleeper may get up only because those before it were slow: that is
// a preemption too, also when it is no client's turn. So every client may be chosen at some price at every
// moment; if one could not, stopping in fewer places would lose schedules.
import type { Choice, InterleavingVariant, Step } from '../../../results/vocabulary/schedule.js';
import type { Moment, Pending } from '../program.js';

/** What may be done once in a schedule, besides letting clients run. */
export type ScheduleAction = 'crash' | 'clock-jump' | 'stall' | 'pause';

export function actionOf(variant: InterleavingVariant): ScheduleAction | null {
  switch (variant) {
    case 'crash':
    case 'clock-jump':
    case 'stall':
    case 'pause':
      return variant;
    case 'plain':
    case 'stale-lock':
    case 'reader':
      return null;
  }
}

const heldUp = (step: Step | undefined): boolean => step?.kind === 'pause' || step?.kind === 'stall';

/** Nothing but the time moves, for everybody: it is no client's step, whoever stood still meanwhile. */
export function movesTimeOnly(kind: Step['kind'] | Choice['do']): boolean {
  return kind === 'clock-jump' || kind === 'stall' || kind === 'pause';
}

/** Somebody has just been held up: all timers of the others may be due. */
export function hasJustPaused({ steps }: Moment): boolean {
  return heldUp(steps.at(-1));
}

/** The client whose turn it still is; null: the turn is over. */
export function turnOf({ last, pending, steps }: Moment): number | null {
  if (last === null) return null;
  const previous = steps.at(-1);
  if (heldUp(previous) && previous?.client === last) return null;
  return pending.some(({ client, state }) => client === last && state === 'gate') ? last : null;
}

const isAwake = ({ state }: Pending): boolean => state === 'gate';

/** The sleeper that wakes first; of equals the lowest number. */
function earliest(pending: readonly Pending[]): Pending | undefined {
  const wakeMs = (sleeper: Pending): number => sleeper.wakeMs ?? 0;
  const [first, ...others] = pending;
  if (first === undefined) return undefined;
  return others.reduce((best, sleeper) => (wakeMs(sleeper) < wakeMs(best) ? sleeper : best), first);
}

/** The clients that may go on without a preemption; never empty. */
export function freeClients(moment: Moment): readonly number[] {
  const turn = turnOf(moment);
  if (turn !== null) return [turn];
  const { pending } = moment;
  if (hasJustPaused(moment)) return pending.map(({ client }) => client);
  const awake = pending.filter(isAwake).map(({ client }) => client);
  if (awake.length > 0) return awake;
  const first = earliest(pending);
  return first === undefined ? [] : [first.client];
}

/** Whether this choice keeps a client waiting that could go on. */
export function preempts(moment: Moment, choice: Choice): boolean {
  return choice.do === 'run' && !freeClients(moment).includes(choice.client);
}

/** The clients that may run, those without preemption first; never empty. */
export function runnable(moment: Moment): number[] {
  const first = freeClients(moment);
  const others = moment.pending.map(({ client }) => client).filter((client) => !first.includes(client));
  return [...first, ...others];
}

/**
 * The clients on which the one action may be taken. A sleeping client can be paused, but its crash changes
 * nothing.
 */
export function actions(moment: Moment, action: ScheduleAction): Choice[] {
  if (action === 'clock-jump') return [{ do: 'clock-jump' }];
  const possible = action === 'crash' ? moment.pending.filter(isAwake) : moment.pending;
  return possible.map(({ client }): Choice => ({ do: action, client }));
}

/**
 * Those that can lead to something that no other does. Whoever stands still, the same time passes for all, and
 * everybody may go on: it is enough that whoever has the turn does, because that ends the turn too.
 */
function actionsThatDiffer(moment: Moment, action: ScheduleAction): Choice[] {
  const possible = actions(moment, action);
  if (action !== 'stall' && action !== 'pause') return possible;
  const { client } = moment.pending.find(isAwake) ?? { client: null };
  const holder = turnOf(moment) ?? client;
  return possible.filter((choice, index) =>
    holder === null || choice.do === 'clock-jump' ? index === 0 : choice.client === holder,
  );
}

/**
 * All that may be chosen and differs, without preemption first. `action`: null when it has been taken or there
 * is none.
 */
export function choicesAt(moment: Moment, action: ScheduleAction | null): Choice[] {
  const runs = runnable(moment).map((client): Choice => ({ do: 'run', client }));
  return action === null ? runs : [...runs, ...actionsThatDiffer(moment, action)];
}

export function sameChoice(one: Choice, other: Choice): boolean {
  const client = (choice: Choice): number => (choice.do === 'clock-jump' ? -1 : choice.client);
  return one.do === other.do && client(one) === client(other);
}
