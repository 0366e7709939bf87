// The real process behind the command line: its streams, environment, clock, chance and signals.
// The only file of the command line that touches `process`, besides the entry that starts it.
import { randomBytes } from 'node:crypto';
import type { WriteStream } from 'node:tty';
import { tooLarge } from '../../results/archive/bounded-file.js';
import { exitCode } from './exit-code.js';
import type { Io, Output } from './io.js';

export function processIo(): Io {
  watchStreams();
  return {
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    readStdin,
    ask: process.stdin.isTTY && process.stderr.isTTY ? ask : null,
    env: process.env,
    cwd: process.cwd(),
    platform: `${process.platform}-${process.arch}`,
    now: () => new Date(),
    elapsedMs: () => performance.now(),
    randomHex: (digits) =>
      randomBytes(Math.ceil(digits / 2))
        .toString('hex')
        .slice(0, digits),
    onSignal,
    every,
    exitNow: (code) => process.exit(code),
  };
}

function outputOf(stream: NodeJS.WriteStream & Partial<Pick<WriteStream, 'columns'>>): Output {
  return {
    write: (text) => {
      stream.write(text);
    },
    get isTTY() {
      return stream.isTTY === true;
    },
    get columns() {
      // A terminal that doesn't know its size says 0, in a container or behind a serial line.
      return stream.columns || undefined;
    },
  };
}

/**
 * `| head` closes the pipe when it has seen enough: not an error of ours, and the run goes on to be saved. A full
 * disk behind a redirection is one: what was asked for has not been told.
 */
function watchStreams(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // A terminal that was closed answers with EIO; what it asked for is still saved.
      if (error.code === 'EPIPE' || (error.code === 'EIO' && stream === process.stderr)) return;
      process.exitCode = exitCode.environment;
      if (stream === process.stderr) process.exit();
      const text = `error: can't write to stdout: ${error.message}\n  to do: redirect it to a place that can be written to\n`;
      process.stderr.write(text, () => process.exit());
    });
  }
}

async function readStdin(bytesMax: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of process.stdin) {
    chunks.push(Buffer.from(chunk));
    bytes += chunk.length;
    if (bytes > bytesMax) throw tooLarge(bytesMax);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function ask(question: string): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-D answers nothing.
  const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  try {
    return await Promise.race([lines.question(question), ended]);
  } finally {
    lines.close();
  }
}

function onSignal(handler: (signal: string) => void): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, handler);
  return () => {
    for (const signal of signals) process.off(signal, handler);
  };
}

function every(ms: number, tick: () => void): () => void {
  const timer = setInterval(tick, ms);
  timer.unref();
  return () => clearInterval(timer);
}
