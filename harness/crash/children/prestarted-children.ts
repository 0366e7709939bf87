// Starts children before there is a task for them: starting Node and loading what every task needs takes
// longer than most tasks, and a processor is often free meanwhile. A prestarted child has loaded no strategy
// and is assigned once.
import type { CaseContext } from '../../actors/case-context.js';
import { type Child, forkEntry } from '../../processes/fork.js';
import type { Assignment } from './child-protocol.js';

const ENTRY = new URL('../child-entry.js', import.meta.url);

let prestarted: Child[] = [];

/**
 * Starts children until this many are ready. Useful if they will be needed and something else is done first.
 */
export function prestart(context: Pick<CaseContext, 'registerProcess'>, count: number): void {
  prestarted = prestarted.filter(({ running }) => running);
  while (prestarted.length < count) prestarted.push(start(context));
}

/** The host of built-in strategies probably gets another case; its first child may be started already. */
export function startForNextCase(context: Pick<CaseContext, 'reference' | 'registerProcess'>): void {
  if (!context.reference.startsWith('file:')) prestart(context, 1);
}

/** The child that was started first, or a new one, with its first task. It keeps this process alive. */
export function assignChild(context: Pick<CaseContext, 'registerProcess'>, assignment: Assignment): Child {
  const [child = start(context), ...others] = prestarted.filter(({ running }) => running);
  prestarted = others;
  child.keepsUsAlive(true);
  child.send(assignment);
  return child;
}

function start({ registerProcess }: Pick<CaseContext, 'registerProcess'>): Child {
  const child = forkEntry(ENTRY, { registerProcess, ipc: true, stderr: 'tail' });
  child.keepsUsAlive(false);
  return child;
}
