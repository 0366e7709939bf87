// holdfast judge: judges the raw facts of a stored run again, without running anything, and rewrites its
// judged.json. For a stricter policy, or after a check was mended. What git keeps is rewritten only when asked.
import { join } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import type { Policy } from '../../../results/vocabulary/verdict.js';
import { type CommandContext, notice } from '../context.js';
import { collect, parsePolicy } from '../options/option-values.js';
import { planReports } from '../options/reporter-targets.js';
import { judgeStored, runDirectory } from '../options/run-reference.js';
import { isTrackedByGit } from '../options/tracked-by-git.js';
import { conclude } from '../output/conclusion.js';

const examples = `
Examples:
  holdfast judge results/runs/2026-11-23T10-00-00-linux-x64-3f9a
  holdfast judge results/runs/before --policy strict --json

Exit codes: those of the run, by what is judged now: 0 GO, 1 NO-GO, 3 inconclusive,
4 inconclusive because the harness failed in a case`;

interface JudgeFlags {
  policy?: Policy;
  reporter?: string[];
  open?: true;
  rewrite?: true;
}

export function addJudge(program: Command, context: CommandContext): void {
  program
    .command('judge <run>')
    .description('judge stored raw facts again, without running, and rewrite judged.json')
    .addOption(new Option('--policy <name>', "m03 or strict (default: the run's own)").argParser(parsePolicy))
    .addOption(new Option('-r, --reporter <list>', 'console, markdown=FILE, json=- …').argParser(collect))
    .option('--rewrite', 'rewrite judged.json even where it is committed to git')
    .addHelpText('after', examples)
    .option('--open', 'open the report as a page, in the browser')
    .action(async (typed: string, flags: JudgeFlags) => {
      const dir = runDirectory(typed, context);
      const stored = await context.ports.readRun(dir);
      const targets = planReports(
        flags.reporter ?? [],
        context,
        Object.keys(context.ports.reporters),
        'console',
      );
      const judged = await judgeStored(stored, context, flags.policy ?? null);
      const save = flags.rewrite === true || !isTrackedByGit(join(dir, 'judged.json'));
      if (!save) {
        notice(
          context,
          `${dir} is committed to git and stays as it is; to rewrite its judged.json: --rewrite`,
        );
      }
      const open = flags.open === true;
      context.settle(await conclude({ judged, stored, dir, save, open }, targets, null, context));
    });
}
