// Strategy code that may die, hang or be killed runs in a child of the case's host: one task file in, one file
// of JSON lines out. Lines reach the file as they come about, so that what a child had done before its end is
// never lost; and nothing large goes over IPC.
import { type ChildProcess, fork } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bench } from '../bench.js';

/** What the crash lab needs of a bench. */
export type CrashBench = Pick<Bench, 'reference' | 'freshDirectory' | 'random' | 'registerProcess'>;

export interface ChildOutcome<Line> {
  /** Complete lines, in order. */
  lines: Line[];
  /** null: it ended by itself with exit code 0. Otherwise what ended it, and its last words. */
  ended: string | null;
}

/** `entry` is the file name of a module beside this one. Never rejects because of what the child does. */
export async function runChild<Line>(
  bench: CrashBench,
  entry: string,
  task: object,
  patienceMs: number,
): Promise<ChildOutcome<Line>> {
  const files = putTask(bench, task);
  return outcomeOf(files, await childEnded(bench, entry, files, patienceMs));
}

/** The task's file and an empty one for its output. */
export function putTask(bench: CrashBench, task: object): [task: string, output: string] {
  const directory = bench.freshDirectory('child');
  const [taskFile, outputFile] = [path.join(directory, 'task.json'), path.join(directory, 'output.jsonl')];
  fs.writeFileSync(taskFile, JSON.stringify(task));
  fs.writeFileSync(outputFile, '');
  return [taskFile, outputFile];
}

export function outcomeOf<Line>(
  [, outputFile]: [task: string, output: string],
  ended: string | null,
): ChildOutcome<Line> {
  const texts = fs.readFileSync(outputFile, 'utf8').split('\n');
  // A last line that its writer did not live to finish.
  texts.pop();
  return { lines: texts.map((text) => JSON.parse(text) as Line), ended };
}

export function entryFile(entry: string): string {
  return fileURLToPath(new URL(`./${entry}`, import.meta.url));
}

function childEnded(
  bench: CrashBench,
  entry: string,
  files: string[],
  patienceMs: number,
): Promise<string | null> {
  const child = fork(entryFile(entry), files, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] });
  const unregister = child.pid === undefined ? () => {} : bench.registerProcess(child.pid);
  const words = new LastWords(child);
  return new Promise((resolve) => {
    let overdue = false;
    const timer = setTimeout(() => {
      overdue = true;
      child.kill('SIGKILL');
    }, patienceMs);
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve(error.message);
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      unregister();
      if (code === 0) return resolve(null);
      resolve(words.after(overdue ? `no answer within ${patienceMs} ms` : (signal ?? `exit code ${code}`)));
    });
  });
}

const STDERR_CHARACTERS_MAX = 2000;

/** What a child said on its stderr before it ended. */
export class LastWords {
  #stderr = '';

  constructor(child: ChildProcess) {
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString()).slice(-STDERR_CHARACTERS_MAX);
    });
  }

  /** How it ended, with the line of an uncaught error that names it, or the last line. */
  after(how: string): string {
    const lines = this.#stderr.trim().split('\n');
    const words = (lines.find((line) => /^\s*\w*Error\b.*: /.test(line)) ?? lines.at(-1) ?? '').trim();
    return words === '' ? how : `${how}: ${words.slice(0, 300)}`;
  }
}
