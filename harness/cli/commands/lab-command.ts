// holdfast lab: the platforms that this machine can be (file systems, mounts), what each is, and what is
// missing for it. Nothing is made or mounted by a list.
import { type Command, Option } from 'commander';
import { plainTable } from '../../../reports/text/table.js';
import type { LabPlatform } from '../../../results/facts/lab-platform.js';
import { tableWidthOf } from '../color.js';
import { type CommandContext, printJson, printText } from '../context.js';
import { exitCode } from '../exit-code.js';
import { collect } from '../options/option-values.js';
import { select, splitList } from '../options/selection.js';

interface LabFlags {
  list?: true;
  only?: string[];
}

const examples = `
Examples:
  holdfast lab --list                       every platform, and what is missing for it here
  holdfast lab --list --only 'ext4*,xfs'`;

export function addLab(program: Command, context: CommandContext): void {
  program
    .command('lab')
    .description('file systems and mounts that this machine can make, and what is missing for each')
    .option('--list', 'show the platforms, and make none')
    .addOption(
      new Option('--only <ids>', 'ids, globs, !negations, comma lists (default: all)').argParser(collect),
    )
    .addHelpText('after', examples)
    .action(async (flags: LabFlags) => {
      listPlatforms(await chosenPlatforms(flags, context), context);
      context.settle(exitCode.go);
    });
}

async function chosenPlatforms({ only }: LabFlags, { ports }: CommandContext): Promise<LabPlatform[]> {
  const platforms = await ports.labPlatforms();
  const ids = platforms.map(({ id }) => id);
  const chosen = select(splitList(only ?? []), { flag: '--only', kind: 'platforms', ids, defaults: ids });
  return platforms.filter(({ id }) => chosen.includes(id));
}

function listPlatforms(platforms: readonly LabPlatform[], context: CommandContext): void {
  if (context.flags().json === true) {
    printJson(context, { platforms });
    return;
  }
  const rows = platforms.map(({ id, title, missing }) => [
    id,
    title,
    missing.length === 0 ? 'yes' : 'no',
    missing.join('; '),
  ]);
  printText(
    context,
    plainTable(['platform', 'what it is', 'here', 'missing'], rows, tableWidthOf(context.io.stdout)).join(
      '\n',
    ),
  );
}
