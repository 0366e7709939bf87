// A crash that a test's `save` does not survive, as the message of an assertion: what was read, what may be,
// and what was done, with what of it was lost.
import { inspect } from 'node:util';
import type { CrashStates } from '../crash/states/collect-states.js';
import { explainCrash } from '../crash/verdict/explain-crash.js';
import type { CrashCounterexample } from '../crash/verdict/judge-states.js';
import { messageOfThrown } from './storage-assertion.js';

/** What `read` made of one disk. */
export type ReadAfterCrash<T> = { type: 'read'; value: T } | { type: 'threw'; error: unknown };

export function tellCrash<T>(
  found: CrashStates,
  counterexample: CrashCounterexample,
  outcome: ReadAfterCrash<T> | undefined,
  allowed: readonly T[] | ((...args: never[]) => boolean),
): string {
  const isAcknowledged = counterexample.window.acked >= 0;
  const crash = counterexample.model === 'kill' ? 'the process is killed' : 'the power goes';
  const when = isAcknowledged ? 'after save() had resolved' : 'while save() is under way';
  const { sentence, lines } = explainCrash(found, counterexample);
  const story = lines.slice(
    0,
    lines.findIndex((line) => line.startsWith('expected: ')),
  );
  return [
    `Not crash-safe: when ${crash} ${when}, ${readText(outcome)}.`,
    `Allowed: ${allowedText(allowed, isAcknowledged)}.`,
    `Why: ${inWordsOfTheTest(sentence)}.`,
    '',
    ...story.map((line) => `  ${inWordsOfTheTest(line)}`),
  ].join('\n');
}

function readText<T>(outcome: ReadAfterCrash<T> | undefined): string {
  if (outcome === undefined) return 'nothing was read';
  return outcome.type === 'threw'
    ? `read() fails: ${messageOfThrown(outcome.error)}`
    : `read() gives ${shown(outcome.value)}`;
}

function allowedText<T>(
  allowed: readonly T[] | ((...args: never[]) => boolean),
  isAcknowledged: boolean,
): string {
  if (typeof allowed === 'function') return 'what allowed() accepts';
  return isAcknowledged ? shown(allowed.at(-1)) : allowed.map(shown).join(', or ');
}

function shown(value: unknown): string {
  const text = inspect(value, { depth: 4, breakLength: Number.POSITIVE_INFINITY, maxStringLength: 120 });
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

/** The engine speaks of revisions: here there is one, and it is the call of save(). */
function inWordsOfTheTest(line: string): string {
  return line
    .replace('when rev 1 was acknowledged', 'when save() had resolved')
    .replace('rev 1 acknowledged', 'save() resolves')
    .replace('write of rev 1 begins', 'save() is called')
    .replace(
      'the strategy cannot read what its own interrupted write left',
      'read() fails on what an interrupted save() left',
    );
}
