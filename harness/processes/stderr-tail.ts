// Keeps the end of what a child writes to stderr, for error messages; of more than that, no memory is used.
import type { Readable } from 'node:stream';

const CHARACTERS_MAX = 2000;
const LINE_CHARACTERS_MAX = 300;

export class StderrTail {
  #text = '';

  /** null: the child's stderr goes elsewhere, and the tail stays empty. */
  constructor(stderr: Readable | null) {
    stderr?.on('data', (chunk: Buffer) => {
      this.#text = (this.#text + chunk.toString()).slice(-CHARACTERS_MAX);
    });
  }

  get text(): string {
    return this.#text;
  }
}

/** The line that best says why a process ended: the one that names an uncaught error, or the last one. */
export function tellingLine(stderr: string): string {
  const lines = stderr.trim().split('\n');
  const line = lines.find((one) => /^\s*\w*Error\b.*: /.test(one)) ?? lines.at(-1) ?? '';
  return line.trim().slice(0, LINE_CHARACTERS_MAX);
}

/** `exit code 1: Error: …`, or `exit code 1` alone when nothing was written. */
export function withReason(how: string, stderr: string): string {
  const line = tellingLine(stderr);
  return line === '' ? how : `${how}: ${line}`;
}
