// What a child said on its stderr before it ended.
import type { ChildProcess } from 'node:child_process';

const STDERR_CHARACTERS_MAX = 2000;
const WORDS_MAX = 300;

export class StderrTail {
  #stderr = '';

  constructor(child: ChildProcess) {
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString()).slice(-STDERR_CHARACTERS_MAX);
    });
  }

  after(how: string): string {
    return endWithWords(how, this.#stderr);
  }
}

/** How it ended, with the line of an uncaught error that names it, or the last line. */
export function endWithWords(how: string, stderr: string): string {
  const lines = stderr.trim().split('\n');
  const words = (lines.find((line) => /^\s*\w*Error\b.*: /.test(line)) ?? lines.at(-1) ?? '').trim();
  return words === '' ? how : `${how}: ${words.slice(0, WORDS_MAX)}`;
}
