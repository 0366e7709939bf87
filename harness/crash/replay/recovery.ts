// Lets the real strategy open the disk of a capsule: puts it into a fresh directory, beside the one from before
// the first write, and watches a child process read, write and end. A strategy that dies or hangs there has not
// recovered; one that can't even work undisturbed says nothing about the crash.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Capsule } from '../../../results/capsules/crash-capsule.js';
import { holdWatchdog, watchdogStdio } from '../../processes/watchdog.js';
import { imageOfTree } from '../states/disk-image.js';
import { writeTree } from '../states/write-tree.js';
import {
  parseSteps,
  type ReadOutcome,
  type RecoveryStep,
  type RecoveryTask,
  type WriteOutcome,
} from './recovery-journal.js';

export type Recovery =
  | { type: 'unavailable'; reason: string; remedy: string }
  | {
      type: 'tried';
      /** Before the first write. */
      undisturbed: ReadOutcome;
      read: ReadOutcome;
      /** null: the strategy never came to it. */
      nextWrite: WriteOutcome | null;
      /** Names beside the document after that write which an ordinary write does not leave. */
      litter: string[];
    };

export interface RecoveryPlan {
  /** A built-in id, or the file: URL of a module. */
  reference: string;
  /** An empty directory that is removed by whoever made it. */
  dir: string;
  /** Notes a child so that it is ended whatever happens; call the result on its exit. */
  registerProcess(pid: number): () => void;
  msMax?: number;
}

const entry = fileURLToPath(new URL('./replay-recover-entry.js', import.meta.url));
/** A lock that is freed by a stale time must get the chance. */
const lockTimeoutMs = 15_000;
const childMsMax = 60_000;
/** A reboot takes a while. */
const rebootMs = 60_000;

export async function recover(capsule: Capsule, plan: RecoveryPlan): Promise<Recovery> {
  const undisturbed = path.join(plan.dir, 'undisturbed');
  const crashed = path.join(plan.dir, 'crashed');
  writeTree(imageOfTree(capsule.trace.initial), undisturbed);
  writeTree(imageOfTree(capsule.disk), crashed, capsule.model === 'kill' ? {} : { agedMs: rebootMs });
  const task: RecoveryTask = {
    reference: plan.reference,
    undisturbedPath: path.join(undisturbed, ...capsule.documentPath.split('/')),
    crashedPath: path.join(crashed, ...capsule.documentPath.split('/')),
    journalPath: path.join(plan.dir, 'recovery.jsonl'),
    bootDirectory: capsule.model === 'kill' ? null : plan.dir,
    lockTimeoutMs,
  };
  const ending = await watchChild(task, plan);
  const steps = existsSync(task.journalPath) ? parseSteps(readFileSync(task.journalPath, 'utf8')) : [];
  return recoveryOf(steps, ending);
}

/** `ending`: how the child came to its end, or null for well. */
export function recoveryOf(
  steps: readonly RecoveryStep[],
  ending: { code: string; message: string } | null,
): Recovery {
  const refused = steps.find((step) => step.step === 'unavailable');
  if (refused !== undefined) return { type: 'unavailable', reason: refused.reason, remedy: refused.remedy };
  const undisturbed = steps.find((step) => step.step === 'undisturbed');
  const read = steps.find((step) => step.step === 'read')?.outcome;
  const next = steps.find((step) => step.step === 'next-write');
  const died = {
    type: 'error' as const,
    ...(ending ?? { code: 'ENDED', message: 'its process just ended' }),
  };
  if (undisturbed === undefined || undisturbed.read.type === 'error') {
    const why = undisturbed?.read.type === 'error' ? undisturbed.read.message : died.message;
    const reason = `it does not even work on the directory from before the first write: ${why}`;
    return { type: 'unavailable', reason, remedy: 'see what it needs with: holdfast doctor' };
  }
  const nextWrite = next?.outcome ?? (read === undefined ? null : died);
  return {
    type: 'tried',
    undisturbed: undisturbed.read,
    read: read ?? died,
    nextWrite,
    litter: (nextWrite?.type === 'ok' ? (next?.leaves ?? []) : []).filter(
      (name) => !undisturbed.leaves.includes(name),
    ),
  };
}

function watchChild(
  task: RecoveryTask,
  plan: RecoveryPlan,
): Promise<{ code: string; message: string } | null> {
  return new Promise((resolve) => {
    const watchdog = watchdogStdio(['ignore', 'ignore', 'ignore'] as const);
    const child = spawn(process.execPath, [entry, JSON.stringify(task)], {
      cwd: plan.dir,
      stdio: watchdog.stdio,
      env: { ...process.env, ...watchdog.env },
    });
    holdWatchdog(child, watchdog.fd);
    const forget = child.pid === undefined ? () => {} : plan.registerProcess(child.pid);
    const msMax = plan.msMax ?? childMsMax;
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, msMax);
    const end = (ending: { code: string; message: string } | null) => {
      clearTimeout(timer);
      forget();
      resolve(ending);
    };
    child.once('error', (error) => end({ code: 'NOT_STARTED', message: error.message }));
    child.once('close', (code, signal) => {
      if (late) end({ code: 'HUNG', message: `it had not come to an end after ${msMax / 1000} s` });
      else if (code === 0) end(null);
      else end({ code: 'DIED', message: `its process died (${signal ?? `exit code ${code}`})` });
    });
  });
}
