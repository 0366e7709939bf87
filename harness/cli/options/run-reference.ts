// What a RUN argument stands for: a run directory, its run.json, a judged.json, or `-` for a judged run on
// stdin. Gives the judged run, judging the raw facts where that was not done yet.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { BoundedFileError } from '../../../results/archive/bounded-file.js';
import { documentBytesMax } from '../../../results/archive/json-document.js';
import type { StoredRun } from '../../../results/archive/stored-run.js';
import { type Judged, judgedSchema } from '../../../results/verdicts/judged.js';
import type { Policy } from '../../../results/vocabulary/verdict.js';
import { messageOf, usageError } from '../cli-error.js';
import { type CommandContext, warn } from '../context.js';
import { nearest } from './did-you-mean.js';

/** The judged run that `typed` stands for. */
export async function loadJudged(typed: string, context: CommandContext): Promise<Judged> {
  if (typed === '-') return parseJudged(await judgedOnStdin(context), 'stdin');
  const path = existing(typed, context);
  const isIndex = basename(path) === 'run.json';
  if (statSync(path).isFile() && !isIndex) return context.ports.readJudged(path);
  const dir = isIndex ? dirname(path) : path;
  if (existsSync(join(dir, 'judged.json'))) {
    try {
      return await context.ports.readJudged(dir);
    } catch (error) {
      warn(context, `judging the raw facts again: ${messageOf(error)}`);
    }
  }
  return judgeStored(await context.ports.readRun(dir), context, null);
}

/** Judges raw facts; `policy` null = the one that the run was made with. */
export async function judgeStored(
  stored: StoredRun,
  { ports }: CommandContext,
  policy: Policy | null,
): Promise<Judged> {
  return ports.judgeRun(stored, await ports.catalogue(), policy ?? stored.run.config.policy);
}

/** The directory with the raw facts, absolute. A file in it stands for it. */
export function runDirectory(typed: string, context: CommandContext): string {
  if (typed === '-') {
    throw usageError({
      what: "raw facts are a directory and can't come from stdin",
      where: 'RUN',
      remedy: 'name the run directory',
    });
  }
  const path = existing(typed, context);
  return statSync(path).isFile() ? dirname(path) : path;
}

/** Absolute; throws a usage error that suggests a neighbour when nothing is there. */
export function existing(typed: string, { io }: CommandContext): string {
  const path = resolve(io.cwd, typed);
  if (existsSync(path)) return path;
  const near = nearest(basename(path), siblings(path)).map((name) => join(dirname(typed), name));
  throw usageError({
    what: `there is no run ${path}`,
    where: typed,
    remedy: near.length === 0 ? 'make one with: holdfast run' : `did you mean ${near.join(' or ')}?`,
  });
}

async function judgedOnStdin({ io }: CommandContext): Promise<string> {
  try {
    return await io.readStdin(documentBytesMax);
  } catch (cause) {
    if (!(cause instanceof BoundedFileError)) throw cause;
    const remedy = 'pipe in what holdfast run --json printed';
    throw usageError({ what: `not a judged run: ${cause.message}`, where: 'stdin', remedy, cause });
  }
}

function siblings(path: string): string[] {
  try {
    return readdirSync(dirname(path));
  } catch {
    return [];
  }
}

function parseJudged(text: string, where: string): Judged {
  const remedy = 'pipe in what holdfast run --json printed';
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw usageError({ what: `not JSON: ${messageOf(cause)}`, where, remedy, cause });
  }
  const parsed = judgedSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issues = z.prettifyError(parsed.error).split('\n').slice(0, 2).join(' ');
  throw usageError({ what: `not a judged run: ${issues}`, where, remedy, cause: parsed.error });
}
