// The second tap, for code that is not JavaScript: runs a command under strace(1) and reads from its log what
// it did to one directory. Linux only. Tracing slows the run several times, so durations of such a trace mean
// little. The command writes its marks to a file of their own (`strace-marks.ts`).
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Trace } from '../../../results/vocabulary/trace.js';
import { type ChildEnding, startCommand } from '../../processes/fork.js';
import type { RegisterProcess } from '../../processes/process-registry.js';
import { originalFs } from '../patch/original-fs.js';
import { checkedTrace } from '../record/fidelity.js';
import { takeSnapshot } from '../record/snapshot.js';
import { TraceBuilder } from '../record/trace-builder.js';
import { addCalls, TRACED_CALLS } from './strace-effects.js';
import { parseStraceLog } from './strace-log.js';

export interface TracedCommand {
  file: string;
  args: readonly string[];
  cwd?: string;
  /** Added to the environment of this process. */
  env?: NodeJS.ProcessEnv;
}

export interface Tracing {
  /** Directory for the log while it is needed; not below the watched directory. */
  scratch: string;
  /** The file to which the command writes its marks; it exists. */
  marks?: string;
  /** Called with the pid of strace, whose child the command is. Default: not registered. */
  registerProcess?: RegisterProcess;
  /** Time limit, after which both are ended. Default: five minutes. */
  msMax?: number;
}

export interface StraceRun {
  trace: Trace;
  /** strace ends as the command did. `overdue`: both were ended. */
  ending: ChildEnding;
}

export type StraceAvailability = { available: true } | { available: false; reason: string; remedy: string };

/** Whether strace is installed and allowed to trace here. */
export function straceAvailability(): StraceAvailability {
  if (process.platform !== 'linux') {
    return { available: false, reason: 'strace is for Linux only', remedy: 'run this part on Linux' };
  }
  const probe = spawnSync('strace', ['-f', '-o', '/dev/null', 'true'], { encoding: 'utf8' });
  if (probe.error)
    return { available: false, reason: 'strace is not installed', remedy: 'apt-get install strace' };
  if (probe.status !== 0) {
    const reason = `strace can't trace here: ${probe.stderr.trim()}`;
    return { available: false, reason, remedy: 'allow ptrace (in a container: --cap-add SYS_PTRACE)' };
  }
  return { available: true };
}

const MS_MAX = 300_000;
/** Bytes of one string in the log; of a longer write the log holds only part, which becomes a doubt. */
const STRING_BYTES_MAX = 16 * 1024 * 1024;

/** Runs the command to its end and traces what it does to `directory`, which must exist. */
export async function straceCommand(
  directory: string,
  command: TracedCommand,
  tracing: Tracing,
): Promise<StraceRun> {
  const root = originalFs.realpathSync.native(directory);
  const initial = takeSnapshot(root);
  const builder = new TraceBuilder(initial.tree, root);
  for (const reason of initial.unsupported) builder.doubt(reason);
  const scratch = mkdtempSync(join(tracing.scratch, 'strace-'));
  try {
    const log = join(scratch, 'log');
    const ending = await runUnderStrace(log, command, tracing);
    const calls = parseStraceLog(readFileSync(log, 'latin1'));
    addCalls(builder, calls, {
      cwd: originalFs.realpathSync.native(command.cwd ?? process.cwd()),
      umask: process.umask(),
      marks: tracing.marks === undefined ? null : originalFs.realpathSync.native(tracing.marks),
    });
    return { ending, trace: checkedTrace(builder, root) };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Rejects when strace can't be started. */
async function runUnderStrace(
  log: string,
  command: TracedCommand,
  { registerProcess = () => () => {}, msMax = MS_MAX }: Tracing,
): Promise<ChildEnding> {
  const options = ['-f', '-y', '-xx', '-T', '-qq', '-s', String(STRING_BYTES_MAX), '-e', 'signal=none'];
  const calls = `trace=${TRACED_CALLS.join(',')}`;
  const strace = startCommand('strace', {
    args: [...options, '-o', log, '-e', calls, '--', command.file, ...command.args],
    cwd: command.cwd,
    // Otherwise libuv may do file operations through io_uring, which leaves no system calls.
    env: { ...command.env, UV_USE_IO_URING: '0' },
    stderr: 'tail',
    registerProcess,
    msMax,
  });
  const ending = await strace.ended;
  if (ending.type === 'failed') throw new Error(ending.message);
  return ending;
}
