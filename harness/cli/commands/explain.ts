// holdfast explain: a strategy, scenario, check, criterion or anomaly in plain words, with its source.
// Words only: nothing is run, and what a strategy says of itself is shown as its own claim.
import type { Command } from 'commander';
import { indented } from '../../../reports/text/plain-text.js';
import { usageError } from '../cli-error.js';
import { widthOf } from '../color.js';
import { type CommandContext, printJson, printText } from '../context.js';
import { exitCode } from '../exit-code.js';
import { nearest } from '../options/did-you-mean.js';
import { type Explanation, explain, explainable } from '../output/explanation.js';

const examples = `
Examples:
  holdfast explain flock
  holdfast explain no-lost-update
  holdfast explain concurrent-threads/no-lost-update
  holdfast explain weakest
  holdfast explain torn-read --json`;

export function addExplain(program: Command, context: CommandContext): void {
  program
    .command('explain <id...>')
    .description(
      'a strategy, scenario, check, criterion, anomaly or word of a report in plain words, with its source',
    )
    .addHelpText('after', examples)
    .action(async (words: string[]) => {
      const id = words.join(' ');
      const found = await explain(id, context.ports);
      if (found.length === 0) throw await unknownId(id, context);
      if (context.flags().json === true) printJson(context, found);
      else
        printText(
          context,
          found.map((one) => render(one, Math.min(100, widthOf(context.io.stdout)))).join('\n\n'),
        );
      context.settle(exitCode.go);
    });
}

async function unknownId(id: string, { ports }: CommandContext): Promise<Error> {
  // `scenario/chek`: the last part is what can be near to something.
  const ids = await explainable(ports);
  const near = nearest(id, ids).concat(id.includes('/') ? nearest(id.slice(id.indexOf('/') + 1), ids) : []);
  const question = near.length > 0 ? `did you mean ${[...new Set(near)].join(' or ')}?\n` : '';
  return usageError({
    what: `nothing is called "${id}"`,
    where: 'explain',
    remedy: `${question}see what there is with: holdfast list`,
  });
}

function render({ kind, id, title, text, details, source }: Explanation, width: number): string {
  const longest = Math.max(0, ...details.map(({ label }) => label.length));
  const lines = details.map(({ label, value }) => `  ${`${label}:`.padEnd(longest + 2)}${value}`);
  return [
    `${id} (${kind})`,
    ...indented(title, width, 2),
    ...text.flatMap((paragraph) => ['', ...indented(paragraph, width, 2)]),
    ...(lines.length > 0 ? ['', ...lines] : []),
    '',
    ...indented(`source: ${source}`, width, 2),
  ].join('\n');
}
