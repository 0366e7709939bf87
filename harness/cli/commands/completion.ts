// holdfast completion: prints the script by which a shell completes commands, options and ids of this version.
import type { Command } from 'commander';
import type { CommandContext } from '../context.js';
import { exitCode } from '../exit-code.js';
import { oneOf } from '../options/option-values.js';
import { type CompletedCommand, completionScript, howToUse, shells } from '../output/completion-script.js';

const parseShell = oneOf('completion', shells);

const examples = `
Examples (put the line into the shell's start-up file):
${shells.map((shell) => `  ${howToUse[shell]}`).join('\n')}`;

/** The other commands must have been added to the program, too. */
export function addCompletion(program: Command, context: CommandContext): void {
  program
    .command('completion <shell>')
    .description(`print a script for completion: ${shells.join(', ')}`)
    .addHelpText('after', examples)
    .action((typed: string) => {
      context.io.stdout.write(completionScript(parseShell(typed), commandsOf(program, context)));
      context.settle(exitCode.go);
    });
}

function commandsOf(program: Command, { ports }: CommandContext): CompletedCommand[] {
  const strategies = Object.keys(ports.strategies);
  const words: Readonly<Record<string, readonly string[]>> = {
    run: strategies,
    try: strategies,
    explore: strategies,
    audit: strategies,
    explain: strategies,
    list: ['strategies', 'scenarios', 'criteria', 'reporters'],
    completion: shells,
  };
  return program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    options: [...command.options, ...program.options].flatMap(({ long, description }) =>
      typeof long === 'string' ? [{ flag: long, description }] : [],
    ),
    words: words[command.name()] ?? [],
  }));
}
