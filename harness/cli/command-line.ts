// The whole command line as one function of its ports and its process: parse, run one command, end with one
// exit code. Nothing in here touches the real process, so tests drive all of it.
import { Command, CommanderError } from 'commander';
import { describeError } from './cli-error.js';
import { addAudit } from './commands/audit.js';
import { addCompare } from './commands/compare.js';
import { addDoctor } from './commands/doctor.js';
import { addExplain } from './commands/explain.js';
import { addExplore } from './commands/explore.js';
import { addJudge } from './commands/judge.js';
import { addList } from './commands/list.js';
import { addMerge } from './commands/merge.js';
import { addReplay } from './commands/replay.js';
import { addReport } from './commands/report.js';
import { addRun } from './commands/run.js';
import { contextOf } from './context.js';
import { type ExitCode, exitCode } from './exit-code.js';
import type { Io } from './io.js';
import type { Ports } from './ports.js';
import { withPrintableStderr } from './printable-stderr.js';

const commands = [
  addRun,
  addList,
  addDoctor,
  addExplain,
  addAudit,
  addExplore,
  addReplay,
  addJudge,
  addReport,
  addCompare,
  addMerge,
];

const examples = `
Examples:
  holdfast run                      judge every candidate and baseline on this machine
  holdfast run --strategy ./my-store.mjs
  holdfast audit flock              what each of its fsyncs buys
  holdfast explore m03              the schedule in which it loses an update
  holdfast doctor                   what this platform really does
  holdfast explain torn-read        what a word in a report means`;

/** The command that ran calls `settle` once, with the exit code. */
export function createProgram(ports: Ports, process: Io, settle: (code: ExitCode) => void): Command {
  const io = withPrintableStderr(process);
  const program = new Command('holdfast')
    .description(
      'Tells, with proof, whether the way you keep state in a file is safe and fast enough: GO or NO-GO.',
    )
    .version(ports.version, '-V, --version', 'print the version')
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
  const context = contextOf(program, ports, io, settle, (line) => process.stderr.write(`${line}\n`));
  for (const add of commands) add(program, context);
  return program;
}

/** Runs the command line `argv` (without node and script) and resolves with its exit code; never rejects. */
export async function runCli(argv: readonly string[], ports: Ports, io: Io): Promise<ExitCode> {
  let code: ExitCode | null = null;
  const program = createProgram(ports, io, (settled) => {
    code = settled;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code ?? exitCode.go;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.go : exitCode.usage;
    const described = describeError(error, program.opts<{ verbose?: true }>().verbose === true);
    withPrintableStderr(io).stderr.write(described.text);
    return described.exitCode;
  }
}
