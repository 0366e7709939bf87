// Runs strategies through scenarios in the profile `quick`, as the command line does, and returns what was judged.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { type Judged, judgedSchema } from '../../../results/verdicts/judged.js';
import { runCli } from '../command-line.js';
import type { Output } from '../io.js';
import { processIo } from '../process-io.js';
import { harnessPorts } from '../wiring.js';

/** Exit codes of a run that has come to its end: GO, NO-GO, INCONCLUSIVE. */
const CONCLUDED = [0, 1, 3];

/** What a run would say is in what it returns. */
const silent: Output = { write: () => undefined, isTTY: false, columns: undefined };

export interface QuickRun {
  /** Ids, or paths of built modules. */
  strategies: readonly string[];
  /** Default: all. */
  scenarios?: readonly string[];
  seed: number;
  /** On the disk that is meant. */
  dir: string;
}

export async function quickRun({ strategies, scenarios, seed, dir }: QuickRun): Promise<Judged> {
  mkdirSync(dir, { recursive: true });
  const out = mkdtempSync(path.join(dir, 'trust-'));
  try {
    const chosen = scenarios === undefined ? [] : ['--scenario', ...scenarios];
    const where = ['--dir', path.join(out, 'work'), '--out', path.join(out, 'run')];
    const nothing = path.join(out, 'report.md');
    const argv = ['run', '--quiet', '--profile', 'quick', '--seed', String(seed), ...where, ...chosen];
    const code = await runCli(
      [...argv, '--reporter', `markdown=${nothing}`, '--strategy', ...strategies],
      harnessPorts(),
      { ...processIo(), stdout: silent },
    );
    if (!CONCLUDED.includes(code)) throw new Error(`the run ended with exit code ${code}`);
    return judgedIn(path.join(out, 'run'));
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** Of a stored run. */
export function judgedIn(run: string): Judged {
  return judgedSchema.parse(JSON.parse(readFileSync(path.join(run, 'judged.json'), 'utf8')));
}
