// The whole command line as one function of its ports and its process: parse, run one command, end with one
// exit code. Nothing in here touches the real process, so tests drive all of it.
import { Command, CommanderError } from 'commander';
import { describeError } from './cli-error.js';
import { type CommandContext, contextOf } from './context.js';
import { type ExitCode, exitCode } from './exit-code.js';
import type { Io } from './io.js';
import type { Ports } from './ports.js';
import { withPrintableStderr } from './printable-stderr.js';

type AddCommand = (program: Command, context: CommandContext) => void;

/**
 * In the order of the help. Each is imported when a command line needs it, because a run's parts take several
 * times as long to load as the rest of a short command.
 */
const commands: Readonly<Record<string, () => Promise<AddCommand>>> = {
  run: async () => (await import('./commands/run.js')).addRun,
  try: async () => (await import('./commands/try.js')).addTry,
  list: async () => (await import('./commands/list.js')).addList,
  doctor: async () => (await import('./commands/doctor.js')).addDoctor,
  lab: async () => (await import('./commands/lab-command.js')).addLab,
  explain: async () => (await import('./commands/explain.js')).addExplain,
  audit: async () => (await import('./commands/audit.js')).addAudit,
  explore: async () => (await import('./commands/explore.js')).addExplore,
  replay: async () => (await import('./commands/replay.js')).addReplay,
  judge: async () => (await import('./commands/judge.js')).addJudge,
  report: async () => (await import('./commands/report.js')).addReport,
  compare: async () => (await import('./commands/compare.js')).addCompare,
  merge: async () => (await import('./commands/merge.js')).addMerge,
  init: async () => (await import('./commands/init.js')).addInit,
  completion: async () => (await import('./commands/completion.js')).addCompletion,
};

/**
 * The commands that `argv` needs: the one that it names, none for the version, else all of them, for the help,
 * for completion and for suggestions. No option before a command takes a value.
 */
function neededBy(argv: readonly string[]): (() => Promise<AddCommand>)[] {
  const name = argv.find((word) => !word.startsWith('-'));
  const named = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (named !== undefined && name !== 'completion') return [named];
  const isVersion = name === undefined && argv.some((word) => word === '-V' || word === '--version');
  return isVersion ? [] : Object.values(commands);
}

const examples = `
Examples:
  holdfast init                     set up a project
  holdfast run                      judge every candidate and baseline on this machine
  holdfast run --strategy ./my-store.mjs
  holdfast try ./my-store.mjs       the first counterexample, in seconds
  holdfast audit flock              what each of its fsyncs buys
  holdfast explore m03              the schedule in which it loses an update
  holdfast doctor                   what this platform really does
  holdfast lab --list               file systems and mounts that this machine can make
  holdfast explain torn-read        what a word in a report means`;

/** Without commands. */
function createProgram(version: string, io: Io): Command {
  return new Command('holdfast')
    .description(
      'Tells, with proof, whether the way you keep state in a file is safe and fast enough: GO or NO-GO.',
    )
    .version(version, '-V, --version', 'print the version')
    .option('--json', 'print one JSON document on stdout and nothing else')
    .option('-q, --quiet', 'no progress on stderr')
    .option('-v, --verbose', 'what was configured and where; stack traces with errors')
    .option('--no-color', 'no colours (also: NO_COLOR=1)')
    .helpOption('-h, --help', 'print this help')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns ?? 100,
      getErrHelpWidth: () => io.stderr.columns ?? 100,
    })
    .showHelpAfterError('  to do: see what there is with: holdfast --help, or holdfast COMMAND --help')
    .exitOverride()
    .addHelpText('after', examples);
}

/** Runs the command line `argv` (without node and script) and resolves with its exit code; never rejects. */
export async function runCli(argv: readonly string[], ports: Ports, process: Io): Promise<ExitCode> {
  let code: ExitCode | null = null;
  const io = withPrintableStderr(process);
  const program = createProgram(ports.version, io);
  const settle = (settled: ExitCode): void => {
    code = settled;
  };
  const context = contextOf(program, ports, io, settle, (line) => process.stderr.write(`${line}\n`));
  try {
    if (argv.length === 0) {
      const { situationOf, whatNow } = await import('./output/what-now.js');
      io.stdout.write(`${whatNow(situationOf(io.cwd))}\n`);
      return exitCode.go;
    }
    for (const load of neededBy(argv)) (await load())(program, context);
    await program.parseAsync([...argv], { from: 'user' });
    return code ?? exitCode.go;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.go : exitCode.usage;
    const described = describeError(error, program.opts<{ verbose?: true }>().verbose === true);
    io.stderr.write(described.text);
    return described.exitCode;
  }
}
