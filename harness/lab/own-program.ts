// A program of its own that uses a strategy once: opens, writes, reads, closes, and should then end by itself.
import fs from 'node:fs';
import path from 'node:path';
import type { ProgramEnd } from '../../results/vocabulary/program-end.js';
import type { CaseContext } from '../actors/case-context.js';
import { describeEnding, endedWell, forkEntry } from '../processes/fork.js';

/** Far more than a program needs that then waits for `STAYS_AFTER_MS`. */
const PROGRAM_MS_MAX = 30_000;

export async function runProgram(
  context: Pick<CaseContext, 'reference' | 'freshDirectory' | 'registerProcess'>,
): Promise<ProgramEnd> {
  const directory = context.freshDirectory('program');
  const report = path.join(directory, 'report');
  fs.writeFileSync(report, '');
  fs.mkdirSync(path.join(directory, 'document'));
  const child = forkEntry(new URL('./program-entry.js', import.meta.url), {
    registerProcess: context.registerProcess,
    args: [context.reference, path.join(directory, 'document', 'tasks.yaml'), report],
    stderr: 'tail',
    msMax: PROGRAM_MS_MAX,
  });
  const ending = await child.ended;
  const said = fs.readFileSync(report, 'utf8').split('\n').filter(Boolean);
  const stays = said
    .map((line) => JSON.parse(line) as { say: string } | ProgramEnd)
    .find((line) => 'type' in line);
  if (stays !== undefined) return stays;
  if (said.length > 0 && endedWell(ending)) return { type: 'ended' };
  return { type: 'failed', reason: describeEnding(ending) };
}
