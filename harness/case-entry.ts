// The host process of one case (strategy × scenario × scope): whatever the strategy does to it, no other
// case is touched. Writes its facts to a file as they are complete and says how it ended.
import fs from 'node:fs';
import path from 'node:path';
import type { Fact } from '../results/facts.js';
import { scenarios } from '../scenarios/registry.js';
import { ActivityMark, type Place } from './actors/activity.js';
import { loadStrategy } from './actors/strategy-reference.js';
import { describeThrown } from './actors/thrown.js';
import { Bench, HangError } from './bench.js';
import {
  ACTIVITY_FILE,
  ALIVE,
  ALIVE_EVERY_MS,
  type CaseEnd,
  caseTaskSchema,
  FACTS_FILE,
} from './case-task.js';
import { createLab } from './lab.js';
import { recordProcess } from './platform/process-registry.js';
import { armWatchdog } from './platform/watchdog.js';

const task = caseTaskSchema.parse(JSON.parse(process.argv[2] ?? 'null'));
armWatchdog();
setInterval(() => process.send?.(ALIVE), ALIVE_EVERY_MS).unref();

const factsFd = fs.openSync(path.join(task.directory, FACTS_FILE), 'a');
const keep = (fact: Fact): void => {
  fs.writeSync(factsFd, `${JSON.stringify(fact)}\n`);
};
const mark = new ActivityMark(path.join(task.directory, ACTIVITY_FILE));

function end(how: CaseEnd): void {
  // What a strategy left running must not keep us; the message is flushed first.
  process.send?.(how, () => process.exit(0));
}

function died(message: string, inside: Place): void {
  keep({ kind: 'death', how: { type: 'uncaught', message }, inside, actor: null });
  end({ say: 'done' });
}

/** Frames of our own rooms; strategies live elsewhere, the built-in ones in dist/strategies. */
const OWN_FRAME = /[\\/]dist[\\/](harness|scenarios|results)[\\/]/;

/** An exception that nobody awaited: the strategy's, unless it was thrown by one of our own files. */
process.on('uncaughtException', (error: unknown) => {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const firstFrame = stack.split('\n').find((line) => line.trimStart().startsWith('at ')) ?? '';
  const { code, message } = describeThrown(error);
  if (OWN_FRAME.test(firstFrame)) end({ say: 'faulted', reason: `harness fault: ${message}`, code });
  else died(message, mark.threwIn === 'outside' ? 'write' : mark.threwIn);
});

async function main(): Promise<void> {
  const scenario = scenarios.find(({ id }) => id === task.scenario);
  if (scenario === undefined)
    return end({ say: 'faulted', reason: `no scenario ${task.scenario}`, code: null });
  try {
    const strategy = await mark.inside('load', () => loadStrategy(task.strategy));
    const bench = new Bench(strategy, {
      reference: task.strategy,
      directory: task.directory,
      seed: task.seed,
      mark,
      epochNs: process.hrtime.bigint(),
      registerProcess: (pid) => recordProcess(task.pidsDirectory, pid),
    });
    await scenario.run(createLab({ bench, profile: task.profile, seed: task.seed, keep }), task.scope);
    end({ say: 'done' });
  } catch (error) {
    if (error instanceof HangError) {
      keep({
        kind: 'death',
        how: { type: 'hang', afterMs: error.afterMs },
        inside: error.place,
        actor: null,
      });
      return end({ say: 'done' });
    }
    const { code, message } = describeThrown(error);
    // The strategy threw where nothing may be thrown: loading, opening, closing, or a first undisturbed write.
    if (mark.threwIn !== 'outside') return died(message, mark.threwIn);
    end({ say: 'faulted', reason: `harness fault: ${message}`, code });
  }
}

await main();
