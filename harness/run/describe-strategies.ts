// What the selected strategies are, asked of them in child processes. One that can't even say so (throws at
// load, exits, hangs) stays in the run under the name of its file: its cases will show what happened.
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type StrategyInfo, strategyInfoSchema } from '../../results/facts/run-record.js';
import { killStrays, strayMark } from '../processes/strays.js';
import { holdWatchdog, watchdogStdio } from '../processes/watchdog.js';
import type { StrategyReference } from './run-contract.js';

const ENTRY = fileURLToPath(new URL('./describe-entry.js', import.meta.url));
const ANSWER_MS_MAX = 10_000;

const answerSchema = z.object({ reference: z.string(), info: strategyInfoSchema.omit({ selected: true }) });
type Described = Omit<StrategyInfo, 'selected'>;

export async function describeStrategies(
  references: readonly StrategyReference[],
): Promise<Map<StrategyReference, Described>> {
  // The built-in ones share a child; a user's module gets its own.
  const builtIn = references.filter((reference) => !reference.startsWith('file:'));
  const foreign = references.filter((reference) => reference.startsWith('file:'));
  const groups = [...(builtIn.length > 0 ? [builtIn] : []), ...foreign.map((reference) => [reference])];
  const answers = await Promise.all(groups.map(ask));
  const described = new Map(answers.flat().map(({ reference, info }) => [reference, info]));
  for (const reference of references) {
    if (!described.has(reference)) described.set(reference, nameless(reference));
  }
  return described;
}

function ask(references: readonly StrategyReference[]): Promise<z.infer<typeof answerSchema>[]> {
  return new Promise((resolve) => {
    const mark = `load-${process.pid}-${randomUUID()}`;
    const watchdog = watchdogStdio(['ignore', 'ignore', 'ignore', 'ipc'] as const);
    const child = fork(ENTRY, [...references], {
      stdio: watchdog.stdio,
      env: { ...process.env, ...watchdog.env, ...strayMark(mark) },
      execArgv: [],
    });
    holdWatchdog(child, watchdog.fd);
    const answers: z.infer<typeof answerSchema>[] = [];
    child.on('message', (message) => {
      const answer = answerSchema.safeParse(message);
      if (answer.success) answers.push(answer.data);
      // A module may keep timers or sockets open; its answer is all we want of it.
      if (answers.length === references.length) child.kill('SIGKILL');
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), ANSWER_MS_MAX);
    child.once('close', () => {
      clearTimeout(timer);
      // Whatever the modules started while they were loaded.
      killStrays(mark);
      resolve(answers);
    });
    child.once('error', () => resolve(answers));
  });
}

function nameless(reference: StrategyReference): Described {
  const base = reference.startsWith('file:') ? path.parse(fileURLToPath(reference)).name : reference;
  const id = base
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return {
    id: id === '' ? 'strategy' : id,
    title: `${base} (did not say what it is)`,
    role: 'candidate',
    claims: {},
    availability: { available: true },
  };
}
