// holdfast doctor: what this machine really does, measured in the directory where strategies' files would be
// put: file system, locks, fsync, missing addons, and what to do about them.
import { type Command, Option } from 'commander';
import { doctorText } from '../../../reports/platform/doctor-text.js';
import type { DoctorReport } from '../../../results/facts/platform-probe.js';
import { tableWidthOf } from '../color.js';
import { type CommandContext, printJson, printText } from '../context.js';
import { exitCode } from '../exit-code.js';
import { endedByInterruption } from '../interruption.js';
import { parseDirectory, parseTimeout } from '../options/option-values.js';
import { scratchDirectory } from '../options/preflight.js';

const examples = `
Examples:
  holdfast doctor
  holdfast doctor --dir /mnt/share
  holdfast doctor --timeout 30s          on a machine, or a mount, that is slow to answer
  holdfast doctor --json`;

export function addDoctor(program: Command, context: CommandContext): void {
  program
    .command('doctor')
    .description('what this platform really does: file system, locks, fsync, missing addons and their remedy')
    .addOption(
      new Option('--dir <path>', "where the strategies' files would be put")
        .argParser(parseDirectory('--dir'))
        .default('.holdfast'),
    )
    .addOption(
      new Option('--timeout <duration>', 'how long one probe may take to answer (default: 5s)').argParser(
        parseTimeout,
      ),
    )
    .addHelpText('after', examples)
    .action(async ({ dir, timeout }: { dir: string; timeout?: number }) => {
      const report = await examine(dir, timeout ?? null, context);
      if (context.flags().json === true) printJson(context, report);
      else printText(context, doctorText(report, tableWidthOf(context.io.stdout)));
      context.settle(exitCode.go);
    });
}

function examine(
  typed: string,
  answerMsMax: number | null,
  { ports, io }: CommandContext,
): Promise<DoctorReport> {
  return endedByInterruption(io, () =>
    ports.runDoctor(scratchDirectory(typed, '--dir', io.cwd), answerMsMax),
  );
}
