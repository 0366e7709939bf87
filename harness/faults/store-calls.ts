// One call of a store as data: what it answered, or that it did not return. A store whose file is refused when it
// is opened answers by that refusal.
import type { FaultAnswer } from '../../results/facts/io-faults-fact.js';
import type { RecoveredFile } from '../../results/facts/kill-points-fact.js';
import type { Store, TaskFile } from '../../strategies/strategy.js';
import { describeThrown } from '../actors/thrown.js';
import { observe } from '../document.js';
import { startDeadline } from '../processes/running-time.js';

/** Real time, in which the process was running: also where time is virtual, for what is waited for outside of it. */
const CALL_MS_MAX = 10_000;

/** Of the calls that have not answered yet: what is told for a hang. */
const waiting = new Set<(afterMs: number) => void>();
let isVirtual = false;

/** Calls are made in virtual time from now on, and this process needs nobody's real deadline to live. */
export function callInVirtualTime(): void {
  isVirtual = true;
}

/** What the calls under way wait for can't happen within `afterMs`: they are told to hang. false: there are none. */
export function giveUpCalls(afterMs: number): boolean {
  const calls = [...waiting];
  for (const giveUp of calls) giveUp(afterMs);
  return calls.length > 0;
}

type Answered = { type: 'ok'; value: TaskFile | null } | Exclude<FaultAnswer, { type: 'ok' }>;

async function answered(body: () => Promise<TaskFile | null>): Promise<Answered> {
  let cancel = (): void => {};
  const late = new Promise<Answered>((resolve) => {
    const giveUp = (afterMs: number): void => resolve({ type: 'hang', afterMs });
    waiting.add(giveUp);
    const unlimit = startDeadline(CALL_MS_MAX, () => giveUp(CALL_MS_MAX), 'self', !isVirtual);
    cancel = () => {
      unlimit();
      waiting.delete(giveUp);
    };
  });
  const called = (async (): Promise<Answered> => {
    try {
      return { type: 'ok', value: await body() };
    } catch (error) {
      return { type: 'error', ...describeThrown(error) };
    }
  })();
  const first = await Promise.race([called, late]);
  cancel();
  return first;
}

/** What a read or a write answered. */
export async function answerOf(body: () => Promise<TaskFile | null>): Promise<FaultAnswer> {
  const answer = await answered(body);
  if (answer.type !== 'ok') return answer;
  if (answer.value === null) return { type: 'ok', rev: null, token: null };
  const { rev, token, intact } = observe(answer.value);
  return { type: 'ok', rev, token: intact ? token : null };
}

/** What a read found. */
export async function foundBy(body: () => Promise<TaskFile | null>): Promise<RecoveredFile> {
  const answer = await answered(body);
  switch (answer.type) {
    case 'ok':
      return answer.value === null
        ? { type: 'absent' }
        : { type: 'document', observed: observe(answer.value) };
    case 'error':
      return answer;
    case 'hang':
      return { type: 'error', code: null, message: `did not return within ${answer.afterMs} ms` };
    default:
      return answer satisfies never;
  }
}

/** A store of a file that is refused when it is opened, as some do: then each call opens again. */
export async function openedOrRefusing(open: () => Promise<Store>): Promise<Store> {
  let store = await open().catch(() => null);
  const opened = async (): Promise<Store> => {
    store ??= await open();
    return store;
  };
  return {
    read: async () => (await opened()).read(),
    write: async (next, expectedRev) => (await opened()).write(next, expectedRev),
    close: async () => store?.close(),
  };
}

/** Whatever it does, also for ever. */
export async function quietly(body: () => Promise<void>): Promise<void> {
  await answered(async () => {
    await body();
    return null;
  });
}
