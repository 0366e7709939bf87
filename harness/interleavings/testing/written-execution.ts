// Executions written by hand, one line a step, for tests of code that reads executions. Histories come from
// the builders of the history checks, whose millisecond is one step here.
import type { Access, Step } from '../../../results/vocabulary/schedule.js';
import type { Written } from '../../../scenarios/checks/history/testing/written-history.js';
import { history } from '../../../scenarios/checks/history/testing/written-history.js';
import type { Execution, ExecutionEnding, FinalState } from '../program.js';

/** `accesses`: `write name:a`, one each. */
export function step(client: number, label: string, ...accesses: string[]): Step {
  const parsed = accesses.map((text): Access => {
    const space = text.indexOf(' ');
    const mode = text.slice(0, space);
    if (mode !== 'read' && mode !== 'change' && mode !== 'write') throw new Error(`no mode: ${text}`);
    return { resource: text.slice(space + 1), mode };
  });
  const keys = parsed.map(({ resource }) => resource);
  return { client, kind: 'operation', label, accesses: parsed, keys, decided: true };
}

export function event(client: number, kind: Exclude<Step['kind'], 'operation'>, label: string = kind): Step {
  return { client, kind, label, accesses: [], keys: [], decided: true };
}

export interface WrittenExecution {
  steps?: Step[];
  ending?: ExecutionEnding;
  /** null: there is no final state. */
  history?: Written | null;
  probe?: FinalState['probe'];
}

export function execution({
  steps = [],
  ending = { type: 'finished' },
  history: written = { ops: [] },
  probe = null,
}: WrittenExecution): Execution {
  const finalState = written === null ? null : { history: history(written), probe };
  return { choices: [], steps, ending, finalState };
}
