// holdfast init: puts into a project what it takes to judge its way of keeping documents: an example of a
// store that can be GO, a configuration, a script, and a workflow. Asks when somebody is there; writes over
// nothing.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { plainTable } from '../../../reports/text/table.js';
import { usageError } from '../cli-error.js';
import { tableWidthOf } from '../color.js';
import { type CommandContext, printJson, printText } from '../context.js';
import { exitCode } from '../exit-code.js';
import { didYouMean } from '../options/did-you-mean.js';
import { collect, parseDirectory } from '../options/option-values.js';
import { writableDirectory } from '../options/preflight.js';
import { splitList } from '../options/selection.js';
import type { StarterChoice } from '../starter/starter-choice.js';
import { type StarterFile, starterFiles } from '../starter/starter-files.js';
import { projectIn, writeStarter } from '../starter/write-starter.js';

interface InitFlags {
  yes?: true;
  scope?: string[];
  typescript?: boolean;
  github?: boolean;
  dir: string;
}

const scopes = ['single', 'threads', 'processes'] as const;
type InitScope = (typeof scopes)[number];

const examples = `
Examples:
  holdfast init
  holdfast init --yes --typescript
  holdfast init --yes --scope single --no-github --dir ./service`;

export function addInit(program: Command, context: CommandContext): void {
  program
    .command('init')
    .description('set up a project: an example store, a configuration, a script, a workflow')
    .option('-y, --yes', 'ask nothing: take the defaults for what no flag says')
    .addOption(
      new Option('--scope <list>', 'who writes the document: single, threads, processes').argParser(collect),
    )
    .option('--typescript', 'write TypeScript (default: if there is a tsconfig.json)')
    .option('--no-typescript', 'write JavaScript')
    .option('--github', 'write a workflow for GitHub Actions (default)')
    .option('--no-github', 'write none')
    .addOption(
      new Option('--dir <path>', 'the project').argParser(parseDirectory('--dir')).default('.', 'here'),
    )
    .addHelpText('after', examples)
    .action(async (flags: InitFlags) => {
      await init(flags, context);
      context.settle(exitCode.go);
    });
}

async function init(flags: InitFlags, context: CommandContext): Promise<void> {
  const { io, ports } = context;
  const asked = parseScopes(flags.scope);
  const choice = await chosen({ ...flags, scope: asked }, resolve(io.cwd, flags.dir), context);
  const directory = writableDirectory(flags.dir, '--dir', io.cwd);
  const { store, addon } = await ports.starterParts();
  const files = await starterFiles(store, choice, projectIn(directory));
  const outcomes = writeStarter(directory, files, {
    dependencies: { 'fs-native-extensions': addon },
    devDependencies: { holdfast: `^${ports.version}` },
  });
  const next = nextCommands(files, flags.dir);
  if (context.flags().json === true) {
    printJson(context, { directory, files: outcomes, next: next.map(([command]) => command) });
    return;
  }
  const width = tableWidthOf(io.stdout);
  const rows = outcomes.map(({ did, path, note }) => [did, path, note]);
  const table = plainTable(['what', 'file', 'why'], rows, width);
  printText(
    context,
    [...table, '', 'Next:', ...next.map(([command, why]) => nextLine(command, why))].join('\n'),
  );
}

function parseScopes(typed: readonly string[] | undefined): InitScope[] | undefined {
  if (typed === undefined) return undefined;
  return splitList(typed).map((word) => {
    const scope = scopes.find((one) => one === word);
    if (scope !== undefined) return scope;
    throw usageError({
      what: `"${word}" is not a value of --scope`,
      where: '--scope',
      remedy: didYouMean(word, 'values', scopes),
    });
  });
}

/** A flag wins over an answer, and an answer over a default. Every claim includes one writer at a time. */
async function chosen(
  { scope, typescript, github, yes }: Omit<InitFlags, 'scope'> & { scope: InitScope[] | undefined },
  directory: string,
  { io }: CommandContext,
): Promise<StarterChoice> {
  const ask = yes === true ? null : io.ask;
  const written =
    scope ??
    parseScopes(
      await answerTo(ask, 'Who writes the document: single, threads, processes', 'threads,processes'),
    );
  const hasTypes = existsSync(join(directory, 'tsconfig.json'));
  return {
    scopes: {
      threads: written?.includes('threads') ?? true,
      processes: written?.includes('processes') ?? true,
    },
    typescript: typescript ?? (await yesOrNo(ask, 'TypeScript', hasTypes)),
    github: github ?? (await yesOrNo(ask, 'A workflow for GitHub Actions', true)),
  };
}

type Ask = CommandContext['io']['ask'];

async function answerTo(ask: Ask, question: string, byDefault: string): Promise<string[]> {
  const answer = (await ask?.(`${question}? (${byDefault}) `))?.trim() ?? '';
  return [answer === '' ? byDefault : answer];
}

async function yesOrNo(ask: Ask, question: string, byDefault: boolean): Promise<boolean> {
  const answer = (await ask?.(`${question}? (${byDefault ? 'Y/n' : 'y/N'}) `))?.trim().toLowerCase() ?? '';
  return answer === '' ? byDefault : answer.startsWith('y');
}

function nextCommands(files: readonly StarterFile[], dir: string): [command: string, why: string][] {
  const store = files[0]?.path ?? '';
  return [
    ...(dir === '.' ? [] : [[`cd ${dir}`, 'the project'] as [string, string]]),
    ['npm install', 'the lock of the example is a prebuilt addon'],
    ['npx holdfast try no-lock --scope processes --bail', 'a counterexample: a store without a lock'],
    [`npx holdfast try ./${store}`, 'the same for the example: nothing is found'],
    ['npx holdfast run', 'the verdict, with proof, in a few minutes'],
  ];
}

function nextLine(command: string, why: string): string {
  return `  ${command.padEnd(50)}  ${why}`.trimEnd();
}
