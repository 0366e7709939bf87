// What every command is handed: the ports, the process, the flags that hold for all commands, and the one
// place where it says how the program ends.
import type { Command } from 'commander';
import type { RenderOptions } from '../../reports/reporter.js';
import { wantsColor, widthOf } from './color.js';
import type { ExitCode } from './exit-code.js';
import type { Io } from './io.js';
import type { Ports } from './ports.js';

export interface GlobalFlags {
  json?: true;
  quiet?: true;
  verbose?: true;
  /** False: --no-color. */
  color: boolean;
}

export interface CommandContext {
  readonly ports: Ports;
  readonly io: Io;
  flags(): GlobalFlags;
  settle(code: ExitCode): void;
  /** Writes one line to stderr as it is: a command for a CI runner, whose maker has escaped what is foreign. */
  command(line: string): void;
}

export function contextOf(
  program: Command,
  ports: Ports,
  io: Io,
  settle: (code: ExitCode) => void,
  command: (line: string) => void,
): CommandContext {
  return { ports, io, settle, command, flags: () => program.opts<GlobalFlags>() };
}

/** How to lay out what goes to stdout. */
export function stdoutLayout({ io, flags }: CommandContext): RenderOptions {
  return { color: wantsColor(io.stdout, io.env, flags().color), width: widthOf(io.stdout) };
}

/** For files: no terminal will ever see them. */
export const fileLayout: RenderOptions = { color: false, width: 100 };

/** Writes text that ends with exactly one line break. */
export function printText({ io }: CommandContext, text: string): void {
  io.stdout.write(`${text.replace(/\n+$/, '')}\n`);
}

/** The one JSON document of --json. */
export function printJson({ io }: CommandContext, value: unknown): void {
  io.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** To stderr; -q keeps it quiet. */
export function notice({ io, flags }: CommandContext, text: string): void {
  if (flags().quiet !== true) io.stderr.write(`${text}\n`);
}

/** To stderr, also under -q: it changes what the results mean. */
export function warn({ io }: CommandContext, text: string): void {
  io.stderr.write(`warning: ${text}\n`);
}
